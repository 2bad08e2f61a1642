import { describe, expect, it } from 'vitest'
import { Chaskey, viewOf } from './chaskey.ts'
import { CHASKEY_8, CHASKEY_KEY_WORDS } from './chaskey.vectors.ts'
import { createRng, randomBytes } from './test-items.ts'

const KEY = new Uint8Array(Uint32Array.from(CHASKEY_KEY_WORDS).buffer)
const COUNTING = Uint8Array.from({ length: 64 }, (_, i) => i)

const MASK_32 = (1n << 32n) - 1n
const MASK_128 = (1n << 128n) - 1n
const little = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
const rotl = (x: bigint, n: bigint) => ((x << n) | (x >> (32n - n))) & MASK_32
const timesTwo = (key: bigint) => ((key << 1n) & MASK_128) ^ (key >> 127n === 1n ? 0x87n : 0n)

/** The slow readable twin: section 2 of the paper, on states of 128 bits. */
function twin(keyBytes: Uint8Array, message: Uint8Array): bigint {
  const permute = (state: bigint) => {
    let [a, b, c, d] = [0n, 32n, 64n, 96n].map((at) => (state >> at) & MASK_32) as [bigint, bigint, bigint, bigint]
    for (let round = 0; round < 8; round++) {
      a = (a + b) & MASK_32
      c = (c + d) & MASK_32
      b = rotl(b, 5n) ^ a
      d = rotl(d, 8n) ^ c
      a = rotl(a, 16n)
      c = (c + b) & MASK_32
      a = (a + d) & MASK_32
      b = rotl(b, 7n) ^ c
      d = rotl(d, 13n) ^ a
      c = rotl(c, 16n)
    }
    return a | (b << 32n) | (c << 64n) | (d << 96n)
  }
  const key = little(keyBytes)
  const isWhole = message.length > 0 && message.length % 16 === 0
  const last = isWhole ? timesTwo(key) : timesTwo(timesTwo(key))
  const padded = isWhole ? message : Uint8Array.of(...message, 1)
  let state = key
  for (let at = 0; at < padded.length; at += 16) {
    state ^= little(padded.subarray(at, at + 16))
    state = at + 16 >= padded.length ? permute(state ^ last) ^ last : permute(state)
  }
  return state
}

function wordsOf(chaskey: Chaskey): string {
  return Array.from(chaskey.out, (word) => word.toString(16).padStart(8, '0')).join('')
}

describe('Chaskey', () => {
  it('gives the table of the reference implementation', () => {
    expect(CHASKEY_8).toHaveLength(64)
    const chaskey = new Chaskey(KEY)
    const tags = CHASKEY_8.map((_, length) => {
      chaskey.tag(viewOf(COUNTING), 0, length)
      return wordsOf(chaskey)
    })
    expect(tags).toEqual(CHASKEY_8)
  })

  it('agrees with the arithmetic of the paper on other keys, lengths and offsets', () => {
    const rng = createRng(7)
    const below = (limit: number) => Math.floor(rng() * limit)
    for (let trial = 0; trial < 300; trial++) {
      const key = randomBytes(rng, 16)
      const bytes = randomBytes(rng, 80)
      const [at, length] = [below(16), trial % 65]
      const chaskey = new Chaskey(key)
      chaskey.tag(viewOf(bytes), at, length)
      expect(little(new Uint8Array(chaskey.out.buffer))).toBe(twin(key, bytes.subarray(at, at + length)))
    }
  })
})
