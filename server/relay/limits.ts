/** What one client may ask of the relay, and the bucket that counts it. */

export interface RelayLimits {
  readonly connections: number
  /** A longer message closes the connection (1009). */
  readonly message_bytes: number
  readonly subscriptions: number
  readonly filters: number
  /** Values of one field of a filter. */
  readonly filter_values: number
  /** Messages of one connection: so many at once, and so many a second. */
  readonly burst: number
  readonly per_second: number
  /** Stored events of all clients; the longest stored go first. */
  readonly stored_events: number
  readonly stored_bytes: number
  /** A client that does not read loses its connection above this. */
  readonly unread_bytes: number
}

export const DEFAULT_LIMITS: RelayLimits = {
  connections: 512,
  message_bytes: 128 * 1024,
  subscriptions: 16,
  filters: 8,
  filter_values: 2_048,
  burst: 60,
  per_second: 10,
  stored_events: 1_000,
  stored_bytes: 4 * 1024 * 1024,
  unread_bytes: 4 * 1024 * 1024,
}

/** A token bucket; `take` answers whether there was one. @param now milliseconds */
export function createBucket(burst: number, perSecond: number, now: () => number): { take(): boolean } {
  let tokens = burst
  let filledAt = now()
  return {
    take() {
      const t = now()
      tokens = Math.min(burst, tokens + ((t - filledAt) * perSecond) / 1_000)
      filledAt = t
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
