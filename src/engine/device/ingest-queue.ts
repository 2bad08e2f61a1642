/**
 * Received events on their way to the lane. Verification starts at once and runs ahead; transactions
 * take verified events in the order they came, in batches small enough that a query waits for one at
 * most, with a task boundary between two.
 */

import type { Timestamp } from '../base/ids.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { Verifier } from '../base/ports.ts'
import type { Ingested } from '../pipeline/ingest.ts'
import { type VerifyResult, verifyEvent } from '../pipeline/verify.ts'
import { type IdentityRuntime, outcomeName } from './identity-runtime.ts'

/** About 30 ms of work. */
export const BATCH_EVENTS = 250

export interface IngestQueue {
  /** Resolves with one outcome for each of `events` once they are durable, dropped or waiting. */
  add(
    runtime: IdentityRuntime,
    events: readonly Uint8Array[],
    origin: string,
    t_ms: Timestamp,
  ): Promise<readonly IngestOutcome[]>
  /** Resolves when nothing is queued or running. */
  idle(): Promise<void>
}

export interface IngestHost {
  readonly verifier: Verifier
  nextTask(): Promise<void>
  /** One transaction over at most {@link BATCH_EVENTS} events. */
  commit(runtime: IdentityRuntime, events: readonly Verified[], origin: string, t_ms: Timestamp): readonly Ingested[]
  /** One chunk of what was unblocked; whether more is left. */
  drain(runtime: IdentityRuntime): boolean
  needsDrain(runtime: IdentityRuntime): boolean
}

type Verified = Extract<VerifyResult, { ok: true }>['event']

export function createIngestQueue(host: IngestHost): IngestQueue {
  let tail: Promise<unknown> = Promise.resolve()

  const takeIn = async (
    runtime: IdentityRuntime,
    results: Promise<readonly VerifyResult[]>,
    origin: string,
    t_ms: Timestamp,
  ): Promise<readonly IngestOutcome[]> => {
    const verified = await results
    const good = verified.flatMap((result) => (result.ok ? [result.event] : []))
    const outcomes = new Map<Verified, IngestOutcome>()
    for (let at = 0; at < good.length; at += BATCH_EVENTS) {
      if (at > 0) await host.nextTask()
      for (const { event, outcome } of host.commit(runtime, good.slice(at, at + BATCH_EVENTS), origin, t_ms)) {
        if (!outcomes.has(event)) outcomes.set(event, outcome)
      }
      while (host.needsDrain(runtime)) {
        await host.nextTask()
        host.drain(runtime)
      }
    }
    return verified.map((result) => {
      if (result.ok) return outcomes.get(result.event) ?? { kind: 'known' }
      const dropped: IngestOutcome = { kind: 'dropped', reason: result.reason }
      runtime.count(outcomeName(dropped)) // what reached the lane was counted there
      return dropped
    })
  }

  return {
    add(runtime, events, origin, t_ms) {
      const results = Promise.all(events.map((bytes) => verifyEvent(host.verifier, runtime.me.network_id, bytes)))
      const done = tail.then(() => takeIn(runtime, results, origin, t_ms))
      tail = done.catch(() => undefined) // its caller hears of it; the next in line must not
      return done
    },
    async idle() {
      for (let seen: unknown; seen !== tail; ) {
        seen = tail
        await seen
      }
    },
  }
}
