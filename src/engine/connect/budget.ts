/**
 * Politeness as arithmetic: how many announcements one identity may publish. Three limits, each of which
 * can refuse:
 *
 * - never more than 6 in any 30 s;
 * - a bucket of 6 that gains one in 120 s: the burst, then the pace of a device that is alone;
 * - a bucket of 6 that gains one a minute, for the first announcement after a link was lost or the
 *   network returned, so that it need not wait, and a flapping network still stays polite.
 */

import type { Timestamp } from '../base/ids.ts'
import { ALONE_GAP_MS, RETURN_REFILL_MS, WINDOW_ANNOUNCEMENTS, WINDOW_MS } from './policy.ts'

/** Why an announcement is due: part of the search, or at once after a return. */
export type Occasion = 'search' | 'return'

export interface Budget {
  /** Takes one announcement out of the budget; `false` when there is none left at this time. */
  spend(occasion: Occasion, t_ms: Timestamp): boolean
}

function createBucket(capacity: number, refill_ms: number) {
  let tokens = capacity
  let filled_ms: number | undefined
  return {
    has(t_ms: number): boolean {
      // A clock set back starts a new count from there: it must not stop announcements for a year.
      if (filled_ms === undefined || tokens >= capacity || t_ms < filled_ms) filled_ms = t_ms
      const gained = Math.floor((t_ms - filled_ms) / refill_ms)
      tokens = Math.min(capacity, tokens + gained)
      filled_ms += gained * refill_ms
      return tokens > 0
    },
    take(): void {
      tokens--
    },
  }
}

export function createBudget(): Budget {
  const search = createBucket(WINDOW_ANNOUNCEMENTS, ALONE_GAP_MS)
  const back = createBucket(WINDOW_ANNOUNCEMENTS, RETURN_REFILL_MS)
  let recent: number[] = []

  return {
    spend(occasion, t_ms) {
      recent = recent.filter((announced_ms) => announced_ms <= t_ms && t_ms - announced_ms < WINDOW_MS)
      if (recent.length >= WINDOW_ANNOUNCEMENTS) return false
      const bucket = [search, ...(occasion === 'return' ? [back] : [])].filter((one) => one.has(t_ms)).at(-1)
      if (bucket === undefined) return false
      bucket.take()
      recent.push(t_ms)
      return true
    },
  }
}
