/** In a browser the same contract runs against the real worker: see `e2e/storage.spec.ts`. */

import { describe, expect, test } from 'vitest'
import { verifierContract } from '../../testing/contracts/verifier.ts'
import { createVerifier } from '../web/verifier.ts'
import { type AnswersMessage, type ClaimsMessage, unpackClaims } from './claims-message.ts'
import { createParallelVerifier } from './parallel-verifier.ts'

const quiet = { write: () => undefined }

/** What `verifier.worker.ts` does, in this thread; after so many messages it fails. */
function createWorkerLikeThing(messages: number) {
  const verifier = createVerifier(quiet)
  const target = new EventTarget()
  let taken = 0
  const postMessage = ({ call, packed }: ClaimsMessage): void => {
    const isWell = taken++ < messages
    void verifier.verify(unpackClaims(structuredClone(packed))).then((answers) => {
      const message = new MessageEvent('message', { data: { call, answers } satisfies AnswersMessage })
      target.dispatchEvent(isWell ? message : new Event('error'))
    })
  }
  const addEventListener = target.addEventListener.bind(target)
  return {
    worker: { postMessage, addEventListener, terminate: () => undefined } as unknown as Worker,
    asked: () => taken,
  }
}

describe('a verifier with a worker of its own', () => {
  for (const { name, run } of verifierContract) {
    test(name, () => run(createParallelVerifier(quiet, () => createWorkerLikeThing(99).worker)))
    test(`${name}, though the worker cannot be started`, () =>
      run(
        createParallelVerifier(quiet, () => {
          throw new Error('no worker here')
        }),
      ))
    test(`${name}, though the worker fails after its first answer`, () =>
      run(createParallelVerifier(quiet, () => createWorkerLikeThing(1).worker)))
  }

  test('asks its worker about many signatures and nobody about a few', async () => {
    const { worker, asked } = createWorkerLikeThing(99)
    const verifier = createParallelVerifier(quiet, () => worker)
    const claim = { publicKey: new Uint8Array(32), message: new Uint8Array(1), signature: new Uint8Array(64) }
    expect(await verifier.verify(Array(7).fill(claim))).toHaveLength(7)
    expect(asked()).toBe(0)
    expect(await verifier.verify(Array(8).fill(claim))).toHaveLength(8)
    expect(asked()).toBe(1)
  })
})
