/** What every `Verifier` does: yes to a valid signature, no to anything else, and never a rejection. */

import { fromHex } from '../../engine/base/bytes.ts'
import { must } from '../../engine/base/errors.ts'
import type { SignatureClaim, Verifier } from '../../engine/base/ports.ts'
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

const GOOD: SignatureClaim = { publicKey: PUBLIC_KEY, message: MESSAGE, signature: SIGNATURE }

/** As many as make an implementation with a second way take it. */
const MANY = 100

const answersTo = async (verifier: Verifier, claims: readonly SignatureClaim[]): Promise<string> =>
  (await verifier.verify(claims)).map((isValid) => (isValid ? 'y' : 'n')).join('')

export const verifierContract: readonly ContractStory<Verifier>[] = [
  {
    name: 'the signature of RFC 8032 is accepted, again and again',
    async run(verifier) {
      for (let i = 0; i < 3; i++) same(await answersTo(verifier, [GOOD]), 'y', 'verdict')
    },
  },
  {
    name: 'a changed message, signature or key is not',
    async run(verifier) {
      const changed = [
        { ...GOOD, message: flipped(MESSAGE, 0) },
        { ...GOOD, signature: flipped(SIGNATURE, 5) },
        { ...GOOD, signature: flipped(SIGNATURE, 40) },
        { ...GOOD, publicKey: flipped(PUBLIC_KEY, 3) },
      ]
      same(await answersTo(verifier, changed), 'nnnn', 'verdicts')
    },
  },
  {
    name: 'keys and signatures of a wrong length answer no instead of failing',
    async run(verifier) {
      const misshapen = [
        { ...GOOD, publicKey: new Uint8Array(31) },
        { ...GOOD, publicKey: new Uint8Array(0) },
        { ...GOOD, signature: SIGNATURE.subarray(1) },
        { ...GOOD, signature: new Uint8Array(65) },
        { ...GOOD, message: new Uint8Array(0) },
      ]
      same(await answersTo(verifier, misshapen), 'nnnnn', 'verdicts')
    },
  },
  {
    name: 'nothing asked is nothing answered',
    async run(verifier) {
      same(await answersTo(verifier, []), '', 'verdicts')
    },
  },
  {
    name: 'of many claims, asked at once and in several calls, each gets its own answer',
    async run(verifier) {
      const isGood = (i: number) => i % 3 !== 0 && i % 7 !== 0
      const claims = Array.from({ length: MANY }, (_, i) => {
        if (isGood(i)) return GOOD
        return i % 3 === 0
          ? { ...GOOD, signature: flipped(SIGNATURE, i % 64) }
          : { ...GOOD, publicKey: new Uint8Array(i) }
      })
      const expected = claims.map((_, i) => (isGood(i) ? 'y' : 'n')).join('')
      const calls = [0, 1, 2].map((from) => answersTo(verifier, claims.slice(from)))
      for (const [from, answers] of (await Promise.all(calls)).entries()) {
        same(answers, expected.slice(from), 'verdicts')
      }
    },
  },
]
