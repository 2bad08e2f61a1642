/**
 * Keyed fingerprints of windows of a set: how many items, and the sum of a keyed hash of their ids.
 *
 * `h(id)` is the Chaskey tag under the key of the link. A window's sum keeps its low 48 bits, the root's
 * all 128. Sums are linear: an insert adds one term, and subtracting one side's fingerprint from the
 * other's leaves the fingerprint of the difference. Nobody without the key can aim at a sum.
 *
 * {@link KeyedSums} observes one set for one link: built in O(n) hashes, then O(1) an insert. What windows are
 * asked about in a run is answered from sums of all that comes before each leaf.
 */

import { ID_BYTES } from '../base/ids.ts'
import { Chaskey } from './chaskey.ts'
import type { Leaf } from './leaf.ts'
import type { SetObserver, SyncSet } from './set.ts'
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

/** @param term digits below 2^50 each */
function addInto(sum: Uint32Array, term: ArrayLike<number>): void {
  let carry = 0
  for (let i = 0; i < 4; i++) {
    const digit = (sum[i] as number) + (term[i] as number) + carry
    sum[i] = digit // a typed array keeps the low 32 bits
    carry = Math.floor(digit / 2 ** 32)
  }
}

/** What comes before each leaf of a set as it is now. */
interface Before {
  readonly counts: Float64Array
  readonly sums: Float64Array
}

export class KeyedSums implements SetObserver {
  readonly #set: SyncSet
  readonly #hash: Chaskey
  readonly #total = new Uint32Array(4)
  /** Sum of each leaf; absent where a split made it stale. */
  readonly #leafSums = new Map<Leaf, number>()
  /** `h mod 2^48` of each item, where known, with room for as many as the leaf has: 8 bytes an item until {@link rest}. */
  readonly #itemHashes = new Map<Leaf, Float64Array>()
  /** Until the set changes. */
  #before: Before | undefined

  /** O(set.size) hashes. @param key 16 bytes. Pair with {@link detach}. */
  constructor(set: SyncSet, key: Uint8Array) {
    this.#set = set
    this.#hash = new Chaskey(key)
    const out = this.#hash.out
    for (const leaf of set.leaves) {
      const hashes = new Float64Array(leaf.capacity)
      let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0] // a leaf's stay far below 2^53
      for (let index = 0; index < leaf.count; index++) {
        hashes[index] = this.#hashOf(leaf, index)
        sum0 += out[0] as number
        sum1 += out[1] as number
        sum2 += out[2] as number
        sum3 += out[3] as number
      }
      addInto(this.#total, [sum0, sum1, sum2, sum3])
      this.#itemHashes.set(leaf, hashes)
      this.#leafSum(leaf)
    }
    set.observe(this)
  }

  root(): Root {
    return { count: this.#set.size, sum: Uint32Array.from(this.#total) }
  }

  /** O(log n), and up to 512 hashes the first time its edges are asked about; O(leaves) after a change of the set. */
  of(window: Window): Fingerprint {
    if (this.#set.size === 0) return NOTHING
    return minus(this.#upTo(endOf(window)), this.#upTo(startOf(window)))
  }

  /** `h mod 2^48` of every item of a leaf, and room for more. Owned by the sums, valid until the set changes. */
  itemHashes(leaf: Leaf): Float64Array {
    let hashes = this.#itemHashes.get(leaf)
    if (hashes === undefined) {
      hashes = new Float64Array(leaf.capacity)
      for (let index = 0; index < leaf.count; index++) hashes[index] = this.#hashOf(leaf, index)
      this.#itemHashes.set(leaf, hashes)
    }
    return hashes
  }

  /** Frees what only a run needs; it comes back as it is asked for. */
  rest(): void {
    this.#itemHashes.clear()
    this.#before = undefined
  }

  /** Stops observing the set. */
  detach(): void {
    this.#set.unobserve(this)
  }

  inserted(leaf: Leaf, index: number): void {
    const hash = this.#hashOf(leaf, index)
    addInto(this.#total, this.#hash.out)
    const sum = this.#leafSums.get(leaf)
    if (sum !== undefined) this.#leafSums.set(leaf, add48(sum, hash))
    this.#insertHash(leaf, index, hash)
    this.#before = undefined
  }

  split(leaf: Leaf, upper: Leaf): void {
    this.#leafSums.delete(leaf)
    const hashes = this.#itemHashes.get(leaf)
    if (hashes !== undefined) {
      const moved = new Float64Array(upper.capacity)
      moved.set(hashes.subarray(leaf.count, leaf.count + upper.count))
      this.#itemHashes.set(upper, moved)
    }
    this.#before = undefined
  }

  /** What arrives in a run must not cost the hashes of its neighbours again. */
  #insertHash(leaf: Leaf, index: number, hash: number): void {
    let hashes = this.#itemHashes.get(leaf)
    if (hashes === undefined) return
    if (hashes.length < leaf.count) {
      const grown = new Float64Array(leaf.capacity)
      grown.set(hashes)
      this.#itemHashes.set(leaf, grown)
      hashes = grown
    }
    hashes.copyWithin(index + 1, index, leaf.count - 1)
    hashes[index] = hash
  }

  /** Leaves the 128 bits in the hash's result too. */
  #hashOf(leaf: Leaf, index: number): number {
    this.#hash.tag(leaf.view, index * ID_BYTES, ID_BYTES)
    return low48(this.#hash.out)
  }

  /** The fingerprint of all items before a position. */
  #upTo(position: number): Fingerprint {
    this.#before ??= this.#sumBefore()
    const { counts, sums } = this.#before
    const [at, index] = this.#set.placeOf(position)
    const leaf = this.#set.leaves[at] as Leaf
    return {
      count: (counts[at] as number) + index,
      sum: add48(sums[at] as number, index === leaf.count ? this.#leafSum(leaf) : this.#partialSum(leaf, index)),
    }
  }

  #sumBefore(): Before {
    const { leaves } = this.#set
    const [counts, sums] = [new Float64Array(leaves.length), new Float64Array(leaves.length)]
    let all = NOTHING
    for (const [i, leaf] of leaves.entries()) {
      counts[i] = all.count
      sums[i] = all.sum
      all = plus(all, { count: leaf.count, sum: this.#leafSum(leaf) })
    }
    return { counts, sums }
  }

  #leafSum(leaf: Leaf): number {
    let sum = this.#leafSums.get(leaf)
    if (sum === undefined) {
      sum = this.#partialSum(leaf, leaf.count)
      this.#leafSums.set(leaf, sum)
    }
    return sum
  }

  /** Of the first items of a leaf. */
  #partialSum(leaf: Leaf, count: number): number {
    if (count === 0) return 0
    const hashes = this.itemHashes(leaf)
    let sum = 0
    for (let index = 0; index < count; index++) {
      sum += hashes[index] as number
      if ((index & 15) === 15) sum %= SUM_MODULUS // 16 terms and a rest stay below 2^53
    }
    return sum % SUM_MODULUS
  }
}
