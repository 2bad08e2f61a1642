/** How long to wait, and how often to speak: exponential back-off with jitter, and a token bucket. */

import type { Random } from '../../engine/base/ports.ts'

export interface BackoffRange {
  readonly first_ms: number
  readonly longest_ms: number
}

/** After a connection was lost or could not be made. */
export const RECONNECT_BACKOFF: BackoffRange = { first_ms: 1_000, longest_ms: 5 * 60_000 }

/** After a relay said that we ask too much, or refused us. */
export const REFUSED_BACKOFF: BackoffRange = { first_ms: 10_000, longest_ms: 10 * 60_000 }

/**
 * Between half and all of first × 2^attempt, at most the longest: the jitter keeps a crowd that lost
 * the same relay from coming back in one moment.
 */
export function backoff(range: BackoffRange, attempt: number, random: Random): number {
  const whole = Math.min(range.longest_ms, range.first_ms * 2 ** Math.min(attempt, 30))
  const [high = 0, low = 0] = random.bytes(2)
  return whole * (0.5 + (high * 256 + low) / 0x1_0000 / 2)
}

export interface Bucket {
  /** Takes a token, or answers in how many milliseconds there will be one. */
  take(now: number): number
}

export function createBucket(burst: number, refill_ms: number): Bucket {
  let tokens = burst
  let filledAt: number | undefined
  return {
    take(now) {
      if (filledAt !== undefined) tokens = Math.min(burst, tokens + (now - filledAt) / refill_ms)
      filledAt = now
      if (tokens < 1) return Math.ceil((1 - tokens) * refill_ms)
      tokens -= 1
      return 0
    },
  }
}
