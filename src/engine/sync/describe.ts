/**
 * How one side describes windows of its set: bare fingerprints, Bloom filters, finer windows, one sketch.
 *
 * {@link Description} collects what one flight says and keeps its limits: what finds no room is named by a
 * bare fingerprint, so the peer goes on with it in its own flight.
 */

import { BloomFilter, type FilterShape, type FlightPlace, filterBytes, filterKey, MAX_FILTER_BYTES } from './bloom.ts'
import { type Fingerprint, minus } from './fingerprint.ts'
import { MAX_FLIGHT_BYTES } from './messages.ts'
import type { Content } from './parts.ts'
import type { Plan } from './plan.ts'
import { MAX_RECORDS, recordBytes, type WindowRecord } from './records.ts'
import { CELL_BYTES, CELL_PLACES, MAX_COLUMNS, Sketch, sketchSalt } from './sketch.ts'
import type { View } from './view.ts'
import { halvesOf, startOf, WHOLE, type Window } from './window.ts'

/** What the headers of a flight's parts may take of it. */
const HEADERS_BYTES = 1024
/** The encoded size of a record without a filter, or of a window of a sketch, is at most this. */
const BARE_RECORD_BYTES = 24
/** The newest so many items are described by a filter from the first flight on. */
const HOT_ITEMS = 64
/**
 * How many times as many items as are newer a window of the opening may have. With 1 an opening of a million
 * items takes 290 to 357 bytes, as the newest fall in the trie; with 1.5, 241 to 299.
 */
const GROWTH = 1.5
/** A window is divided into pieces of about so many items, within these limits. */
const PIECE_ITEMS = 32
const MIN_PIECES = 4
const MAX_PIECES = 16
/** Cells for so many differences when their number is known, and when it is only expected. */
const KNOWN = { factor: 1.3, slack: 12 }
const GUESSED = { factor: 0.6, slack: 6 }

export function sketchCells(differences: number, { factor, slack } = KNOWN): number {
  return factor * differences + slack
}

export class Description {
  readonly #records: WindowRecord[] = []
  readonly #view: View
  readonly #place: FlightPlace
  readonly #shape: FilterShape
  #bytes = HEADERS_BYTES
  readonly #sketched: Window[] = []
  #cells = 0

  /** @param place of the flight that this is for @param taken_bytes that something else takes of it */
  constructor(view: View, place: FlightPlace, shape: FilterShape, taken_bytes = 0) {
    this.#bytes += taken_bytes
    this.#view = view
    this.#place = place
    this.#shape = shape
  }

  /** Says what was planned of each window, in any order. @returns whether any came into the sketch */
  addAll(plans: readonly Plan[]): boolean {
    const ordered = [...plans].sort((a, b) => startOf(a.window) - startOf(b.window))
    for (const [i, { window, mine, by, expected, isKnown }] of ordered.entries()) {
      const waiting = ordered.length - i - 1
      if (by === 'bare') this.addBare(window, mine)
      else if (by === 'filter') this.addFilter(window, mine, waiting)
      else if (by === 'pieces' || !this.addSketched(window, expected, isKnown, waiting)) {
        this.addPieces(window, mine, waiting)
      }
    }
    return this.#sketched.length > 0
  }

  /** @param waiting how many more windows will need a record of this flight */
  addBare(window: Window, mine: Fingerprint): void {
    this.#add({ window, fingerprint: mine })
  }

