/**
 * The bytes that prove something to another device: events with every control event they depend on, in
 * an order in which each can be judged. Knows no event type: it follows dependencies.
 */

import type { EventId, IdentityId } from '../base/ids.ts'
import { KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import type { UnsafeDb } from '../db/database.ts'
import { decodeBody, dependenciesOf, parseBody } from '../events/body.ts'
import type { Registry } from '../events/event-module.ts'
import { logEntry } from '../store/log.ts'

/** Chains are short, and what fits a frame is no more than this; a longer one is somebody's joke. */
const MAX_EVENTS = 160

function dependencyIds(registry: Registry, type: string, bytes: Uint8Array): readonly string[] {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string' || envelope.body === undefined || envelope.header.kind !== KIND_CONTROL) return []
  const shape = registry.get(type)?.shape
  const typed = decodeBody(envelope.body)
  if (shape === undefined || typed === undefined) return []
  const parsed = parseBody(shape, typed)
  return typeof parsed === 'string' ? [] : dependenciesOf(shape, parsed.body).flatMap((dependency) => dependency.ids)
}

/** Dependencies first. What is not stored here (a joiner's, until it has met a member) is left out. */
export function evidenceFor(
  db: Pick<UnsafeDb, 'first'>,
  identity: IdentityId,
  registry: Registry,
  ids: readonly EventId[],
): readonly Uint8Array[] {
  const ordered = new Map<string, Uint8Array>()
  const visiting = new Set<string>()
  const visit = (id: string): void => {
    if (ordered.has(id) || visiting.has(id) || visiting.size >= MAX_EVENTS) return
    visiting.add(id)
    const entry = logEntry(db, identity, id)
    if (entry === undefined || entry.kind !== KIND_CONTROL) return
    for (const dependency of dependencyIds(registry, entry.type, entry.bytes)) visit(dependency)
    ordered.set(id, entry.bytes)
  }
  ids.forEach(visit)
  return [...ordered.values()]
}
