/**
 * Dependencies: read off an event's shape, looked up, and handed to `validate` parsed. An id that an
 * accepted link vouches for counts as present until the event itself arrives.
 */

import { type EpochId, type EventId, type GroupId, idFromBytes, type PeerId } from '../base/ids.ts'
import type { Missing, RejectReason } from '../base/outcome.ts'
import { type Envelope, isSealedKind, parseEnvelope } from '../crypto/envelope.ts'
import type { Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { decodeBody, dependenciesOf, parseBody, type TypedBody } from '../events/body.ts'
import type { Dependency, Shape, ShapeBody } from '../events/fields.ts'
import { openBody } from '../seal/content.ts'
import { type LogEntry, logEntry } from '../store/log.ts'
import { vouch } from '../store/tables.ts'
import type { PipelineContext } from './context.ts'

export type Opened =
  | {
      readonly ok: true
      readonly typed: TypedBody
      readonly epoch: { readonly epoch_id: EpochId; readonly group_id: GroupId }
      /** By a key that only a link has told. */
      readonly isVouched: boolean
    }
  | { readonly ok: false; readonly missing: Missing }
  | { readonly ok: false; readonly reason: RejectReason }

/** Opens the sealed body of a kind 2 or 3 event and decodes it. */
export function openSealed(tx: Tx, context: PipelineContext, envelope: Envelope): Opened {
  const { header, body } = envelope
  if (header.epoch_id === undefined || header.nonce === undefined) return { ok: false, reason: 'wrong_plane' }
  const epochId = idFromBytes<EpochId>(header.epoch_id)
  const epoch = context.epoch(tx.safe, epochId)
  if (epoch === undefined) return { ok: false, missing: `key:${epochId}` }
  if (body === undefined) return { ok: false, reason: 'plaintext_malformed' }
  const plaintext = openBody(epoch.contentKey, header.nonce, envelope.headerBytes, body)
  if (plaintext === undefined) {
    return epoch.isVouched ? { ok: false, missing: `key:${epochId}` } : { ok: false, reason: 'decrypt_failed' }
  }
  const typed = decodeBody(plaintext)
  if (typed === undefined) return { ok: false, reason: 'plaintext_malformed' }
  return { ok: true, typed, epoch: { epoch_id: epochId, group_id: epoch.group_id }, isVouched: epoch.isVouched }
}

function typedBodyOf(tx: Tx, context: PipelineContext, entry: LogEntry): TypedBody | undefined {
  if (entry.plane === 0) return decodeBody(entry.bytes)
  const envelope = parseEnvelope(entry.bytes)
  if (typeof envelope === 'string') return undefined
  if (isSealedKind(envelope.header.kind)) {
    const opened = openSealed(tx, context, envelope)
    return opened.ok ? opened.typed : undefined
  }
  return envelope.body === undefined ? undefined : decodeBody(envelope.body)
}

const MAX_REMEMBERED = 20_000

function decodedDependency(tx: Tx, context: PipelineContext, entry: LogEntry): Dependency | undefined {
  const known = context.dependencies.get(entry.event_id)
  if (known !== undefined) return known
  const typed = typedBodyOf(tx, context, entry)
  const shape = context.registry.get(entry.type)?.shape
  if (typed === undefined || shape === undefined) return undefined
  const parsed = parseBody(shape, typed)
  if (typeof parsed === 'string') return undefined
  const dependency: Dependency = { type: entry.type, id: entry.event_id, author: entry.author, body: parsed.body }
  remember(context, dependency)
  return dependency
}

export function remember(context: PipelineContext, dependency: Dependency): void {
  if (context.dependencies.size >= MAX_REMEMBERED) context.dependencies.clear()
  context.dependencies.set(dependency.id, dependency)
}

function vouchedFor(tx: Tx, context: PipelineContext, id: string): Dependency | undefined {
  const row = tx.safe.first<{ event_id: EventId }>(
    sql`SELECT event_id FROM ${vouch} WHERE target_id = ${id} ORDER BY event_id LIMIT 1`,
  )
  const entry = row && logEntry(tx.unsafe, tx.identity, row.event_id)
  const local = entry && decodedDependency(tx, context, entry)
  if (local === undefined) return undefined
  // What was recorded has every field its shape has.
  const vouches = context.registry.get(local.type)?.vouches?.(local.body as ShapeBody<Shape>) ?? []
  return vouches.find((dependency) => dependency.id === id)
}

export type Resolved =
  | { readonly ok: true; readonly deps: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly missing: Missing }
  | { readonly ok: false; readonly reason: RejectReason }

function resolveOne(tx: Tx, context: PipelineContext, id: string): Dependency | Missing | RejectReason {
  const known = context.dependencies.get(id)
  if (known !== undefined) return known
  const entry = logEntry(tx.unsafe, tx.identity, id)
  if (entry?.state === 'rejected') return 'dependency_rejected'
  const real = entry?.state === 'valid' ? decodedDependency(tx, context, entry) : undefined
  return real ?? vouchedFor(tx, context, id) ?? `event:${id}`
}

function isDependency(value: Dependency | Missing | RejectReason): value is Dependency {
  return typeof value === 'object'
}

/** All dependencies of an event, or the first thing that is missing or wrong. */
export function resolveDependencies(tx: Tx, context: PipelineContext, shape: Shape, body: ShapeBody<Shape>): Resolved {
  const deps: Record<string, unknown> = {}
  for (const { field, ids, types, isList } of dependenciesOf(shape, body)) {
    const found: Dependency[] = []
    for (const id of ids) {
      const dependency = resolveOne(tx, context, id)
      if (!isDependency(dependency)) {
        return dependency.startsWith('event:')
          ? { ok: false, missing: dependency as Missing }
          : { ok: false, reason: dependency as RejectReason }
      }
      if (!types.includes(dependency.type)) return { ok: false, reason: 'dependency_wrong_type' }
      found.push(dependency)
    }
    deps[field] = isList ? found : found[0]
  }
  return { ok: true, deps }
}

export function dependencyOf(event: { type: string; id: EventId; author: PeerId; body: ShapeBody<Shape> }): Dependency {
  return { type: event.type, id: event.id, author: event.author, body: event.body }
}
