/** Chains of devices, walked over what is held: the events that end at a head, and what is proven to be beside one. */

import type { EventId } from '../../engine/api.ts'
import type { Entry } from './entries.ts'

export interface Chains {
  /** Whether this event lies on the chain that ends at this head, as far as that is held without a gap. */
  isOn(head: EventId, id: EventId): boolean
  /** Whether the chain with so many events to this head has another one in this event's place. */
  isBeside(head: EventId, count: number, entry: Entry): boolean
}

export function createChains(held: ReadonlyMap<EventId, Entry>): Chains {
  const walked = new Map<EventId, ReadonlySet<EventId>>()
  const onto = (head: EventId): ReadonlySet<EventId> => {
    const known = walked.get(head)
    if (known !== undefined) return known
    const chain = new Set<EventId>()
    for (let at = held.get(head); at !== undefined; at = held.get(at.prev)) chain.add(at.event_id)
    walked.set(head, chain)
    return chain
  }
  return {
    isOn: (head, id) => onto(head).has(id),
    isBeside(head, count, { seq, event_id }) {
      if (seq >= count) return false
      if (seq === count - 1) return head !== event_id
      for (const id of onto(head)) if (held.get(id)?.seq === seq + 1) return held.get(id)?.prev !== event_id
      return false
    },
  }
}
