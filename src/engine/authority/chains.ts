/**
 * The chains that cuts end, walked over what is stored of a device. What lies on one counts. What lies before a gap
 * does not until the gap is closed: whoever leaves one could go on writing there, long after they were cut.
 */

import type { EventId } from '../base/ids.ts'
import type { ChainEnd } from '../events/power.ts'
import type { ChainLink } from '../store/log.ts'

/** The stored events from `head` down by `prev`, as far as they are here without a gap. */
export function chainBelow(chain: readonly ChainLink[], head: EventId): ReadonlySet<EventId> {
  const stored = new Map<string, ChainLink>(chain.map((link) => [link.event_id, link]))
  const found = new Set<EventId>()
  for (let at = stored.get(head); at !== undefined; at = stored.get(at.prev)) found.add(at.event_id)
  return found
}

/** An event within a cut that its end does not lead to, over what is stored; proven if its place is known to be another's. */
export interface Stray {
  readonly event_id: EventId
  readonly is_proven: 0 | 1
}

/** @param stored the chain as far as it is here, by id */
export function straysFrom({ head, count, below }: ChainEnd, stored: ReadonlyMap<string, ChainLink>): readonly Stray[] {
  const idAt = new Map<number, string>()
  const reached = new Set<string>()
  const walk = (from: string, place: number): void => {
    for (let [id, at] = [from, place]; at >= 0 && !reached.has(id); at--) {
      const isFirst = !idAt.has(at)
      if (isFirst) idAt.set(at, id)
      const link = stored.get(id)
      if (link?.seq !== at) return
      if (isFirst) reached.add(id)
      id = link.prev
    }
  }
  walk(head, count - 1)
  // The first has the word on a place; what leads to a later one leads there all the same.
  for (const id of below) {
    const link = stored.get(id)
    if (link !== undefined && link.seq < count) walk(id, link.seq)
  }
  const strays: Stray[] = []
  for (const { seq, event_id } of stored.values()) {
    if (seq < count && !reached.has(event_id)) strays.push({ event_id, is_proven: idAt.has(seq) ? 1 : 0 })
  }
  return strays
}
