/**
 * Bloom filters (Bloom 1970) over ids: 12 bits an item and 8 probes, a false-positive rate of 0.31 % in
 * theory and at most 0.5 % as measured by the tests.
 *
 * Every filter hashes under a key of its own, derived from the key of the link and from where the filter
 * stands: a false positive of one flight is an independent draw in the next, so none is for ever, and
 * nobody can grind ids against a filter. The eight probes come from 64 bits of one tag by enhanced double
 * hashing (Dillinger and Manolios 2004).
 */

import { ID_BYTES } from '../base/ids.ts'
import { Chaskey, viewOf } from './chaskey.ts'

/** Both ends must use the same one. Other values than {@link FILTER_SHAPE} serve the tests. */
export interface FilterShape {
  readonly bitsPerItem: number
  readonly probes: number
}

export const FILTER_SHAPE: FilterShape = { bitsPerItem: 12, probes: 8 }
export const MAX_FILTER_BYTES = 32 * 1024

/** The size of a filter follows from what it holds: nothing to declare, nothing to lie about. */
export function filterBytes(count: number, shape: FilterShape): number {
  return Math.ceil((count * shape.bitsPerItem) / 8)
}

/** Where a flight stands, and the key of its link. */
export interface FlightPlace {
  readonly key: Uint8Array
  readonly scope: number
  readonly run: number
  readonly flight: number
}

/** Where a filter stands. */
export interface FilterPlace extends Omit<FlightPlace, 'key'> {
  /** Number of the record within its flight. */
  readonly index: number
}

/**
 * The key of one filter, 16 bytes: the Chaskey tag of `scope u8 ‖ run u32 ‖ flight u8 ‖ index u16`, big-endian.
 * No id is 8 bytes long, so this never equals the `h` of an item.
 */
export function filterKey(key: Uint8Array, place: FilterPlace): Uint8Array {
  const { scope, run, flight, index } = place
  const hash = new Chaskey(key)
  hash.tag(viewOf(Uint8Array.of(scope, run >>> 24, run >>> 16, run >>> 8, run, flight, index >>> 8, index)), 0, 8)
  const derived = new Uint8Array(16)
  const view = new DataView(derived.buffer)
  hash.out.forEach((word, i) => {
    view.setUint32(4 * i, word, true)
  })
  return derived
}

export class BloomFilter {
  readonly bytes: Uint8Array
  readonly #hash: Chaskey
  readonly #probes: number
  readonly #bits: number

  /**
   * @param key of this filter, see {@link filterKey}
   * @param bytes at least one; kept, and written to by {@link add}
   */
  constructor(key: Uint8Array, bytes: Uint8Array, shape: FilterShape = FILTER_SHAPE) {
    this.bytes = bytes
    this.#hash = new Chaskey(key)
    this.#probes = shape.probes
    this.#bits = 8 * bytes.length
  }

  /** Adds the id at `ids[at … at + 32)`. */
  add(ids: DataView, at: number): void {
    this.#probe(ids, at, (byte, bit) => {
      this.bytes[byte] = (this.bytes[byte] as number) | bit
      return true
    })
  }

  /** Never `false` for an id that was added. */
  has(ids: DataView, at: number): boolean {
    return this.#probe(ids, at, (byte, bit) => ((this.bytes[byte] as number) & bit) !== 0)
  }

  /** Visits the probes of an id until one visit answers `false`; whether none did. */
  #probe(ids: DataView, at: number, visit: (byte: number, bit: number) => boolean): boolean {
    this.#hash.tag(ids, at, ID_BYTES)
    let position = (this.#hash.out[0] as number) % this.#bits
    let step = (this.#hash.out[1] as number) % this.#bits
    for (let probe = 1; ; probe++) {
      if (!visit(position >>> 3, 1 << (position & 7))) return false
      if (probe === this.#probes) return true
      position = (position + step) % this.#bits
      step = (step + probe) % this.#bits
    }
  }
}
