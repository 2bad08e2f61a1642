/** Padding: lengths against the Padmé paper, and that only what `pad` gives is unpadded. */

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { MIN_PADDED_BYTES, pad, paddedLength, unpad } from './padding.ts'
import { eachByteChanged } from './vectors.testing.ts'

/** PURBs paper, section 4, algorithm 1, written as there with real logarithms. */
function padmeOfThePaper(length: number): number {
  const e = Math.floor(Math.log2(length))
  const s = Math.floor(Math.log2(e)) + 1
  const lastBits = e - s
  const mask = 2 ** lastBits - 1
  return Math.floor((length + mask) / 2 ** lastBits) * 2 ** lastBits
}

describe('padding', () => {
  it('reaches the lengths of PURBs algorithm 1 (Padmé) for plaintext and mark', () => {
    const lengths = Array.from({ length: 40_000 }, (_, n) => MIN_PADDED_BYTES - 1 + n)
    expect(lengths.filter((length) => paddedLength(length) !== padmeOfThePaper(length + 1))).toEqual([])
  })

  it('is at least 64 bytes, so that short messages look alike', () => {
    const lengths = Array.from({ length: MIN_PADDED_BYTES }, (_, n) => paddedLength(n))
    expect(new Set(lengths)).toEqual(new Set([MIN_PADDED_BYTES]))
    expect(paddedLength(MIN_PADDED_BYTES)).toBe(72)
  })

  it('adds at most 12 % beyond the minimum', () => {
    const lengths = Array.from({ length: 40_000 }, (_, n) => MIN_PADDED_BYTES + n)
    expect(Math.max(...lengths.map((length) => paddedLength(length) / (length + 1)))).toBeLessThanOrEqual(1.12)
  })

  it('is the plaintext, 0x80 and zeros (ISO/IEC 7816-4)', () => {
    const padded = pad(utf8('hello'))
    expect(padded.subarray(0, 6)).toEqual(Uint8Array.of(104, 101, 108, 108, 111, 0x80))
    expect(padded.subarray(6)).toEqual(new Uint8Array(58))
  })

  it('comes off again, whatever the plaintext ends in', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (plain) => {
        expect(unpad(pad(plain))).toEqual(plain)
      }),
    )
    for (const tail of [Uint8Array.of(0x80), Uint8Array.of(0x80, 0, 0), new Uint8Array(100)]) {
      expect(unpad(pad(tail))).toEqual(tail)
    }
  })

  it('does not come off at a length the scheme does not give', () => {
    const padded = pad(new Uint8Array(200).fill(1))
    for (const length of [padded.length + 1, padded.length + 8, 256, 512]) {
      const other = new Uint8Array(length)
      other.set(padded)
      if (length !== padded.length) expect(unpad(other)).toBeUndefined()
    }
    expect(unpad(padded.subarray(0, 201))).toBeUndefined()
    expect(unpad(Uint8Array.of(0x80))).toBeUndefined()
  })

  it('does not come off without its mark', () => {
    expect(unpad(new Uint8Array(0))).toBeUndefined()
    expect(unpad(new Uint8Array(64))).toBeUndefined()
    expect(unpad(new Uint8Array(64).fill(1))).toBeUndefined()
  })

  it('never comes off changed bytes as the same plaintext', () => {
    const plain = utf8('hello')
    for (const changed of eachByteChanged(pad(plain))) expect(unpad(changed)).not.toEqual(plain)
  })
})
