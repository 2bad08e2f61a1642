/**
 * The chains that cuts end, walked over what is stored of a device. An act must lie on one to count;
 * content stays shown unless another event, within the cut, proves it to be of another chain.
 */

import type { EventId } from '../base/ids.ts'
import type { ChainLink } from '../store/log.ts'

/** The stored events from `head` down by `prev`, as far as they are here without a gap. */
export function chainBelow(chain: readonly ChainLink[], head: EventId): ReadonlySet<EventId> {
  const stored = new Map<string, ChainLink>(chain.map((link) => [link.event_id, link]))
  const found = new Set<EventId>()
  for (let at = stored.get(head); at !== undefined; at = stored.get(at.prev)) found.add(at.event_id)
  return found
}

/** Of the first `count` events, those that share their place with one known to be on the chain. */
export function provenOff(chain: readonly ChainLink[], head: EventId, count: number): readonly EventId[] {
  const stored = new Map<string, ChainLink>(chain.map((link) => [link.event_id, link]))
  const idAt = new Map<number, string>([[count - 1, head]])
  for (let at = stored.get(head); at !== undefined; at = stored.get(at.prev)) {
    idAt.set(at.seq, at.event_id)
    idAt.set(at.seq - 1, at.prev)
  }
  return chain
    .filter(({ seq, event_id }) => seq < count && idAt.has(seq) && idAt.get(seq) !== event_id)
    .map(({ event_id }) => event_id)
}
