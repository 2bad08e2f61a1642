/**
 * Bodies: from a shape and values to canonical CBOR and back. Knows no event type.
 */

import { type CborValue, decodeCanonical } from '../crypto/cbor.ts'
import type { Shape, ShapeBody } from './fields.ts'

/** Ids an event may name, dependencies and mentions together; wraps are not counted. */
export const MAX_REFERENCES = 512

export function bodyValue<S extends Shape>(shape: S, body: ShapeBody<S>): CborValue {
  const values = body as Readonly<Record<string, unknown>>
  return [shape.type, shape.version, ...Object.entries(shape.fields).map(([name, field]) => field.encode(values[name]))]
}

export interface TypedBody {
  readonly type: string
  readonly version: number
  readonly values: readonly CborValue[]
}

/** The outer form every body has, of whatever type and version. */
export function parseTypedBody(value: CborValue): TypedBody | undefined {
  if (!Array.isArray(value)) return undefined
  const [type, version, ...values] = value
  if (typeof type !== 'string' || typeof version !== 'number' || version < 1) return undefined
  return { type, version, values }
}

/** A body's bytes, decoded; `undefined` unless they are the canonical encoding of one. */
export function decodeBody(bytes: Uint8Array): TypedBody | undefined {
  const decoded = decodeCanonical(bytes)
  return decoded === undefined ? undefined : parseTypedBody(decoded.value)
}

export type BodyFailure = 'body_wrong_shape' | 'too_many_references'

/** The fields of a body whose type and version are the shape's. */
export function parseBody(shape: Shape, typed: TypedBody): { readonly body: ShapeBody<Shape> } | BodyFailure {
  const entries = Object.entries(shape.fields)
  if (entries.length !== typed.values.length) return 'body_wrong_shape'
  const body: Record<string, unknown> = {}
  let references = 0
  for (const [i, [name, field]] of entries.entries()) {
    const raw = typed.values[i] as CborValue
    const value = field.parse(raw)
    const isAbsent = raw === null && field.isOptional === true
    if (value === undefined && !isAbsent) return 'body_wrong_shape'
    body[name] = value
    references += isAbsent ? 0 : field.ids(value).length
  }
  return references > MAX_REFERENCES ? 'too_many_references' : { body: body as ShapeBody<Shape> }
}

export interface NamedDependency {
  readonly field: string
  readonly ids: readonly string[]
  readonly types: readonly string[]
  readonly isList: boolean
}

/** The dependencies of an event, read off its shape. */
export function dependenciesOf(shape: Shape, body: ShapeBody<Shape>): readonly NamedDependency[] {
  const values = body as Readonly<Record<string, unknown>>
  const found: NamedDependency[] = []
  for (const [name, field] of Object.entries(shape.fields)) {
    if (field.role !== 'ref') continue
    const value = values[name]
    found.push({ field: name, ids: field.ids(value), types: field.types ?? [], isList: Array.isArray(value) })
  }
  return found
}
