import { expect, test } from 'vitest'
import { verifierContract } from '../../testing/contracts/verifier.ts'
import { systemRandom } from './random.ts'
import { createVerifier } from './verifier.ts'

const quiet = { write: () => undefined }

for (const story of verifierContract) test(story.name, () => story.run(createVerifier(quiet)))

test('more authors than are kept are still verified', async () => {
  const verifier = createVerifier(quiet)
  const byAnybody = () => ({
    publicKey: systemRandom.bytes(32),
    message: new Uint8Array(2),
    signature: new Uint8Array(64),
  })
  await verifier.verify(Array.from({ length: 2100 }, byAnybody))
  for (const story of verifierContract) await story.run(verifier)
})

test('random bytes come in any length and are not repeated', () => {
  const bytes = systemRandom.bytes(200_000)
  expect(bytes.length).toBe(200_000)
  expect(new Set([0, 65536, 131072].map((at) => bytes.subarray(at, at + 32).join())).size).toBe(3)
  expect(bytes.subarray(199_900).some((byte) => byte !== 0)).toBe(true)
})
