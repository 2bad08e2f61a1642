/**
 * Received events on their way to the lane. Verification starts at once and runs ahead; transactions
 * take what is verified in the order it came. Whatever one link has brought by the time the lane is free
 * goes into one transaction, small enough that a query waits for one at most: one event alone commits at
 * once, and a history of frames costs a commit for some hundreds of events and not for each frame. Watchers
 * hear of a history in steps that grow with it.
 */

import { must } from '../base/errors.ts'
import type { Timestamp } from '../base/ids.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { Verifier } from '../base/ports.ts'
import { type Ingested, MAX_DRAINED } from '../pipeline/ingest.ts'
import { type Verified, type VerifyResult, verifyEvents } from '../pipeline/verify.ts'
import { type IdentityRuntime, outcomeName } from './identity-runtime.ts'

/** About 30 ms of work. */
export const BATCH_EVENTS = 500
/** Of a history, watchers hear at the latest after so many events: a refresh costs as much as taking in 200. */
const STEP_EVENTS = 1_000

export interface IngestQueue {
  /** Resolves with one outcome for each of `events` once they are durable, dropped or waiting; rejects when none is. */
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
  /** One transaction over at most {@link BATCH_EVENTS} events; one outcome for each, in order, then others. */
  commit(runtime: IdentityRuntime, events: readonly Verified[], origin: string, t_ms: Timestamp): readonly Ingested[]
  /** One chunk of what was unblocked; whether more is left. */
  drain(runtime: IdentityRuntime): boolean
  needsDrain(runtime: IdentityRuntime): boolean
  /** Work in the midst of a history, of which watchers need not hear at once. */
  quietly(work: () => void): void
  /** They hear now of what was done quietly. */
  catchUp(): void
  /** A transaction broke off: nothing of what was in it is stored, and whoever brought it hears so. */
  failed(error: unknown): void
}

/** One call of {@link IngestQueue.add}, until it is answered. */
interface Delivery {
  readonly runtime: IdentityRuntime
  readonly origin: string
  readonly t_ms: Timestamp
  readonly verified: Promise<void>
  /** Once verified. */
  results: readonly VerifyResult[] | undefined
  /** Of those, what is for the lane. */
  good: readonly Verified[]
  /** What the lane made of the first so many of `good`. */
  readonly outcomes: IngestOutcome[]
  resolve(outcomes: readonly IngestOutcome[]): void
  reject(error: unknown): void
}

export function createIngestQueue(host: IngestHost): IngestQueue {
  const deliveries: Delivery[] = []
  let running: Promise<void> | undefined
  /** Taken in since nothing was under way, and of those since watchers last heard. */
  let streamed = 0
  let untold = 0

  /** What comes first is told at once, and then about when there is half as much again. */
  const told = (events: number, isMoreComing: boolean, work: () => void): void => {
    streamed += events
    untold += events
    if (isMoreComing && untold < Math.min(STEP_EVENTS, streamed / 3)) {
      host.quietly(work)
      return
    }
    untold = 0
    work()
  }

  /** The first delivery and what is verified of those its link brought since, up to one transaction. */
  const nextBatch = (first: Delivery): { readonly from: readonly Delivery[]; readonly events: readonly Verified[] } => {
    const from: Delivery[] = []
    const events: Verified[] = []
    for (const delivery of deliveries) {
      if (delivery.runtime !== first.runtime || delivery.origin !== first.origin) continue
      if (delivery.results === undefined) break
      const taken = delivery.outcomes.length
      // A frame is stored whole, or not yet.
      if (from.length > 0 && events.length + delivery.good.length - taken > BATCH_EVENTS) break
      from.push(delivery)
      events.push(...delivery.good.slice(taken, taken + BATCH_EVENTS))
    }
    return { from, events }
  }

  const takeIn = async (from: readonly Delivery[], events: readonly Verified[]): Promise<void> => {
    const { runtime, origin, t_ms } = must(from.at(-1), 'a delivery')
    let ingested: readonly Ingested[] = []
    const isMoreComing = deliveries.length > from.length || host.needsDrain(runtime)
    if (events.length > 0) {
      told(events.length, isMoreComing, () => {
        ingested = host.commit(runtime, events, origin, t_ms)
      })
    }
    let next = 0
    for (const { good, outcomes } of from) {
      while (outcomes.length < good.length && next < events.length) {
        outcomes.push(must(ingested[next++], 'an outcome for each event').outcome)
      }
    }
    while (host.needsDrain(runtime)) {
      await host.nextTask()
      // It may have left meanwhile, or the engine closed.
      if (host.needsDrain(runtime)) told(MAX_DRAINED, true, () => void host.drain(runtime))
    }
  }

  const answer = ({ runtime, results = [], outcomes, resolve }: Delivery): void => {
    let next = 0
    resolve(
      results.map((result): IngestOutcome => {
        if (result.ok) return must(outcomes[next++], 'an outcome for each event')
        const dropped: IngestOutcome = { kind: 'dropped', reason: result.reason }
        runtime.count(outcomeName(dropped)) // what reached the lane was counted there
        return dropped
      }),
    )
  }

  const run = async (): Promise<void> => {
    for (let first = deliveries[0]; first !== undefined; first = deliveries[0]) {
      let from: readonly Delivery[] = [first]
      try {
        await first.verified
        const batch = nextBatch(first)
        from = batch.from
        await takeIn(from, batch.events)
        from = from.filter(({ good, outcomes }) => outcomes.length === good.length)
        from.forEach(answer)
      } catch (error) {
        host.failed(error)
        for (const delivery of from) delivery.reject(error)
      }
      for (const delivery of from) deliveries.splice(deliveries.indexOf(delivery), 1)
      if (deliveries.length > 0) await host.nextTask()
    }
    running = undefined
    streamed = 0
    untold = 0
    host.catchUp()
  }

  return {
    add: (runtime, events, origin, t_ms) =>
      new Promise((resolve, reject) => {
        const verifying = verifyEvents(host.verifier, runtime.me.network_id, events)
        const delivery: Delivery = {
          runtime,
          origin,
          t_ms,
          verified: verifying.then((results) => {
            delivery.results = results
            delivery.good = results.flatMap((result) => (result.ok ? [result.event] : []))
          }),
          results: undefined,
          good: [],
          outcomes: [],
          resolve,
          reject,
        }
        deliveries.push(delivery)
        running ??= run()
      }),
    async idle() {
      while (running !== undefined) await running
    },
  }
}
