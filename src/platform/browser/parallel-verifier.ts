/**
 * The `Verifier` of the browser. A browser verifies in the thread that asks, 50 µs a signature, and hashes as slowly as
 * JavaScript does: a history is checked by a worker of its own, beside the engine that takes in what was checked before. A
 * few events are checked here, where it takes less time than to ask somebody. Should the worker fail, everything is.
 */

import { createLog } from '../../engine/base/log.ts'
import type { DropReason } from '../../engine/base/outcome.ts'
import type { CheckedEvent, LogSink, Verifier } from '../../engine/base/ports.ts'
import { checkEvents } from '../../engine/crypto/event-check.ts'
import { createVerifier } from '../web/verifier.ts'
import { type CheckedMessage, type CheckMessage, packEvents, parseChecked } from './check-messages.ts'

/** Fewer are checked in place: less than half a millisecond. */
const MIN_HANDED_OVER = 8

type Answers = readonly (CheckedEvent | DropReason)[]

interface Asked {
  readonly network: Uint8Array
  readonly events: readonly Uint8Array[]
  resolve(answers: Answers | Promise<Answers>): void
}

const startVerifierWorker = () => new Worker(new URL('./verifier.worker.ts', import.meta.url), { type: 'module' })

/** @param startWorker called when there is work for it, at most once */
export function createParallelVerifier(sink: LogSink, startWorker = startVerifierWorker): Verifier {
  const log = createLog(sink)
  const inPlace = createVerifier(sink)
  const asked = new Map<number, Asked>()
  let calls = 0
  let worker: Worker | undefined
  let hasFailed = false

  const giveUp = (result: string): void => {
    log.warn('VERIFIER_WORKER_FAILED', { result })
    hasFailed = true
    worker?.terminate()
    for (const { network, events, resolve } of asked.values()) resolve(checkEvents(inPlace, network, events))
    asked.clear()
  }

  const start = (): Worker => {
    const started = startWorker()
    started.addEventListener('message', ({ data }: MessageEvent<CheckedMessage>) => {
      asked.get(data.call)?.resolve(parseChecked(data))
      asked.delete(data.call)
    })
    started.addEventListener('error', (event) => giveUp(event.type))
    started.addEventListener('messageerror', (event) => giveUp(event.type))
    return started
  }

  return {
    verify: inPlace.verify,
    checkEvents(network, events) {
      if (events.length < MIN_HANDED_OVER || hasFailed) return checkEvents(inPlace, network, events)
      return new Promise((resolve) => {
        const call = ++calls
        asked.set(call, { network, events, resolve })
        try {
          worker ??= start()
          const packed = packEvents(events)
          worker.postMessage({ call, network, packed } satisfies CheckMessage, [packed])
        } catch (error) {
          giveUp(error instanceof Error ? error.name : 'unknown')
        }
      })
    },
  }
}
