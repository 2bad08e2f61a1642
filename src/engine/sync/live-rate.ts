/**
 * How fast one link may push its own author's new events: a token bucket, 200 a minute with a burst of
 * 2,000. What comes faster is delayed, never refused; reconciliation knows no such limit.
 */

const PER_MINUTE = 200
const BURST = 2_000
const MS_PER_EVENT = 60_000 / PER_MINUTE

export interface LiveRate {
  /** Takes `count` events if they may pass now. */
  pass(count: number, t_ms: number): boolean
}

export function createLiveRate(t_ms: number): LiveRate {
  let tokens = BURST
  let at_ms = t_ms
  return {
    pass(count, now_ms) {
      tokens = Math.min(BURST, tokens + Math.max(0, now_ms - at_ms) / MS_PER_EVENT)
      at_ms = Math.max(at_ms, now_ms)
      // A batch larger than the bucket passes when the bucket is full: delayed, never refused.
      if (tokens < Math.min(count, BURST)) return false
      tokens -= Math.min(count, BURST)
      return true
    },
  }
}
