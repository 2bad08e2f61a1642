/**
 * Chaskey (Mouha et al., SAC 2014), the keyed hash under fingerprints, sketches and Bloom filters: 128 bits
 * of tag under a key of 128, by a permutation of four 32-bit words.
 *
 * Words of 32 bits are what JavaScript computes with: an id takes a fourth of the time of SipHash-1-3, whose
 * 64-bit words must be pairs. The rounds are the original eight, not the twelve of ISO/IEC 29192-6: seven have
 * been attacked by who sees 2^48 tags of one key, and no tag leaves, only sums and bits under a key of the link.
 */

import { assert } from '../base/errors.ts'

export const CHASKEY_KEY_BYTES = 16
const BLOCK_BYTES = 16
const WORDS = 4
const DOUBLE_ROUNDS = 4

/** One key, ready to hash many messages. */
export class Chaskey {
  /** The last tag as little-endian words, least significant first. Overwritten by the next call. */
  readonly out = new Uint32Array(WORDS)
  /** K, then K1 for a last block that is whole, then K2 for one that is padded. */
  readonly #key = new Int32Array(3 * WORDS)
  readonly #padded = new DataView(new ArrayBuffer(BLOCK_BYTES))

  /** @param key 16 bytes, copied */
  constructor(key: Uint8Array) {
    assert(key.length === CHASKEY_KEY_BYTES, 'a Chaskey key is 16 bytes')
    const view = viewOf(key)
    for (let i = 0; i < WORDS; i++) this.#key[i] = view.getInt32(4 * i, true)
    this.#double(0)
    this.#double(WORDS)
  }

  /** The tag of `bytes[at … at + length)`, left in {@link out}. */
  tag(bytes: DataView, at: number, length: number): void {
    const key = this.#key
    let v0 = key[0] as number
    let v1 = key[1] as number
    let v2 = key[2] as number
    let v3 = key[3] as number
    let block = bytes
    let place = at
    for (let left = length; ; left -= BLOCK_BYTES, place += BLOCK_BYTES) {
      const isLast = left <= BLOCK_BYTES
      const final = left === BLOCK_BYTES ? WORDS : 2 * WORDS
      if (left < BLOCK_BYTES) {
        block = this.#pad(bytes, place, left)
        place = 0
      }
      v0 ^= block.getInt32(place, true)
      v1 ^= block.getInt32(place + 4, true)
      v2 ^= block.getInt32(place + 8, true)
      v3 ^= block.getInt32(place + 12, true)
      if (isLast) {
        v0 ^= key[final] as number
        v1 ^= key[final + 1] as number
        v2 ^= key[final + 2] as number
        v3 ^= key[final + 3] as number
      }
      for (let i = 0; i < DOUBLE_ROUNDS; i++) {
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 13) | (v3 >>> 19)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 7) | (v1 >>> 25)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
        // The second of the two is the same again: written out, since a loop of one costs a third more.
        v0 = (v0 + v1) | 0
        v1 = ((v1 << 5) | (v1 >>> 27)) ^ v0
        v0 = (v0 << 16) | (v0 >>> 16)
        v2 = (v2 + v3) | 0
        v3 = ((v3 << 8) | (v3 >>> 24)) ^ v2
        v0 = (v0 + v3) | 0
        v3 = ((v3 << 13) | (v3 >>> 19)) ^ v0
        v2 = (v2 + v1) | 0
        v1 = ((v1 << 7) | (v1 >>> 25)) ^ v2
        v2 = (v2 << 16) | (v2 >>> 16)
      }
      if (!isLast) continue
      this.out[0] = v0 ^ (key[final] as number)
      this.out[1] = v1 ^ (key[final + 1] as number)
      this.out[2] = v2 ^ (key[final + 2] as number)
      this.out[3] = v3 ^ (key[final + 3] as number)
      return
    }
  }

  /** What is left of a message, then a one bit, then zeros. */
  #pad(bytes: DataView, at: number, length: number): DataView {
    for (let i = 0; i < BLOCK_BYTES; i++) {
      this.#padded.setUint8(i, i < length ? bytes.getUint8(at + i) : i === length ? 1 : 0)
    }
    return this.#padded
  }

  /** The key at `from`, times x in the paper's field of 2^128 elements, becomes the one after it. */
  #double(from: number): void {
    const word = (i: number): number => this.#key[from + i] as number
    const to = from + WORDS
    for (let i = WORDS - 1; i > 0; i--) this.#key[to + i] = (word(i) << 1) | (word(i - 1) >>> 31)
    this.#key[to] = (word(0) << 1) ^ (word(3) < 0 ? 0x87 : 0)
  }
}

/** Bytes as {@link Chaskey} reads them. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}
