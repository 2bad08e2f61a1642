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
