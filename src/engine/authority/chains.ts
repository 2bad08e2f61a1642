/**
 * The chains that cuts end, walked over what is stored of a device. What lies on one counts. What lies before a gap
 * does not until the gap is closed: whoever leaves one could go on writing there, long after they were cut.
 */

import { pushTo } from '../base/groups.ts'
import type { EventId } from '../base/ids.ts'
import type { ChainEnd } from '../events/power.ts'
import type { ChainLink } from '../store/log.ts'

/** The event right before it in its chain, if that is here. Whatever else it names is none of the chain. */
export function before({ seq, prev }: ChainLink, stored: ReadonlyMap<string, ChainLink>): ChainLink | undefined {
  const link = stored.get(prev)
  return link?.seq === seq - 1 ? link : undefined
}

/** What lies below an event on its chain, itself included. */
export type Below = Pick<ReadonlySet<EventId>, 'has'>

/**
 * Answers what lies below any stored event by `prev`, as far as that is here without a gap. What is stored is a forest,
 * numbered once, each event before what follows it: so that no end, however many are named, costs a walk of its own.
 */
export function chainsOf(stored: ReadonlyMap<string, ChainLink>): (head: EventId) => Below | undefined {
  const next = new Map<string, string[]>()
  const stack: string[] = []
  for (const { event_id, prev } of stored.values()) {
    if (stored.has(prev)) pushTo(next, prev, event_id as string)
    else stack.push(event_id)
  }
  const first = new Map<string, number>()
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    first.set(id, first.size)
    for (const after of next.get(id) ?? []) stack.push(after)
  }
  /** The highest number of what follows each, itself included. */
  const last = new Map<string, number>()
  for (const [id, own] of [...first].reverse()) {
    last.set(
      id,
      (next.get(id) ?? []).reduce((most, after) => Math.max(most, last.get(after) ?? 0), own),
    )
  }
  return (head) => {
    const at = first.get(head)
    if (at === undefined) return undefined
    return { has: (id) => (first.get(id) ?? Number.POSITIVE_INFINITY) <= at && at <= (last.get(id) ?? -1) }
  }
}

/**
 * An event within a cut that its end does not lead to, over what is stored; proven if nothing that is still to come can
 * lead there.
 */
export interface Stray {
  readonly event_id: EventId
  readonly is_proven: 0 | 1
}

/** @param stored the chain as far as it is here, by id */
export function straysFrom({ head, count, below }: ChainEnd, stored: ReadonlyMap<string, ChainLink>): readonly Stray[] {
  const claimed = new Set<number>()
  const reached = new Set<string>()
  /** @returns the last place before a gap, or before what another walk has reached */
  const walk = (from: ChainLink): number => {
    let lowest = from.seq
    for (let at: ChainLink | undefined = from; at !== undefined && !reached.has(at.event_id); at = before(at, stored)) {
      lowest = at.seq
      if (claimed.has(at.seq)) continue
      claimed.add(at.seq)
      reached.add(at.event_id)
    }
    return lowest
  }
  const end = stored.get(head)
  // Below its first gap the head may still lead to any place, whatever else leads there meanwhile.
  const provenFrom = end?.seq === count - 1 ? walk(end) : count - 1
  // The first has the word on a place; what leads to a later one leads there all the same.
  for (const id of below) {
    const link = stored.get(id)
    if (link !== undefined && link.seq < count - 1) walk(link)
  }
  const strays: Stray[] = []
  for (const { seq, event_id } of stored.values()) {
    if (seq < count && !reached.has(event_id)) strays.push({ event_id, is_proven: seq >= provenFrom ? 1 : 0 })
  }
  return strays
}
