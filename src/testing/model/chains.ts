/** Chains of devices, walked over what is held: what leads to where one ends, and what is proven to be beside one. */

import type { EventId } from '../../engine/api.ts'
import type { End } from './deeds.ts'
import type { Entry } from './entries.ts'

export interface Chains {
  /** Whether this event leads to what the end names, over what is held without a gap. */
  isOn(end: End, id: EventId): boolean
  /** Whether the chain that ends there has another one in this event's place. */
  isBeside(end: End, entry: Entry): boolean
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
    isOn: ({ head, below }, id) => [head, ...below].some((named) => onto(named).has(id)),
    isBeside({ head, count, below }, { seq, event_id }) {
      if (seq >= count) return false
      if (seq === count - 1) return head !== event_id
      // The head has the first word on a place, then what is named below it, in its order; what is not held has the last.
      const known = [head, ...below].flatMap((named) => [...onto(named)])
      const inPlace = known.find((id) => held.get(id)?.seq === seq)
      if (inPlace !== undefined) return inPlace !== event_id
      const above = known.find((id) => held.get(id)?.seq === seq + 1)
      return above !== undefined && held.get(above)?.prev !== event_id
    },
  }
}
