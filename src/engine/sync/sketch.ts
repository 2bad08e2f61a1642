/**
 * Sketches: invertible Bloom lookup tables (Goodrich and Mitzenmacher 2011) over the keyed hashes of items.
 *
 * An item's key is the low 32 bits of `h(id)`. It stands in three cells, one in each third of the sketch; a
 * cell adds up how many items it has, their keys and their checks. Subtracting one side's sketch from the
 * other's leaves the difference of the sets, whatever they have in common: cells with one key are read off
 * and taken out of their two other cells until nothing is left. 1.23 cells a difference suffice for many
 * differences, twice as many for few.
 *
 *   cell = count u8 (mod 2^8) ‖ key u32 (mod 2^32) ‖ check u16 (mod 2^16), little-endian
 *
 * Every flight places keys differently, so what could not be read off once is an independent draw next time.
 */

import { assert } from '../base/errors.ts'
import { type FlightPlace, filterKey } from './bloom.ts'

export const CELL_BYTES = 7
export const MAX_CELLS = 16_384
/** Cells each item stands in. */
export const CELL_PLACES = 3
/** No record has this number. */
const SKETCH_INDEX = 0xffff
export const MAX_COLUMNS = Math.floor(MAX_CELLS / CELL_PLACES)

/** Of the one sketch that a flight can have. */
export function sketchSalt({ key, ...place }: FlightPlace): Uint8Array {
  return filterKey(key, { ...place, index: SKETCH_INDEX })
}

/** What a hash is called in a sketch. */
export function keyOf(hash: number): number {
  return hash >>> 0
}

export interface Difference {
  /** Keys that only the sketch which was subtracted from has. */
  readonly mine: readonly number[]
  /** Keys that only the subtracted one has. */
  readonly theirs: readonly number[]
  /** About how many keys are still unread; exactly 0 if all were read. */
  readonly unread: number
}

export class Sketch {
  /** A third of the number of cells. */
  readonly columns: number
  readonly #salt: Uint32Array
  readonly #counts: Uint8Array
  readonly #keys: Uint32Array
  readonly #checks: Uint16Array
  /** Of the key last placed: its three cells, and its check. */
  readonly #at = new Int32Array(CELL_PLACES)
  #check = 0

  /** @param salt 16 bytes, the same at both ends, another for each flight @param columns 1 … 5,461 */
  constructor(salt: Uint8Array, columns: number) {
    assert(salt.length === 16 && columns >= 1 && columns <= MAX_COLUMNS, 'a sketch has a salt and some cells')
    this.columns = columns
    const view = new DataView(salt.buffer, salt.byteOffset)
    this.#salt = Uint32Array.from({ length: 4 }, (_, i) => view.getUint32(4 * i, true))
    this.#counts = new Uint8Array(CELL_PLACES * columns)
    this.#keys = new Uint32Array(CELL_PLACES * columns)
    this.#checks = new Uint16Array(CELL_PLACES * columns)
  }

  /** Of each hash the low 32 bits are the key. */
  addAll(hashes: Float64Array, from: number, to: number): void {
    for (let i = from; i < to; i++) this.#add(hashes[i] as number, 1)
  }

  add(key: number): void {
    this.#add(key, 1)
  }

