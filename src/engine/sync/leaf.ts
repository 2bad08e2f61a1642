/**
 * A run of up to 256 consecutive items of a sync set in flat arrays, 40 bytes an item. Owns their order
 * within the run; `set.ts` owns the order of the runs. Read by sums, written by the set alone.
 */

import { ID_BYTES } from '../base/ids.ts'
import { viewOf } from './chaskey.ts'
import { type Item, positionOf } from './window.ts'

const MAX_LEAF_ITEMS = 256
const FIRST_LEAF_ITEMS = 8

export class Leaf {
  count = 0
  /** `created_at` of each item. */
  times: Float64Array
  /** The ids, 32 bytes each, one after the other. */
  ids: Uint8Array
  /** The same bytes, as hashes read them. */
  view: DataView

  constructor(capacity = FIRST_LEAF_ITEMS) {
    this.times = new Float64Array(capacity)
    this.ids = new Uint8Array(capacity * ID_BYTES)
    this.view = viewOf(this.ids)
  }

  /** How many items it has room for without growing. */
  get capacity(): number {
    return this.times.length
  }

  get isFull(): boolean {
    return this.count === MAX_LEAF_ITEMS
  }

  item(index: number): Item {
    return {
      created_at: this.times[index] as number,
      id: this.ids.slice(index * ID_BYTES, (index + 1) * ID_BYTES),
    }
  }

  position(index: number): number {
    return positionOf(this.times[index] as number, this.ids[index * ID_BYTES] as number)
  }

  /** Negative, zero or positive as the item at `index` is before, at or after the given one. */
  compare(index: number, item: Item): number {
    const difference = (this.times[index] as number) - item.created_at
    if (difference !== 0) return difference
    const base = index * ID_BYTES
    for (let i = 0; i < ID_BYTES; i++) {
      const byte = (this.ids[base + i] as number) - (item.id[i] as number)
      if (byte !== 0) return byte
    }
    return 0
  }

  insertAt(index: number, item: Item): void {
    if (this.count === this.capacity) this.#grow()
    this.times.copyWithin(index + 1, index, this.count)
    this.ids.copyWithin((index + 1) * ID_BYTES, index * ID_BYTES, this.count * ID_BYTES)
    this.times[index] = item.created_at
    this.ids.set(item.id, index * ID_BYTES)
    this.count++
  }

  /** Moves the upper half into a new leaf, which it returns. */
  split(): Leaf {
    const keep = this.count >>> 1
    const upper = new Leaf(MAX_LEAF_ITEMS)
    upper.times.set(this.times.subarray(keep, this.count))
    upper.ids.set(this.ids.subarray(keep * ID_BYTES, this.count * ID_BYTES))
    upper.count = this.count - keep
    this.count = keep
    return upper
  }

  #grow(): void {
    const { times, ids } = this
    const capacity = Math.min(MAX_LEAF_ITEMS, 2 * times.length)
    this.times = new Float64Array(capacity)
    this.ids = new Uint8Array(capacity * ID_BYTES)
    this.view = viewOf(this.ids)
    this.times.set(times)
    this.ids.set(ids)
  }

  /** Index of the first item that is not before the given one. */
  lowerBound(item: Item): number {
    if (this.count > 0 && this.compare(this.count - 1, item) < 0) return this.count
    return this.#firstIndex((index) => this.compare(index, item) >= 0)
  }

  /** Index of the first item at or after the position. */
  lowerPosition(position: number): number {
    return this.#firstIndex((index) => this.position(index) >= position)
  }

  /** By bisection; the condition holds from some index on. */
  #firstIndex(condition: (index: number) => boolean): number {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >>> 1
      if (condition(middle)) high = middle
      else low = middle + 1
    }
    return low
  }
}
