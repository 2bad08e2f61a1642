/**
 * Ranks: the founder's is 0, a grant's is one more than that of the right it was made under, a
 * co-founder's 0. A rank follows from what events say and name, never from what became of them.
 */

import type { EventId } from '../base/ids.ts'
import type { Of } from './act.ts'

export const FOUNDER_RANK = 0
export const MEMBER_RANK = 1000
/** A right further than this from the root carries nothing: chains are walked at every fold. */
export const MAX_RANK = 15

/** The rank of each grant that confers one. A co-founder is made by rank 0 alone. */
export function rightRanks(
  roots: ReadonlySet<EventId>,
  grants: ReadonlyMap<EventId, Of<'grant'>>,
): ReadonlyMap<EventId, number> {
  const judged = new Map<EventId, number | undefined>([...roots].map((root) => [root, FOUNDER_RANK]))
  for (const grant of grants.values()) {
    const chain: Of<'grant'>[] = []
    for (let at: Of<'grant'> | undefined = grant; at !== undefined && !judged.has(at.event_id); ) {
      chain.push(at)
      at = grants.get(at.power.right)
    }
    for (const { event_id, power } of chain.reverse()) judged.set(event_id, rankUnder(judged.get(power.right), power))
  }
  const conferred = [...judged].filter((entry): entry is [EventId, number] => entry[1] !== undefined)
  return new Map(conferred.filter(([id]) => !roots.has(id)))
}

function rankUnder(above: number | undefined, { co_founder }: Of<'grant'>['power']): number | undefined {
  if (above === undefined || above >= MAX_RANK) return undefined
  if (co_founder) return above === FOUNDER_RANK ? FOUNDER_RANK : undefined
  return above + 1
}
