/**
 * The bytes that prove something to another device: events with every control event they depend on, in
 * an order in which each can be judged. Knows no event type: it follows dependencies.
 */

import type { EventId, IdentityId, PeerId } from '../base/ids.ts'
import { KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import type { SafeDb, UnsafeDb } from '../db/database.ts'
import { decodeBody, dependenciesOf, parseBody } from '../events/body.ts'
import type { Registry } from '../events/event-module.ts'
import { chainsAfter, endingEvents, otherTakings } from '../read/devices.ts'
import { logEntry } from '../store/log.ts'

/** Chains are short, and what a waiting link takes is not much more than this; a longer one is somebody's joke. */
const MAX_EVENTS = 512

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
  return [...withDependencies(db, identity, registry, ids).values()]
}

/**
 * Why a device is no member, then what shows that the acts of those who were taken from since still count, last what was
 * taken from other admins. Nothing against who wrote one of the acts is in it without need: where the chain that follows
 * is not told, the act would look void. More than a refusal carries is told at the next ones. `undefined` while the
 * device has never joined.
 */
export function evidenceAgainst(
  db: SafeDb,
  unsafe: Pick<UnsafeDb, 'first'>,
  identity: IdentityId,
  registry: Registry,
  peer: PeerId,
): readonly Uint8Array[] | undefined {
  const endings = endingEvents(db, peer)
  if (endings.length === 0) return undefined
  const evidence = withDependencies(unsafe, identity, registry, endings)
  const ids = [...evidence.keys()]
  for (const id of chainsAfter(db, ids)) {
    const bytes = logEntry(unsafe, identity, id)?.bytes
    if (bytes !== undefined) evidence.set(id, bytes)
  }
  const others = withDependencies(unsafe, identity, registry, otherTakings(db, ids))
  return [...new Map([...evidence, ...others]).values()]
}

function withDependencies(
  db: Pick<UnsafeDb, 'first'>,
  identity: IdentityId,
  registry: Registry,
  ids: readonly EventId[],
): Map<EventId, Uint8Array> {
  const ordered = new Map<EventId, Uint8Array>()
  const visiting = new Set<string>()
  const visit = (id: EventId): void => {
    if (ordered.has(id) || visiting.has(id) || visiting.size >= MAX_EVENTS) return
    visiting.add(id)
    const entry = logEntry(db, identity, id)
    if (entry === undefined || entry.kind !== KIND_CONTROL) return
    for (const dependency of dependencyIds(registry, entry.type, entry.bytes)) visit(dependency as EventId)
    ordered.set(id, entry.bytes)
  }
  ids.forEach(visit)
  return ordered
}
