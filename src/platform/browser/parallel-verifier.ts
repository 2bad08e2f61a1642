/**
 * The `Verifier` of the browser. A browser verifies in the thread that asks, 50 µs a signature: a history
 * is verified by a worker of its own, beside the engine that takes in what was verified before. A few
 * signatures are answered here, where it takes less time than to ask somebody. Should the worker fail,
 * everything is.
 */

import { createLog } from '../../engine/base/log.ts'
import type { LogSink, SignatureClaim, Verifier } from '../../engine/base/ports.ts'
import { createVerifier } from '../web/verifier.ts'
import { type AnswersMessage, type ClaimsMessage, packClaims } from './claims-message.ts'

/** Fewer are verified in place: less than half a millisecond. */
const MIN_HANDED_OVER = 8

interface Asked {
  readonly claims: readonly SignatureClaim[]
  resolve(answers: readonly boolean[] | Promise<readonly boolean[]>): void
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
    for (const { claims, resolve } of asked.values()) resolve(inPlace.verify(claims))
    asked.clear()
  }

  const start = (): Worker => {
    const started = startWorker()
    started.addEventListener('message', ({ data }: MessageEvent<AnswersMessage>) => {
      asked.get(data.call)?.resolve(data.answers)
      asked.delete(data.call)
    })
    started.addEventListener('error', (event) => giveUp(event.type))
    started.addEventListener('messageerror', (event) => giveUp(event.type))
    return started
  }

  return {
    verify(claims) {
      if (claims.length < MIN_HANDED_OVER || hasFailed) return inPlace.verify(claims)
      return new Promise((resolve) => {
        const call = ++calls
        asked.set(call, { claims, resolve })
        try {
          worker ??= start()
          const packed = packClaims(claims)
          worker.postMessage({ call, packed } satisfies ClaimsMessage, [packed])
        } catch (error) {
          giveUp(error instanceof Error ? error.name : 'unknown')
        }
      })
    },
  }
}
