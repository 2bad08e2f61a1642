/**
 * The chains that cuts end, walked over what is stored of a device. What lies on one counts. What lies before a gap
 * does not until the gap is closed: whoever leaves one could go on writing there, long after they were cut.
 */

import type { EventId } from '../base/ids.ts'
import type { ChainEnd } from '../events/power.ts'
import type { ChainLink } from '../store/log.ts'

/** The event right before it in its chain, if that is here. Whatever else it names is none of the chain. */
export function before({ seq, prev }: ChainLink, stored: ReadonlyMap<string, ChainLink>): ChainLink | undefined {
  const link = stored.get(prev)
  return link?.seq === seq - 1 ? link : undefined
}

/** The stored events from `head` down by `prev`, as far as they are here without a gap. */
export function chainBelow(stored: ReadonlyMap<string, ChainLink>, head: EventId): ReadonlySet<EventId> {
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
  /** Places whose event is known by its id alone: it has no word against one that is here and named. */
  const unseen: (readonly [number, string])[] = [[count - 1, head]]
  const walk = (from: ChainLink): void => {
    for (let at: ChainLink | undefined = from; at !== undefined && !reached.has(at.event_id); at = before(at, stored)) {
      if (!idAt.has(at.seq)) {
        idAt.set(at.seq, at.event_id)
        reached.add(at.event_id)
      }
      if (before(at, stored) === undefined) unseen.push([at.seq - 1, at.prev])
    }
  }
  const end = stored.get(head)
  if (end?.seq === count - 1) walk(end)
  // The first has the word on a place; what leads to a later one leads there all the same.
  for (const id of below) {
    const link = stored.get(id)
    if (link !== undefined && link.seq < count - 1) walk(link)
  }
  for (const [place, id] of unseen) if (!idAt.has(place)) idAt.set(place, id)
  const strays: Stray[] = []
  for (const { seq, event_id } of stored.values()) {
    if (seq < count && !reached.has(event_id)) strays.push({ event_id, is_proven: idAt.has(seq) ? 1 : 0 })
  }
  return strays
}
