/**
 * Bodies: from a shape and values to canonical CBOR and back. Knows no event type.
 */

import { type CborValue, decodeCanonical } from '../crypto/cbor.ts'
import type { Field, Shape, ShapeBody } from './fields.ts'

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

type NamedField = readonly [name: string, field: Field<unknown>]

/** The fields of a shape in their order, and those of them that are dependencies: read off it once. */
interface FieldLists {
  readonly all: readonly NamedField[]
  readonly refs: readonly NamedField[]
}

const listsOfShapes = new WeakMap<Shape, FieldLists>()

function listsOf(shape: Shape): FieldLists {
  const known = listsOfShapes.get(shape)
  if (known !== undefined) return known
  const all = Object.entries(shape.fields)
  const lists = { all, refs: all.filter(([, field]) => field.role === 'ref') }
  listsOfShapes.set(shape, lists)
  return lists
}

export type BodyFailure = 'body_wrong_shape' | 'too_many_references'

/** The fields of a body whose type and version are the shape's. */
export function parseBody(shape: Shape, typed: TypedBody): { readonly body: ShapeBody<Shape> } | BodyFailure {
  const { all } = listsOf(shape)
  if (all.length !== typed.values.length) return 'body_wrong_shape'
  const body: Record<string, unknown> = {}
  let references = 0
  for (let i = 0; i < all.length; i++) {
    const [name, field] = all[i] as NamedField
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
  for (const [name, field] of listsOf(shape).refs) {
    const value = values[name]
    found.push({ field: name, ids: field.ids(value), types: field.types ?? [], isList: Array.isArray(value) })
  }
  return found
}
