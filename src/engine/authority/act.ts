/**
 * One act of power, as the authority fold sees it: who wrote it, when by their clock, and what it does.
 */

import type { EventId, PeerId } from '../base/ids.ts'
import type { Power } from '../events/power.ts'

export interface Act<P extends Power = Power> {
  readonly event_id: EventId
  readonly author: PeerId
  readonly created_at: number
  readonly power: P
}

export type Kind = Power['act']
export type Of<K extends Kind> = Act<Extract<Power, { act: K }>>

export function isOf<K extends Kind>(act: Act, kind: K): act is Of<K> {
  return act.power.act === kind
}

/** One order of the same acts, each author's as they say they wrote them, whatever order they came in. */
export function inOrder(acts: readonly Act[]): readonly Act[] {
  return acts.toSorted((a, b) => a.created_at - b.created_at || (a.event_id < b.event_id ? -1 : 1))
}

/**
 * Of acts {@link inOrder} that take the same thing away, the first of each device: it says how much counts. Whoever takes
 * it away again and again would make everybody weigh each word against each of the ends they say.
 */
export function firstOfEach<A extends Act>(takings: readonly A[]): readonly A[] {
  const authors = new Set<PeerId>()
  return takings.filter(({ author }) => !authors.has(author) && authors.add(author))
}
