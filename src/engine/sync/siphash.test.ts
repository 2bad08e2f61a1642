import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { SipHash } from './siphash.ts'
import { SIPHASH_1_3_64, SIPHASH_1_3_128, SIPHASH_2_4_64, SIPHASH_2_4_128 } from './siphash.vectors.ts'

const KEY = Uint8Array.from({ length: 16 }, (_, i) => i)
const COUNTING = Uint8Array.from({ length: 64 }, (_, i) => i)

/** The slow readable twin: the paper's algorithm in 64-bit integers, section 2.1 to 2.4. */
function twin64(key: Uint8Array, message: Uint8Array, c: number, d: number): bigint {
  const mask = (1n << 64n) - 1n
  const little = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const rotl = (x: bigint, n: bigint) => ((x << n) | (x >> (64n - n))) & mask
  const k0 = little(key.subarray(0, 8))
  const k1 = little(key.subarray(8))
  let v0 = k0 ^ 0x736f6d6570736575n
  let v1 = k1 ^ 0x646f72616e646f6dn
  let v2 = k0 ^ 0x6c7967656e657261n
  let v3 = k1 ^ 0x7465646279746573n
  const rounds = (n: number) => {
    for (let i = 0; i < n; i++) {
      v0 = (v0 + v1) & mask
      v1 = rotl(v1, 13n) ^ v0
      v0 = rotl(v0, 32n)
      v2 = (v2 + v3) & mask
      v3 = rotl(v3, 16n) ^ v2
      v0 = (v0 + v3) & mask
      v3 = rotl(v3, 21n) ^ v0
      v2 = (v2 + v1) & mask
      v1 = rotl(v1, 17n) ^ v2
      v2 = rotl(v2, 32n)
    }
  }
  const padded = new Uint8Array(8 * (Math.floor(message.length / 8) + 1))
  padded.set(message)
  padded[padded.length - 1] = message.length & 0xff
  for (let at = 0; at < padded.length; at += 8) {
    const m = little(padded.subarray(at, at + 8))
    v3 ^= m
    rounds(c)
    v0 ^= m
  }
  v2 ^= 0xffn
  rounds(d)
  return v0 ^ v1 ^ v2 ^ v3
}

function resultHex(sip: SipHash, bytes: number): string {
  return toHex(new Uint8Array(sip.out.slice(0, bytes / 4).buffer))
}

describe('SipHash', () => {
  it('gives the result of the paper, Appendix A', () => {
    const sip = new SipHash(KEY, 2, 4)
    sip.hash64(COUNTING, 0, 15)
    expect([sip.out[1], sip.out[0]]).toEqual([0xa129ca61, 0x49be45e5])
  })

  it.each([
    ['SipHash-2-4, 64 bits', 2, 4, 8, SIPHASH_2_4_64],
    ['SipHash-2-4, 128 bits', 2, 4, 16, SIPHASH_2_4_128],
    ['SipHash-1-3, 64 bits', 1, 3, 8, SIPHASH_1_3_64],
    ['SipHash-1-3, 128 bits', 1, 3, 16, SIPHASH_1_3_128],
  ] as const)('gives the table of %s', (_name, c, d, bytes, table) => {
    expect(table).toHaveLength(64)
    const sip = new SipHash(KEY, c, d)
    const results = table.map((_, length) => {
      if (bytes === 8) sip.hash64(COUNTING, 0, length)
      else sip.hash128(COUNTING, 0, length)
      return resultHex(sip, bytes)
    })
    expect(results).toEqual(table)
  })

  it('agrees with the arithmetic of the paper on other keys, lengths and offsets', () => {
    let state = 7
    const byte = () => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0
      return state >>> 24
    }
    for (let trial = 0; trial < 300; trial++) {
      const key = Uint8Array.from({ length: 16 }, byte)
      const bytes = Uint8Array.from({ length: 80 }, byte)
      const at = byte() % 16
      const length = byte() % 64
      const sip = new SipHash(key)
      sip.hash64(bytes, at, length)
      const got = (BigInt(sip.out[1] as number) << 32n) | BigInt(sip.out[0] as number)
      expect(got).toBe(twin64(key, bytes.subarray(at, at + length), 1, 3))
    }
  })
})
