/**
 * Keyed fingerprints of windows of a set: how many items, and the sum of a keyed hash of their ids.
 *
 * `h(id)` is SipHash-1-3-128 under the key of the link. A window's sum keeps its low 48 bits, the root's
 * all 128. Sums are linear: an insert adds one term, and subtracting one side's fingerprint from the
 * other's leaves the fingerprint of the difference. Nobody without the key can aim at a sum.
 *
 * {@link KeyedSums} observes one set for one link: built in O(n) hashes, then O(1) an insert.
 */

import { ID_BYTES } from '../base/ids.ts'
import type { Leaf } from './leaf.ts'
import type { SetObserver, SyncSet } from './set.ts'
import { SipHash } from './siphash.ts'
import { endOf, startOf, type Window } from './window.ts'

export const SUM_BYTES = 6
export const ROOT_SUM_BYTES = 16
const SUM_MODULUS = 2 ** 48

export interface Fingerprint {
  readonly count: number
  /** Sum of `h(id) mod 2^48`, below 2^48. */
  readonly sum: number
}

/** The fingerprint of a whole set. */
export interface Root {
  readonly count: number
  /** Sum of `h(id)` mod 2^128 as four 32-bit words, least significant first. */
  readonly sum: Uint32Array
}

export const NOTHING: Fingerprint = { count: 0, sum: 0 }

export function plus(a: Fingerprint, b: Fingerprint): Fingerprint {
  return { count: a.count + b.count, sum: add48(a.sum, b.sum) }
}

/** Mod 2^48. */
export function add48(a: number, b: number): number {
  const sum = a + b
  return sum < SUM_MODULUS ? sum : sum - SUM_MODULUS
}

/** The counts must not leave a negative one. */
export function minus(a: Fingerprint, b: Fingerprint): Fingerprint {
  return { count: a.count - b.count, sum: (a.sum - b.sum + SUM_MODULUS) % SUM_MODULUS }
}

export function sameFingerprint(a: Fingerprint, b: Fingerprint): boolean {
  return a.count === b.count && a.sum === b.sum
}

export function sameRoot(a: Root, b: Root): boolean {
  return a.count === b.count && a.sum.every((word, i) => word === b.sum[i])
}

export function addRoots(a: Root, b: Root): Root {
  const sum = Uint32Array.from(a.sum)
  addInto(sum, b.sum)
  return { count: a.count + b.count, sum }
}

function low48(words: Uint32Array): number {
  return (words[0] as number) + ((words[1] as number) & 0xffff) * 2 ** 32
}

function addInto(sum: Uint32Array, term: Uint32Array): void {
  let carry = 0
  for (let i = 0; i < 4; i++) {
    const digit = (sum[i] as number) + (term[i] as number) + carry
    sum[i] = digit // a typed array keeps the low 32 bits
    carry = (digit / 2 ** 32) | 0 // not a comparison: the branch could not be predicted
  }
}

export class KeyedSums implements SetObserver {
  readonly #set: SyncSet
  readonly #sip: SipHash
  readonly #total = new Uint32Array(4)
  /** Sum of each leaf; absent where a split made it stale. */
  readonly #leafSums = new Map<Leaf, number>()
  /** `h mod 2^48` of each item, where known: 8 bytes an item until {@link rest}. */
  readonly #itemHashes = new Map<Leaf, Float64Array>()

  /** O(set.size) hashes. @param key 16 bytes. Pair with {@link detach}. */
  constructor(set: SyncSet, key: Uint8Array) {
    this.#set = set
    this.#sip = new SipHash(key)
    set.visit(0, Number.POSITIVE_INFINITY, (leaf) => {
      const hashes = new Float64Array(leaf.count)
      for (let index = 0; index < leaf.count; index++) {
        hashes[index] = this.#hash(leaf.ids, index * ID_BYTES)
        addInto(this.#total, this.#sip.out)
      }
      this.#itemHashes.set(leaf, hashes)
      this.#leafSum(leaf)
    })
    set.observe(this)
  }

  root(): Root {
    return { count: this.#set.size, sum: Uint32Array.from(this.#total) }
  }

  /** O(log n + leaves in the window), and up to 512 hashes the first time its edges are asked about. */
  of(window: Window): Fingerprint {
    let count = 0
    let sum = 0
    this.#set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      count += to - from
      sum = add48(sum, to - from === leaf.count ? this.#leafSum(leaf) : this.#partialSum(leaf, from, to))
    })
    return { count, sum }
  }

  /** `h mod 2^48` of every item of a leaf. Owned by the sums, valid until the set changes. */
  itemHashes(leaf: Leaf): Float64Array {
    let hashes = this.#itemHashes.get(leaf)
    if (hashes === undefined) {
      hashes = new Float64Array(leaf.count)
      for (let index = 0; index < leaf.count; index++) hashes[index] = this.#hash(leaf.ids, index * ID_BYTES)
      this.#itemHashes.set(leaf, hashes)
    }
    return hashes
  }

  /** Frees what only a run needs; it comes back as it is asked for. */
  rest(): void {
    this.#itemHashes.clear()
  }

  /** Stops observing the set. */
  detach(): void {
    this.#set.unobserve(this)
  }

  inserted(leaf: Leaf, index: number): void {
    const hash = this.#hash(leaf.ids, index * ID_BYTES)
    addInto(this.#total, this.#sip.out)
    const sum = this.#leafSums.get(leaf)
    if (sum !== undefined) this.#leafSums.set(leaf, add48(sum, hash))
    this.#itemHashes.delete(leaf)
  }

  split(leaf: Leaf): void {
    this.#leafSums.delete(leaf)
    this.#itemHashes.delete(leaf)
  }

  /** Leaves the 128 bits in the SipHash's result too. */
  #hash(ids: Uint8Array, at: number): number {
    this.#sip.hash128(ids, at, ID_BYTES)
    return low48(this.#sip.out)
  }

  #leafSum(leaf: Leaf): number {
    let sum = this.#leafSums.get(leaf)
    if (sum === undefined) {
      sum = this.#partialSum(leaf, 0, leaf.count)
      this.#leafSums.set(leaf, sum)
    }
    return sum
  }

  #partialSum(leaf: Leaf, from: number, to: number): number {
    const hashes = this.itemHashes(leaf)
    let sum = 0
    for (let index = from; index < to; index++) {
      sum += hashes[index] as number
      if ((index & 15) === 15) sum %= SUM_MODULUS // 16 terms and a rest stay below 2^53
    }
    return sum % SUM_MODULUS
  }
}
