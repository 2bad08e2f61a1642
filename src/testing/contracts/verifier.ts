/** What every `Verifier` does: yes to a valid signature, no to anything else, and never a rejection. */

import { fromHex } from '../../engine/base/bytes.ts'
import { must } from '../../engine/base/errors.ts'
import type { Verifier } from '../../engine/base/ports.ts'
import { same } from './expect.ts'
import type { ContractStory } from './story.ts'

const hex = (text: string) => must(fromHex(text), 'a vector')

/** RFC 8032, section 7.1, TEST 3. */
const PUBLIC_KEY = hex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025')
const MESSAGE = hex('af82')
const SIGNATURE = hex(
  '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
    '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
)

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

export const verifierContract: readonly ContractStory<Verifier>[] = [
  {
    name: 'the signature of RFC 8032 is accepted, again and again',
    async run(verifier) {
      for (let i = 0; i < 3; i++) same(await verifier.verify(PUBLIC_KEY, MESSAGE, SIGNATURE), true, 'verdict')
    },
  },
  {
    name: 'a changed message, signature or key is not',
    async run(verifier) {
      same(await verifier.verify(PUBLIC_KEY, flipped(MESSAGE, 0), SIGNATURE), false, 'message')
      same(await verifier.verify(PUBLIC_KEY, MESSAGE, flipped(SIGNATURE, 5)), false, 'first half')
      same(await verifier.verify(PUBLIC_KEY, MESSAGE, flipped(SIGNATURE, 40)), false, 'second half')
      same(await verifier.verify(flipped(PUBLIC_KEY, 3), MESSAGE, SIGNATURE), false, 'key')
    },
  },
  {
    name: 'keys and signatures of a wrong length answer no instead of failing',
    async run(verifier) {
      same(await verifier.verify(new Uint8Array(31), MESSAGE, SIGNATURE), false, 'short key')
      same(await verifier.verify(new Uint8Array(0), MESSAGE, SIGNATURE), false, 'no key')
      same(await verifier.verify(PUBLIC_KEY, MESSAGE, SIGNATURE.subarray(1)), false, 'short signature')
      same(await verifier.verify(PUBLIC_KEY, MESSAGE, new Uint8Array(65)), false, 'long signature')
    },
  },
]
