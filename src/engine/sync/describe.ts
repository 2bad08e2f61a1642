/**
 * How one side describes windows of its set: bare fingerprints, Bloom filters, finer windows.
 *
 * {@link Description} collects the records of one flight and keeps its limits: what finds no room is named
 * by a bare fingerprint, so the peer goes on with it in its own flight.
 */

import { BloomFilter, type FilterPlace, type FilterShape, filterBytes, filterKey, MAX_FILTER_BYTES } from './bloom.ts'
import { type Fingerprint, minus } from './fingerprint.ts'
import { MAX_RECORDS, recordBytes, type WindowRecord } from './messages.ts'
import type { View } from './view.ts'
import { halvesOf, positionOf, startOf, WHOLE, type Window } from './window.ts'

export const MAX_FLIGHT_BYTES = 256 * 1024
/** What the headers of a flight's parts may take of it. */
const HEADERS_BYTES = 1024
/** The encoded size of a record without a filter is at most this. */
const BARE_RECORD_BYTES = 24
/** The newest so many items are described by a filter from the first flight on. */
const HOT_ITEMS = 64

/** Where a flight stands: its filters are keyed by it. */
export interface FlightPlace extends Omit<FilterPlace, 'index'> {
  readonly key: Uint8Array
}

export class Description {
  readonly records: WindowRecord[] = []
  readonly #view: View
  readonly #place: FlightPlace
  readonly #shape: FilterShape
  #bytes = HEADERS_BYTES

  /** @param place of the flight that the records are for */
  constructor(view: View, place: FlightPlace, shape: FilterShape) {
    this.#view = view
    this.#place = place
    this.#shape = shape
  }

  /** Windows are added in order. @param waiting how many more will need a record of this flight */
  addBare(window: Window, mine: Fingerprint): void {
    this.#add({ window, fingerprint: mine })
  }

  addFilter(window: Window, mine: Fingerprint, waiting: number): void {
    const size = filterBytes(mine.count, this.#shape)
    if (mine.count === 0 || size > MAX_FILTER_BYTES || !this.#hasRoom(waiting, 1, size)) {
      this.addBare(window, mine)
      return
    }
    const { key, ...place } = this.#place
    const ownKey = filterKey(key, { ...place, index: this.records.length })
    const filter = new BloomFilter(ownKey, new Uint8Array(size), this.#shape)
    this.#view.fill(filter, window)
    this.#add({ window, fingerprint: mine, filter: filter.bytes })
  }

  /** Divides a window into about so many pieces of like size, the empty ones included. */
  addPieces(window: Window, mine: Fingerprint, pieces: number, waiting: number): void {
    const records: WindowRecord[] = []
    divide(this.#view, window, mine, Math.ceil(mine.count / pieces), records)
    if (this.#hasRoom(waiting, records.length, 0)) for (const record of records) this.#add(record)
    else this.addBare(window, mine)
  }

  /**
   * Describes the whole set where differences are most likely: a filter of the newest items, and the
   * sibling windows on the way to them, whose sizes double with their age.
   */
  addOpening(): void {
    const { newest } = this.#view.set
    const position = newest === undefined ? 0 : positionOf(newest.created_at, newest.id[0] as number)
    this.#addSpine(WHOLE, this.#view.fingerprint(WHOLE), position)
  }

  #addSpine(window: Window, mine: Fingerprint, newest: number): void {
    if (mine.count <= HOT_ITEMS || window.shift === 0) {
      this.addFilter(window, mine, 0)
      return
    }
    const [left, right] = halvesOf(window)
    const ofLeft = this.#view.fingerprint(left)
    const ofRight = minus(mine, ofLeft)
    if (newest < startOf(right)) {
      this.#addSpine(left, ofLeft, newest)
      this.addBare(right, ofRight)
    } else {
      this.addBare(left, ofLeft)
      this.#addSpine(right, ofRight, newest)
    }
  }

  #hasRoom(waiting: number, records: number, filter: number): boolean {
    const bytes = this.#bytes + filter + (records + waiting) * BARE_RECORD_BYTES
    return bytes <= MAX_FLIGHT_BYTES && this.records.length + records + waiting <= MAX_RECORDS
  }

  #add(record: WindowRecord): void {
    this.records.push(record)
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
