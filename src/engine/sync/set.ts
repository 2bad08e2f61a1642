/**
 * The set of one identity and scope as sync sees it: what is stored, ordered by (created_at, id).
 *
 * Owns the order and nothing else: no event bytes, no database, no keys. Items are never removed, because
 * what is stored stays in the set (an erased body leaves its husk). Kept as a list of sorted leaves of at
 * most 256 items, 40 bytes an item in flat arrays: arrivals at either end of a run of items fill leaves
 * completely, arrivals in random order about 70 %, so a million items take 40 to 58 MB.
 *
 * Keyed sums (`fingerprint.ts`) attach as observers and keep their figures by leaf.
 */

import { assert, must } from '../base/errors.ts'
import { Leaf } from './leaf.ts'
import { type Item, isItem } from './window.ts'

/** Told of every change of a set, after it was made. */
export interface SetObserver {
  /** @param index of the new item in its leaf */
  inserted(leaf: Leaf, index: number): void
  /** The upper items of the leaf moved to another one, the next. */
  split(leaf: Leaf, upper: Leaf): void
}

/** Visits a run of consecutive items `from … to` (exclusive) of one leaf. */
export type LeafVisitor = (leaf: Leaf, from: number, to: number) => void

export class SyncSet {
  readonly #leaves: Leaf[] = []
  readonly #observers = new Set<SetObserver>()
  #size = 0
  #version = 0

  /** In order, none of them empty. Read by sums, changed by the set alone. */
  get leaves(): readonly Leaf[] {
    return this.#leaves
  }

  get size(): number {
    return this.#size
  }

  /** The last item in order. */
  get newest(): Item | undefined {
    const last = this.#leaves.at(-1)
    return last?.item(last.count - 1)
  }

  /**
   * Adds an item; `false` if it was there. O(1) amortised at either end, else O(log n + 256).
   * @throws InvariantError unless created_at is an integer below 2^48 and the id 32 bytes
   */
  insert(item: Item): boolean {
    assert(isItem(item), 'an item has a 48-bit created_at and a 32-byte id')
    let at = this.#leafFor(item)
    let leaf = this.#leaves[at]
    if (leaf === undefined) {
      leaf = new Leaf()
      this.#leaves.push(leaf)
    }
    let index = leaf.lowerBound(item)
    if (index < leaf.count && leaf.compare(index, item) === 0) return false
    if (leaf.isFull) {
      // Runs of ascending or descending arrivals, anywhere in the order, must not leave half-empty leaves.
      const after = this.#leaves[at + 1]
      if (index === leaf.count && after !== undefined && !after.isFull) {
        leaf = after
        index = 0
      } else if (index === leaf.count || index === 0) {
        if (index !== 0) at++
        leaf = new Leaf()
        this.#leaves.splice(at, 0, leaf)
        index = 0
      } else {
        const upper = leaf.split()
        this.#leaves.splice(at + 1, 0, upper)
        for (const observer of this.#observers) observer.split(leaf, upper)
        if (index > leaf.count) {
          index -= leaf.count
          leaf = upper
        }
      }
    }
    leaf.insertAt(index, item)
    this.#size++
    this.#version++
    for (const observer of this.#observers) observer.inserted(leaf, index)
    return true
  }

  /** O(log n). */
  has(item: Item): boolean {
    const leaf = this.#leaves[this.#leafFor(item)]
    if (leaf === undefined) return false
    const index = leaf.lowerBound(item)
    return index < leaf.count && leaf.compare(index, item) === 0
  }

  /** Inserts during the iteration are allowed; those still ahead of it are yielded. */
  *oldestFirst(): Generator<Item> {
    let leaf = 0
    let index = 0
    let version = this.#version
    for (;;) {
      const current = this.#leaves[leaf]
      if (current === undefined) return
      if (index === current.count) {
        leaf++
        index = 0
        continue
      }
      const item = current.item(index++)
      yield item
      if (version !== this.#version) {
        leaf = this.#leafFor(item)
        index = must(this.#leaves[leaf], 'the leaf of a yielded item').lowerBound(item) + 1
        version = this.#version
      }
    }
  }

  /** Inserts during the iteration are allowed; those still ahead of it are yielded. */
  *newestFirst(): Generator<Item> {
    let leaf = this.#leaves.length - 1
    let index = (this.#leaves[leaf]?.count ?? 0) - 1
    let version = this.#version
    while (leaf >= 0) {
      const current = must(this.#leaves[leaf], 'a leaf of the set')
      if (index < 0) {
        leaf--
        index = (this.#leaves[leaf]?.count ?? 0) - 1
        continue
      }
      const item = current.item(index--)
      yield item
      if (version !== this.#version) {
        leaf = this.#leafFor(item)
        index = must(this.#leaves[leaf], 'the leaf of a yielded item').lowerBound(item) - 1
        version = this.#version
      }
    }
  }

  /** Where the first item at or after a position stands, or would: number of its leaf, index there (≤ its count). */
  placeOf(position: number): readonly [leaf: number, index: number] {
    const at = this.#leafAt(position)
    return [at, this.#leaves[at]?.lowerPosition(position) ?? 0]
  }

  /** Visits the items at positions `[start, end)` in order, leaf by leaf. The set must not change meanwhile. */
  visit(start: number, end: number, visitor: LeafVisitor): void {
    for (let at = this.#leafAt(start); at < this.#leaves.length; at++) {
      const leaf = must(this.#leaves[at], 'a leaf of the set')
      if (leaf.position(0) >= end) return
      const from = leaf.lowerPosition(start)
      const to = leaf.position(leaf.count - 1) < end ? leaf.count : leaf.lowerPosition(end)
      if (from < to) visitor(leaf, from, to)
    }
  }

  observe(observer: SetObserver): void {
    this.#observers.add(observer)
  }

  unobserve(observer: SetObserver): void {
    this.#observers.delete(observer)
  }

  /** The last leaf that begins at or before the item, or the first one. */
  #leafFor(item: Item): number {
    const last = this.#leaves.length - 1
    if (last < 0 || (this.#leaves[last] as Leaf).compare(0, item) <= 0) return Math.max(last, 0)
    let low = 0
    let high = last
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#leaves[middle] as Leaf).compare(0, item) <= 0) low = middle + 1
      else high = middle
    }
    return Math.max(low - 1, 0)
  }

  /** The last leaf that begins before the position, or the first one. */
  #leafAt(position: number): number {
    let low = 0
    let high = this.#leaves.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#leaves[middle] as Leaf).position(0) < position) low = middle + 1
      else high = middle
    }
    return Math.max(low - 1, 0)
  }
}
