/**
 * Items chosen to be sent: a snapshot in flat arrays, 40 bytes an item, which later inserts do not change.
 */

import { ID_BYTES } from '../base/ids.ts'
import type { Leaf } from './leaf.ts'
import type { Item } from './window.ts'

export class Outgoing {
  #size = 0
  #times = new Float64Array(16)
  #ids = new Uint8Array(16 * ID_BYTES)
  /** So far every item came after the ones before it. */
  #isOrdered = true

  get size(): number {
    return this.#size
  }

  /** Copies the items `from … to` (exclusive) of a leaf. */
  add(leaf: Leaf, from: number, to: number): void {
    const count = to - from
    if (this.#size + count > this.#times.length) this.#grow(this.#size + count)
    if (this.#size > 0 && count > 0)
      this.#isOrdered &&= (this.#times[this.#size - 1] as number) <= (leaf.times[from] as number)
    this.#times.set(leaf.times.subarray(from, to), this.#size)
    this.#ids.set(leaf.ids.subarray(from * ID_BYTES, to * ID_BYTES), this.#size * ID_BYTES)
    this.#size += count
  }

  *oldestFirst(): Generator<Item> {
    const order = this.#order()
    for (let i = 0; i < this.#size; i++) yield this.#item(order === undefined ? i : (order[i] as number))
  }

  *newestFirst(): Generator<Item> {
    const order = this.#order()
    for (let i = this.#size - 1; i >= 0; i--) yield this.#item(order === undefined ? i : (order[i] as number))
  }

  /** By time; what shares a millisecond stays as it came. */
  #order(): Uint32Array | undefined {
    if (this.#isOrdered) return undefined
    const times = this.#times
    return Uint32Array.from({ length: this.#size }, (_, i) => i).sort(
      (a, b) => (times[a] as number) - (times[b] as number) || a - b,
    )
  }

  #item(index: number): Item {
    return {
      created_at: this.#times[index] as number,
      id: this.#ids.slice(index * ID_BYTES, (index + 1) * ID_BYTES),
    }
  }

  #grow(atLeast: number): void {
    const [times, ids] = [this.#times, this.#ids]
    const capacity = Math.max(2 * times.length, atLeast)
    this.#times = new Float64Array(capacity)
    this.#ids = new Uint8Array(capacity * ID_BYTES)
    this.#times.set(times)
    this.#ids.set(ids)
  }
}
