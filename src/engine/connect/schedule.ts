/**
 * When one identity announces itself: a burst when it begins to look, then 120 s apart while it is
 * alone, a heartbeat every 10 to 15 minutes once connected. The budget has the last word. A pure state
 * machine; it publishes nothing and knows no topics.
 */

import type { Timestamp } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { createBudget, type Occasion } from './budget.ts'
import {
  ALONE_GAP_MS,
  ALONE_JITTER_MS,
  BURST_GAPS_MS,
  HEARTBEAT_MAX_MS,
  HEARTBEAT_MIN_MS,
  WINDOW_MS,
} from './policy.ts'

export interface Schedule {
  /** Begins a burst: at the start, on a new topic, when the last link is lost, when the network returns. */
  look(occasion: Occasion, t_ms: Timestamp): void
  /** One announcement at once, without a burst: links exist, but one was lost, or nobody knows whether they work. */
  callOut(t_ms: Timestamp): void
  /** A first member is linked: from now on a heartbeat is enough. */
  rest(t_ms: Timestamp): void
  /** Whether to announce now. A `true` has been paid for: announce exactly once for each. */
  isDue(t_ms: Timestamp): boolean
  /** A burst began less than 30 s ago and nobody has been met since. */
  isLooking(t_ms: Timestamp): boolean
}

export function createSchedule(random: Random): Schedule {
  const budget = createBudget()
  let mode: 'idle' | 'burst' | 'alone' | 'resting' = 'idle'
  let due_ms = 0
  let burst_ms = 0
  let inBurst = 0
  let occasion: Occasion = 'search'

  /** Uniform in [0, range_ms), to about a 65,536th. */
  function jitter(range_ms: number): number {
    const [high = 0, low = 0] = random.bytes(2)
    return Math.floor((range_ms * (high * 256 + low)) / 0x10000)
  }

  const heartbeat = () => HEARTBEAT_MIN_MS + jitter(HEARTBEAT_MAX_MS - HEARTBEAT_MIN_MS)

  function nextGap(): number {
    if (mode === 'resting') return heartbeat()
    const gap = mode === 'burst' ? BURST_GAPS_MS[inBurst++] : undefined
    if (gap !== undefined) return gap
    mode = 'alone'
    return ALONE_GAP_MS + jitter(ALONE_JITTER_MS)
  }

  return {
    look(why, t_ms) {
      mode = 'burst'
      inBurst = 0
      burst_ms = t_ms
      due_ms = t_ms
      occasion = why
    },

    callOut(t_ms) {
      due_ms = t_ms
      occasion = 'return'
    },

    rest(t_ms) {
      mode = 'resting'
      due_ms = t_ms + heartbeat()
    },

    isDue(t_ms) {
      if (due_ms - t_ms > HEARTBEAT_MAX_MS) due_ms = t_ms // the clock was set back
      if (mode === 'idle' || t_ms < due_ms || !budget.spend(occasion, t_ms)) return false
      due_ms = t_ms + nextGap()
      occasion = 'search'
      return true
    },

    isLooking: (t_ms) => (mode === 'burst' || mode === 'alone') && t_ms - burst_ms < WINDOW_MS,
  }
}
