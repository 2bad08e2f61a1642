/**
 * SipHash (Aumasson and Bernstein 2012), the keyed hash under fingerprints and Bloom filters.
 *
 * Sync uses SipHash-1-3: the ids it hashes are SHA-256 outputs, the key is fresh for each link, and only
 * sums and filter bits of the results ever leave, so the two rounds saved cost nothing and halve the time.
 * The number of rounds is a parameter, so the published vectors (SipHash-2-4) exercise the same code.
 *
 * 64-bit words are pairs of 32-bit integers: no BigInt, nothing is allocated for a hash. The carry of an
 * addition is computed from bits, not by comparing: a comparison is a branch nobody can predict, and made
 * the whole hash three times slower.
 */

import { assert } from '../base/errors.ts'

export const SIPHASH_KEY_BYTES = 16

const SIGMA_0 = [0x70736575, 0x736f6d65] as const
const SIGMA_1 = [0x6e646f6d, 0x646f7261] as const
const SIGMA_2 = [0x6e657261, 0x6c796765] as const
const SIGMA_3 = [0x79746573, 0x74656462] as const

/** Little-endian, as SipHash reads its key and message. */
function word(bytes: Uint8Array, at: number): number {
  return (
    (bytes[at] as number) |
    ((bytes[at + 1] as number) << 8) |
    ((bytes[at + 2] as number) << 16) |
    ((bytes[at + 3] as number) << 24)
  )
}

/** One key, ready to hash many messages. */
export class SipHash {
  /**
   * The last result as little-endian 32-bit words, least significant first: two after {@link hash64},
   * four after {@link hash128}. Overwritten by the next call.
   */
  readonly out = new Uint32Array(4)
  readonly #key = new Int32Array(4)
  readonly #compressionRounds: number
  readonly #finalizationRounds: number

  /** @param key 16 bytes, copied */
  constructor(key: Uint8Array, compressionRounds = 1, finalizationRounds = 3) {
    assert(key.length === SIPHASH_KEY_BYTES, 'a SipHash key is 16 bytes')
    for (let i = 0; i < 4; i++) this.#key[i] = word(key, 4 * i)
    this.#compressionRounds = compressionRounds
    this.#finalizationRounds = finalizationRounds
  }

  /** The 64-bit hash of `bytes[at … at + length)`, left in {@link out}. */
  hash64(bytes: Uint8Array, at: number, length: number): void {
    this.#hash(bytes, at, length, false)
  }

  /** The 128-bit variant of the reference implementation: a function of its own, not an extension of the other. */
  hash128(bytes: Uint8Array, at: number, length: number): void {
    this.#hash(bytes, at, length, true)
  }

  #hash(bytes: Uint8Array, at: number, length: number, wide: boolean): void {
    const key = this.#key
    const k0l = key[0] as number
    const k0h = key[1] as number
    const k1l = key[2] as number
    const k1h = key[3] as number
    let v0l = k0l ^ SIGMA_0[0]
    let v0h = k0h ^ SIGMA_0[1]
    let v1l = k1l ^ SIGMA_1[0] ^ (wide ? 0xee : 0)
    let v1h = k1h ^ SIGMA_1[1]
    let v2l = k0l ^ SIGMA_2[0]
    let v2h = k0h ^ SIGMA_2[1]
    let v3l = k1l ^ SIGMA_3[0]
    let v3h = k1h ^ SIGMA_3[1]

    const whole = length >>> 3
    let lastl = 0
    let lasth = (length & 0xff) << 24
    for (let i = 8 * whole; i < length; i++) {
      const byte = (bytes[at + i] as number) << (8 * (i & 3))
      if ((i & 7) < 4) lastl |= byte
      else lasth |= byte
    }

    // Steps 0 … whole compress a block each; then one finalization gives each 64 bits of output.
    const steps = whole + (wide ? 3 : 2)
    for (let step = 0; step < steps; step++) {
      const compressing = step <= whole
      let ml = 0
      let mh = 0
      if (step < whole) {
        ml = word(bytes, at + 8 * step)
        mh = word(bytes, at + 8 * step + 4)
      } else if (step === whole) {
        ml = lastl
        mh = lasth
      } else if (step === whole + 1) {
        v2l ^= wide ? 0xee : 0xff
      } else {
        v1l ^= 0xdd
      }
      v3l ^= ml
      v3h ^= mh

      for (let round = compressing ? this.#compressionRounds : this.#finalizationRounds; round > 0; round--) {
        let l = (v0l + v1l) | 0 // v0 += v1
        v0h = (v0h + v1h + (((v0l & v1l) | ((v0l | v1l) & ~l)) >>> 31)) | 0
        v0l = l
        l = (v1l << 13) | (v1h >>> 19) // v1 = rotl(v1, 13) ^ v0
        v1h = ((v1h << 13) | (v1l >>> 19)) ^ v0h
        v1l = l ^ v0l
        l = v0l // v0 = rotl(v0, 32)
        v0l = v0h
        v0h = l
        l = (v2l + v3l) | 0 // v2 += v3
        v2h = (v2h + v3h + (((v2l & v3l) | ((v2l | v3l) & ~l)) >>> 31)) | 0
        v2l = l
        l = (v3l << 16) | (v3h >>> 16) // v3 = rotl(v3, 16) ^ v2
        v3h = ((v3h << 16) | (v3l >>> 16)) ^ v2h
        v3l = l ^ v2l
        l = (v0l + v3l) | 0 // v0 += v3
        v0h = (v0h + v3h + (((v0l & v3l) | ((v0l | v3l) & ~l)) >>> 31)) | 0
        v0l = l
        l = (v3l << 21) | (v3h >>> 11) // v3 = rotl(v3, 21) ^ v0
        v3h = ((v3h << 21) | (v3l >>> 11)) ^ v0h
        v3l = l ^ v0l
        l = (v2l + v1l) | 0 // v2 += v1
        v2h = (v2h + v1h + (((v2l & v1l) | ((v2l | v1l) & ~l)) >>> 31)) | 0
        v2l = l
        l = (v1l << 17) | (v1h >>> 15) // v1 = rotl(v1, 17) ^ v2
        v1h = ((v1h << 17) | (v1l >>> 15)) ^ v2h
        v1l = l ^ v2l
        l = v2l // v2 = rotl(v2, 32)
        v2l = v2h
        v2h = l
      }

      if (compressing) {
        v0l ^= ml
        v0h ^= mh
      } else {
        const word64 = step - whole - 1
        this.out[2 * word64] = v0l ^ v1l ^ v2l ^ v3l
        this.out[2 * word64 + 1] = v0h ^ v1h ^ v2h ^ v3h
      }
    }
  }
}
