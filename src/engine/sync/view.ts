/**
 * One side of a session: the set, plus what this peer has offered and we do not store.
 *
 * Events of authors who are not members yet (held outside the set) and events that were dropped count as
 * had towards the peer that sent them, or it would offer them in every flight. They enter this link's sums
 * and filters, are served to nobody and leave once the set holds them, or are let go.
 */

import { ID_BYTES } from '../base/ids.ts'
import type { BloomFilter } from './bloom.ts'
import { add48, addRoots, type Fingerprint, KeyedSums, NOTHING, plus, type Root } from './fingerprint.ts'
import type { Leaf } from './leaf.ts'
import type { Outgoing } from './outgoing.ts'
import { peel, peelSteps } from './peel.ts'
import { type LeafVisitor, SyncSet } from './set.ts'
import { keyOf, type Sketch } from './sketch.ts'
import { endOf, type Item, startOf, type Window } from './window.ts'

const MAX_HELD = 2048

export class View {
  readonly set: SyncSet
  readonly #key: Uint8Array
  readonly #sums: KeyedSums
  #extras = new SyncSet()
  #extraSums: KeyedSums

  /** O(set.size) hashes. Pair with {@link close}. */
  constructor(set: SyncSet, key: Uint8Array) {
    this.set = set
    this.#key = key
    this.#sums = new KeyedSums(set, key)
    this.#extraSums = new KeyedSums(this.#extras, key)
  }

  close(): void {
    this.#sums.detach()
  }

  /** Counts an item as had; beyond 2,048 of them not, and they are offered again. @returns whether it does now */
  hold(item: Item): boolean {
    if (this.#extras.size >= MAX_HELD || this.set.has(item)) return false
    this.#extras.insert(item)
    return true
  }

  /** Counts these as had no longer. */
  letGo(items: readonly Item[]): void {
    const gone = new SyncSet()
    for (const item of items) gone.insert(item)
    this.#keepExtras((item) => !gone.has(item))
  }

  /** Lets go of held items that the set has by now: call before reading figures. */
  settle(): void {
    this.#keepExtras((item) => !this.set.has(item))
  }

  /** The end of a run: frees what only a run needs. */
  rest(): void {
    this.#sums.rest()
  }

  root(): Root {
    return addRoots(this.#sums.root(), this.#extraSums.root())
  }

  fingerprint(window: Window): Fingerprint {
    return plus(this.#sums.of(window), this.#extraSums.of(window))
  }

  /** Adds every item of the window to the filter. */
  fill(filter: BloomFilter, window: Window): void {
    const add: LeafVisitor = (leaf, from, to) => {
      for (let index = from; index < to; index++) filter.add(leaf.view, index * ID_BYTES)
    }
    this.set.visit(startOf(window), endOf(window), add)
    this.#extras.visit(startOf(window), endOf(window), add)
  }

  /** Adds every item of the window to the sketch. */
  sketch(sketch: Sketch, window: Window): void {
    for (const [set, sums] of [
      [this.set, this.#sums],
      [this.#extras, this.#extraSums],
    ] as const) {
      set.visit(startOf(window), endOf(window), (leaf, from, to) => sketch.addAll(sums.itemHashes(leaf), from, to))
    }
  }

  /** Copies all stored items at positions `[start, end)`. */
  copyAll(start: number, end: number, into: Outgoing): void {
    this.set.visit(start, end, (leaf, from, to) => into.add(leaf, from, to))
  }

  /** Of what is stored, without what is held. */
  storedFingerprint(window: Window): Fingerprint {
    return this.#sums.of(window)
  }

  /** Copies the stored items of the window that are not in the filter, and says what they sum to. */
  copyMissing(window: Window, filter: BloomFilter, into: Outgoing): Fingerprint {
    let count = 0
    let sum = 0
    this.set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      const hashes = this.#sums.itemHashes(leaf)
      for (let index = from; index < to; index++) {
        if (filter.has(leaf.view, index * ID_BYTES)) continue
        into.add(leaf, index, index + 1)
        count++
        sum = add48(sum, hashes[index] as number)
      }
    })
    return { count, sum }
  }

  /** Copies the stored items of the window with these keys; keys of nothing are ignored. O(items in the window). */
  copyKeys(window: Window, keys: ReadonlySet<number>, into: Outgoing): void {
    if (keys.size === 0) return
    // Most items have none of them: one look into a table tells.
    const some = new Uint8Array(2 ** 16)
    for (const key of keys) some[key & 0xffff] = 1
    this.set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      const hashes = this.#sums.itemHashes(leaf)
      for (let index = from; index < to; index++) {
        const hash = hashes[index] as number
        if (some[hash & 0xffff] === 1 && keys.has(keyOf(hash))) into.add(leaf, index, index + 1)
      }
    })
  }

  /**
   * Copies the stored items that make up the difference, if they are found: any one to three, or any number
   * of neighbours. Says what they sum to: the difference, or nothing. @param budget search steps left, taken from
   */
  copyPeeled(window: Window, difference: Fingerprint, into: Outgoing, budget: { steps: number }): Fingerprint {
    const size = this.#sums.of(window).count
    const steps = peelSteps(difference.count, size)
    if (difference.count > size || steps > budget.steps) return NOTHING
    budget.steps -= steps
    const hashes = new Float64Array(size)
    const runs: [Leaf, number, number][] = []
    let length = 0
    this.set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      hashes.set(this.#sums.itemHashes(leaf).subarray(from, to), length)
      runs.push([leaf, from, length])
      length += to - from
    })
    const found = peel(hashes, difference)
    if (found === undefined) return NOTHING
    for (const [first, end] of found) {
      for (const [i, [leaf, from, before]] of runs.entries()) {
        const [start, stop] = [Math.max(first, before), Math.min(end, runs[i + 1]?.[2] ?? length)]
        if (start < stop) into.add(leaf, from + start - before, from + stop - before)
      }
    }
    return difference
  }

  #keepExtras(isKept: (item: Item) => boolean): void {
    const held = [...this.#extras.oldestFirst()]
    const kept = held.filter(isKept)
    if (kept.length === held.length) return
    this.#extras = new SyncSet()
    for (const item of kept) this.#extras.insert(item)
    this.#extraSums = new KeyedSums(this.#extras, this.#key)
  }
}