  /** Takes away what the other side sent. @param cells as {@link encode} made them, of a sketch of this size */
  subtract(cells: Uint8Array): void {
    assert(cells.length === CELL_BYTES * this.#counts.length, 'a sketch of the same size')
    const view = new DataView(cells.buffer, cells.byteOffset)
    for (let cell = 0; cell < this.#counts.length; cell++) {
      const at = CELL_BYTES * cell
      // Typed arrays keep the low bits.
      this.#counts[cell] = (this.#counts[cell] as number) - view.getUint8(at)
      this.#keys[cell] = (this.#keys[cell] as number) - view.getUint32(at + 1, true)
      this.#checks[cell] = (this.#checks[cell] as number) - view.getUint16(at + 5, true)
    }
  }

  encode(): Uint8Array {
    const cells = new Uint8Array(CELL_BYTES * this.#counts.length)
    const view = new DataView(cells.buffer)
    for (let cell = 0; cell < this.#counts.length; cell++) {
      const at = CELL_BYTES * cell
      view.setUint8(at, this.#counts[cell] as number)
      view.setUint32(at + 1, this.#keys[cell] as number, true)
      view.setUint16(at + 5, this.#checks[cell] as number, true)
    }
    return cells
  }

  /**
   * Reads off what it can, and takes it out. One key in 2^16 that it gives is none; what a liar sends makes
   * it give wrong keys, at most as many as there are cells.
   */
  read(): Difference {
    const mine: number[] = []
    const theirs: number[] = []
    const queue = Array.from(this.#counts, (_, cell) => cell)
    let left = this.#counts.length
    for (let cell = queue.pop(); cell !== undefined && left > 0; cell = queue.pop()) {
      const sign = this.#signOf(cell)
      if (sign === 0) continue
      left--
      const key = (sign * (this.#keys[cell] as number)) >>> 0
      ;(sign === 1 ? mine : theirs).push(key)
      this.#add(key, -sign)
      for (const other of this.#at) if (other !== cell) queue.push(other)
    }
    return { mine, theirs, unread: this.#estimate() }
  }

  /** 1 or -1 if the cell holds one key of mine or of theirs, else 0. */
  #signOf(cell: number): number {
    const count = this.#counts[cell]
    const sign = count === 1 ? 1 : count === 255 ? -1 : 0
    if (sign === 0) return 0
    this.#place(sign * (this.#keys[cell] as number))
    const isCheck = this.#check === ((sign * (this.#checks[cell] as number)) & 0xffff)
    return isCheck && this.#at[Math.floor(cell / this.columns)] === cell ? sign : 0
  }

  #add(key: number, sign: number): void {
    this.#place(key)
    const low = sign * (key | 0)
    const check = sign * this.#check
    for (let i = 0; i < CELL_PLACES; i++) {
      const cell = this.#at[i] as number
      this.#counts[cell] = (this.#counts[cell] as number) + sign
      this.#keys[cell] = (this.#keys[cell] as number) + low
      this.#checks[cell] = (this.#checks[cell] as number) + check
    }
  }

  /** Where a key stands. Keys are keyed hashes already: the mixing only has to differ from salt to salt. */
  #place(key: number): void {
    const salt = this.#salt
    let mixed = key ^ (salt[0] as number)
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    mixed ^= mixed >>> 15
    this.#at[0] = this.#column(mixed)
    mixed = Math.imul(mixed ^ (salt[1] as number), 0x9e3779b1)
    mixed ^= mixed >>> 15
    this.#at[1] = this.#column(mixed) + this.columns
    mixed = Math.imul(mixed ^ (salt[2] as number), 0x85ebca77)
    mixed ^= mixed >>> 13
    this.#at[2] = this.#column(mixed) + 2 * this.columns
    this.#check = Math.imul(mixed ^ (salt[3] as number), 0xc2b2ae3d) >>> 16
  }

  #column(mixed: number): number {
    return Math.floor((mixed >>> 0) * this.columns * 2 ** -32)
  }

  /**
   * How many keys are left, from how far the counts of a third scatter around their mean: each key adds
   * one to the variance of a third's sum, whichever side it is from.
   */
  #estimate(): number {
    let isEmpty = true
    let scatter = 0
    for (let third = 0; third < CELL_PLACES; third++) {
      let sum = 0
      let squares = 0
      for (let column = 0; column < this.columns; column++) {
        const cell = third * this.columns + column
        const count = ((this.#counts[cell] as number) << 24) >> 24
        sum += count
        squares += count * count
        isEmpty &&= count === 0 && this.#keys[cell] === 0
      }
      const spread = squares - sum ** 2 / this.columns
      scatter += this.columns === 1 ? squares : (spread * this.columns) / (this.columns - 1)
    }
    return isEmpty ? 0 : Math.max(1, scatter / CELL_PLACES)
  }
}
