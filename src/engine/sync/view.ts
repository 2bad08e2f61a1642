/**
 * One side of a session: the set, plus what this peer has offered and we do not store.
 *
 * Events of authors who are not members yet (held outside the set) and events that were dropped count as
 * had towards the peer that sent them, or it would offer them in every flight. They enter its sums and
 * filters, are served to nobody and leave once the set holds them.
 */

import { ID_BYTES } from '../base/ids.ts'
import type { BloomFilter } from './bloom.ts'
import { addRoots, type Fingerprint, KeyedSums, NOTHING, plus, type Root } from './fingerprint.ts'
import { type LeafVisitor, SyncSet } from './set.ts'
import { endOf, type Item, startOf, type Window } from './window.ts'

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

  /** Counts an item as had. */
  hold(item: Item): void {
    if (!this.set.has(item)) this.#extras.insert(item)
  }

  /** Lets go of held items that the set has by now: call before reading figures. */
  settle(): void {
    const held = [...this.#extras.oldestFirst()]
    const remaining = held.filter((item) => !this.set.has(item))
    if (remaining.length < held.length) this.#replaceExtras(remaining)
  }

  /** The end of a run: held items are offered again in the next one. */
  rest(): void {
    this.#replaceExtras([])
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
      for (let index = from; index < to; index++) filter.add(leaf.ids, index * ID_BYTES)
    }
    this.set.visit(startOf(window), endOf(window), add)
    this.#extras.visit(startOf(window), endOf(window), add)
  }

  /** Copies the stored items of the window, except those in the filter, and says what they sum to. */
  copyMissing(window: Window, filter: BloomFilter | undefined, into: SyncSet): Fingerprint {
    let copied = NOTHING
    this.set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      for (let index = from; index < to; index++) {
        if (filter?.has(leaf.ids, index * ID_BYTES)) continue
        into.insert(leaf.item(index))
        copied = plus(copied, this.#sums.ofId(leaf.ids, index * ID_BYTES))
      }
    })
    return copied
  }

  /** Copies all stored items of the window. */
  copyAll(window: Window, into: SyncSet): void {
    this.set.visit(startOf(window), endOf(window), (leaf, from, to) => {
      for (let index = from; index < to; index++) into.insert(leaf.item(index))
    })
  }

  #replaceExtras(items: readonly Item[]): void {
    this.#extras = new SyncSet()
    for (const item of items) this.#extras.insert(item)
    this.#extraSums = new KeyedSums(this.#extras, this.#key)
  }
}
