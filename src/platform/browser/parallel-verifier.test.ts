/** In a browser the same contracts run against the real worker: see `e2e/storage.spec.ts`. */

import { describe, expect, test } from 'vitest'
import { checkEvents } from '../../engine/crypto/event-check.ts'
import { eventCheckContract } from '../../testing/contracts/event-check.ts'
import { verifierContract } from '../../testing/contracts/verifier.ts'
import { createVerifier } from '../web/verifier.ts'
import { type CheckedMessage, type CheckMessage, packChecked, unpackEvents } from './check-messages.ts'
import { createParallelVerifier } from './parallel-verifier.ts'

const quiet = { write: () => undefined }

/** What `verifier.worker.ts` does, in this thread; after so many messages it fails. */
function createWorkerLikeThing(messages: number) {
  const verifier = createVerifier(quiet)
  const target = new EventTarget()
  let taken = 0
  const answer = async ({ call, network, packed }: CheckMessage): Promise<CheckedMessage> =>
    packChecked(call, packed, await checkEvents(verifier, network, unpackEvents(packed)))
  const postMessage = (message: CheckMessage, transfer: Transferable[]): void => {
    const isWell = taken++ < messages
    void answer(structuredClone(message, { transfer })).then((data) => {
      const transferred = structuredClone(data, { transfer: [data.packed, data.hashes] })
      target.dispatchEvent(isWell ? new MessageEvent('message', { data: transferred }) : new Event('error'))
    })
  }
  const addEventListener = target.addEventListener.bind(target)
  return {
    worker: { postMessage, addEventListener, terminate: () => undefined } as unknown as Worker,
    asked: () => taken,
  }
}

describe('a verifier with a worker of its own', () => {
  for (const { name, run } of [...verifierContract, ...eventCheckContract]) {
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

  test('asks its worker about many events and nobody about a few', async () => {
    const { worker, asked } = createWorkerLikeThing(99)
    const { checkEvents: check } = createParallelVerifier(quiet, () => worker)
    const network = new Uint8Array(32)
    expect(await check?.(network, Array(7).fill(new Uint8Array(1)))).toHaveLength(7)
    expect(asked()).toBe(0)
    expect(await check?.(network, Array(8).fill(new Uint8Array(1)))).toHaveLength(8)
    expect(asked()).toBe(1)
  })
})
