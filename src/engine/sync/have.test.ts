import { describe, expect, test } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import type { NetworkId, PeerId } from '../base/ids.ts'
import { decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import { ChainRanges } from './chain-ranges.ts'
import { MAX_RANGES, makeHave, parseHave, verifyHave } from './have.ts'

const NETWORK = 'a'.repeat(64) as NetworkId
const key = signingKeyFromSeed(new Uint8Array(32).fill(1))
const device = toHex(key.publicKey) as PeerId
const author = 'b'.repeat(64) as PeerId
const ranges = new Map([
  [
    author,
    [
      { first: 0, last: 4 },
      { first: 9, last: 9 },
    ],
  ],
])
function readHave(network: NetworkId, bytes: Uint8Array): unknown {
  const claim = parseHave(bytes)
  return typeof claim === 'string' ? claim : verifyHave(network, claim)
}
const statement = makeHave(NETWORK, key.seed, device, 1000, ranges)

describe('a receipt', () => {
  test('says what its device holds, under its signature', () => {
    expect(readHave(NETWORK, statement)).toMatchObject({ device, said_at: 1000, ranges })
  })

  test('is nothing in another network, or with a byte changed', () => {
    expect(readHave('c'.repeat(64) as NetworkId, statement)).toBe('have_signature')
    for (let at = 0; at < statement.length; at++) {
      const changed = statement.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(typeof readHave(NETWORK, changed)).toBe('string')
    }
  })

  test('speaks for nobody but its signer', () => {
    const forged = makeHave(NETWORK, new Uint8Array(32).fill(2), device, 2000, ranges)
    expect(readHave(NETWORK, forged)).toBe('have_signature')
  })

  test('with overlapping, descending or too many stretches is malformed', () => {
    const decoded = must(decodeCanonical(statement), 'a canonical statement')
    const [said, at, , signature] = decoded.value as [Uint8Array, number, unknown, Uint8Array]
    const of = (flat: readonly number[]) => encodeCanonical([said, at, [[said, flat]], signature])
    const tooMany = Array.from({ length: 2 * (MAX_RANGES + 1) }, (_, i) => i * 3)
    for (const flat of [[3, 1], [0, 4, 4, 6], [5, 6, 0, 1], [1], [-1, 2], tooMany]) {
      expect(readHave(NETWORK, of(flat))).toBe('have_malformed')
    }
  })
})

describe('the stretches of a chain', () => {
  test('are the maximal runs of a naive set, in whatever order events come', () => {
    for (let round = 0; round < 50; round++) {
      const places = Array.from({ length: 40 }, (_, i) => (i * (2 * round + 7) + round) % 53)
      const chain = new ChainRanges()
      for (const seq of places) chain.add(author, seq)
      const naive = [...new Set(places)].sort((a, b) => a - b)
      const runs: { first: number; last: number }[] = []
      for (const seq of naive) {
        const last = runs.at(-1)
        if (last !== undefined && last.last === seq - 1) last.last = seq
        else runs.push({ first: seq, last: seq })
      }
      expect(chain.longest(100).get(author)).toEqual(runs)
    }
  })

  test('told are the longest, in ascending order', () => {
    const chain = new ChainRanges()
    for (const seq of [0, 1, 2, 5, 8, 9, 12, 20, 21]) chain.add(author, seq)
    expect(chain.longest(2).get(author)).toEqual([
      { first: 0, last: 2 },
      { first: 8, last: 9 },
    ])
  })
})