  /** One filter, or one for each half of what is too large for one. */
  addFilter(window: Window, mine: Fingerprint, waiting: number): void {
    const size = filterBytes(mine.count, this.#shape)
    if (size > MAX_FILTER_BYTES && window.shift > 0 && this.#hasRoom(waiting, 2, size)) {
      const [left, right] = halvesOf(window)
      const ofLeft = this.#view.fingerprint(left)
      this.addFilter(left, ofLeft, waiting + 1)
      this.addFilter(right, minus(mine, ofLeft), waiting)
      return
    }
    if (mine.count === 0 || size > MAX_FILTER_BYTES || !this.#hasRoom(waiting, 1, size)) {
      this.addBare(window, mine)
      return
    }
    const { key, ...place } = this.#place
    const ownKey = filterKey(key, { ...place, index: this.#records.length })
    const filter = new BloomFilter(ownKey, new Uint8Array(size), this.#shape)
    this.#view.fill(filter, window)
    this.#add({ window, fingerprint: mine, filter: filter.bytes })
  }

  /** Divides a window into pieces of like size, the empty ones included. */
  addPieces(window: Window, mine: Fingerprint, waiting: number): void {
    const records: WindowRecord[] = []
    const pieces = Math.min(MAX_PIECES, Math.max(MIN_PIECES, mine.count / PIECE_ITEMS))
    divide(this.#view, window, mine, Math.ceil(mine.count / pieces), records)
    if (this.#hasRoom(waiting, records.length, 0)) for (const record of records) this.#add(record)
    else this.addBare(window, mine)
  }

  /** Takes a window into the sketch of this flight, if there is room for so many differences more. */
  addSketched(window: Window, differences: number, isKnown: boolean, waiting: number): boolean {
    const { factor } = isKnown ? KNOWN : GUESSED
    const cells = this.#cells === 0 ? sketchCells(differences, isKnown ? KNOWN : GUESSED) : factor * differences
    const bytes = Math.ceil(cells) * CELL_BYTES
    if (this.#cells + cells > CELL_PLACES * MAX_COLUMNS || !this.#hasRoom(waiting, 1, bytes)) return false
    this.#cells += cells
    this.#bytes += bytes + BARE_RECORD_BYTES
    this.#sketched.push(window)
    return true
  }

  /**
   * Describes the whole set, most closely where differences are most likely: filters of the newest items,
   * and windows that grow with the number of items newer than theirs. What lies in none is empty.
   */
  addOpening(): void {
    const rest: WindowRecord[] = [{ window: WHOLE, fingerprint: this.#view.fingerprint(WHOLE) }]
    const opening: { one: WindowRecord; isHot: boolean }[] = []
    let newer = 0
    for (let one = rest.pop(); one !== undefined; one = rest.pop()) {
      const { window, fingerprint } = one
      const limit = newer < HOT_ITEMS / 2 ? HOT_ITEMS - newer : GROWTH * newer
      if (fingerprint.count > limit && window.shift > 0) {
        const [left, right] = halvesOf(window)
        const ofLeft = this.#view.fingerprint(left)
        rest.push({ window: left, fingerprint: ofLeft }, { window: right, fingerprint: minus(fingerprint, ofLeft) })
      } else if (fingerprint.count > 0) {
        newer += fingerprint.count
        opening.push({ one, isHot: newer <= HOT_ITEMS })
      }
    }
    for (const { one, isHot } of opening.reverse()) {
      if (isHot) this.addFilter(one.window, one.fingerprint, 0)
      else this.addBare(one.window, one.fingerprint)
    }
  }

  /**
   * What the flight says. @param wanted keys of items that the peer has to send
   * @param presumed those of them that belong to windows of the sketch: it has them already
   */
  finish(wanted: readonly number[], presumed: readonly number[]): Content {
    const said = { records: this.#records, wanted }
    if (this.#sketched.length === 0) return said
    const columns = Math.min(MAX_COLUMNS, Math.max(1, Math.ceil(this.#cells / CELL_PLACES)))
    const sketch = new Sketch(sketchSalt(this.#place), columns)
    const windows = this.#sketched.sort((a, b) => startOf(a) - startOf(b))
    for (const window of windows) this.#view.sketch(sketch, window)
    for (const key of presumed) sketch.add(key)
    return { ...said, sketch: { columns, windows, cells: sketch.encode() } }
  }

  #hasRoom(waiting: number, records: number, more_bytes: number): boolean {
    const bytes = this.#bytes + more_bytes + (records + waiting) * BARE_RECORD_BYTES
    const count = this.#records.length + this.#sketched.length + records + waiting
    return bytes <= MAX_FLIGHT_BYTES && count <= MAX_RECORDS
  }

  #add(record: WindowRecord): void {
    this.#records.push(record)
    this.#bytes += recordBytes(record)
  }
}

/** Halves a window until no piece has more than `target` items. */
function divide(view: View, window: Window, mine: Fingerprint, target: number, into: WindowRecord[]): void {
  if (mine.count <= target || window.shift === 0) {
    into.push({ window, fingerprint: mine })
    return
  }
  const [left, right] = halvesOf(window)
  const ofLeft = view.fingerprint(left)
  divide(view, left, ofLeft, target, into)
  divide(view, right, minus(mine, ofLeft), target, into)
}
