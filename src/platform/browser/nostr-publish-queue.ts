/**
 * What one relay is sent, and when. The engine decides when to announce (at most 6 in the first 30 s,
 * then 120 s apart); this is the safety net under it, per relay, and it also carries the replies of
 * link handshakes, one offer or answer a link: 20 events at once (8 links, their replies, and the
 * announcements of several identities), then one in 4 s, so 27 in the first 30 s and 15 a minute at
 * the very worst. What waits longer than 20 s is stale and dropped: whoever wanted it has given up.
 *
 * A relay that asks us to slow down is sent nothing for 10 s, doubling with each repetition to 10
 * minutes, until it accepts an event again.
 */

import type { Random } from '../../engine/base/ports.ts'
import { backoff, createBucket, REFUSED_BACKOFF } from './nostr-backoff.ts'
import type { Scheduler } from './rendezvous-scheduler.ts'

export const BURST = 20
export const REFILL_MS = 4_000
export const STALE_MS = 20_000
const LONGEST_QUEUE = 32

export interface PublishQueue {
  push(text: string): void
  /** Sends what may be sent; to be called when the relay came to be open. */
  flush(): void
  /** The relay refused: say nothing for a while. */
  pause(): void
  /** The relay accepted an event. */
  accepted(): void
  stop(): void
}

export interface PublishQueueOptions {
  readonly scheduler: Scheduler
  readonly random: Random
  /** Whether it went out. */
  send(text: string): boolean
}

export function createPublishQueue({ scheduler, random, send }: PublishQueueOptions): PublishQueue {
  const bucket = createBucket(BURST, REFILL_MS)
  const waiting: { readonly text: string; readonly since: number }[] = []
  let pausedUntil = 0
  let refusals = 0
  let cancelTimer: (() => void) | undefined
  let token = false // taken but not used, because the relay was not open

  function flushLater(delay_ms: number): void {
    cancelTimer?.()
    cancelTimer = scheduler.after(delay_ms, flush)
  }

  function flush(): void {
    const now = scheduler.now()
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (now - next.since > STALE_MS) {
        waiting.shift()
        continue
      }
      const wait_ms = now < pausedUntil ? pausedUntil - now : token ? 0 : bucket.take(now)
      if (wait_ms > 0) {
        flushLater(wait_ms)
        return
      }
      token = true
      if (!send(next.text)) return
      token = false
      waiting.shift()
    }
  }

  return {
    push(text) {
      waiting.push({ text, since: scheduler.now() })
      if (waiting.length > LONGEST_QUEUE) waiting.shift()
      flush()
    },
    flush,
    pause() {
      const now = scheduler.now()
      if (now < pausedUntil) return // answers to what was already on its way
      pausedUntil = now + backoff(REFUSED_BACKOFF, refusals++, random)
    },
    accepted() {
      if (scheduler.now() >= pausedUntil) refusals = 0
    },
    stop() {
      cancelTimer?.()
      waiting.length = 0
    },
  }
}
