/**
 * What one side says to the other's records: which events to send and which records to send back.
 *
 * Pure: a function of the set as it is now and of one flight. Nothing is remembered between flights, so
 * events that arrive in the middle of a run only make one more difference to be found.
 *
 * For each window that the peer described:
 *   1. what its filter lacks, or everything where it has nothing, is sent;
 *   2. if the window is then equal on both sides, nothing more is said about it;
 *   3. otherwise it is described back: by a Bloom filter when it is small, in about 16 pieces when it is
 *      large, by a bare fingerprint when the flight is full, so that the peer goes on with it.
 */

import { BloomFilter, type FilterPlace, type FilterShape, filterBytes, filterKey, MAX_FILTER_BYTES } from './bloom.ts'
import { type Fingerprint, minus, plus, sameFingerprint } from './fingerprint.ts'
import { MAX_RECORDS, recordBytes, type WindowRecord } from './messages.ts'
import { SyncSet } from './set.ts'
import type { View } from './view.ts'
import { halvesOf, type Window } from './window.ts'

export const MAX_FLIGHT_BYTES = 256 * 1024
/** What the headers of a flight's parts may take of it. */
const HEADERS_BYTES = 1024
/** The encoded size of a record without a filter is at most this. */
const BARE_RECORD_BYTES = 24

/** Both ends must use the same filter shape; the rest is each side's own business. */
export interface Tuning {
  readonly shape: FilterShape
  /** Windows of at most so many items are described by a filter. */
  readonly filterItems: number
  /** Larger ones are divided into about so many pieces of like size. */
  readonly pieces: number
}

/** Where the answer stands: filters are keyed by it. */
export interface AnswerPlace {
  readonly key: Uint8Array
  /** Of the peer's flight; the answer is the next one. */
  readonly place: Omit<FilterPlace, 'index'>
}

export interface Answer {
  readonly records: readonly WindowRecord[]
  /** What to send: a snapshot. */
  readonly events: SyncSet
}

export function answer(view: View, theirs: readonly WindowRecord[], at: AnswerPlace, tuning: Tuning): Answer {
  const events = new SyncSet()
  const reply = new Reply(view, at, tuning)
  theirs.forEach((record, index) => {
    const { window } = record
    let known = record.fingerprint
    if (record.filter !== undefined) {
      const key = filterKey(at.key, { ...at.place, index })
      known = plus(known, view.copyMissing(window, new BloomFilter(key, record.filter, tuning.shape), events))
    } else if (known.count === 0) {
      view.copyAll(window, events)
      return
    }
    const mine = view.fingerprint(window)
    if (!sameFingerprint(mine, known)) reply.describe(window, mine, theirs.length - index - 1)
  })
  return { records: reply.records, events }
}

/** Collects the records of a flight within its limits. */
class Reply {
  readonly records: WindowRecord[] = []
  readonly #view: View
  readonly #at: AnswerPlace
  readonly #tuning: Tuning
  #bytes = 0

  constructor(view: View, at: AnswerPlace, tuning: Tuning) {
    this.#view = view
    this.#at = at
    this.#tuning = tuning
  }

  /** @param waiting how many windows still have to find room in this flight */
  describe(window: Window, mine: Fingerprint, waiting: number): void {
    const bare: WindowRecord = { window, fingerprint: mine }
    if (mine.count === 0) this.#add([bare])
    else if (mine.count <= this.#tuning.filterItems || window.shift === 0) {
      this.#add(
        this.#hasRoom(waiting, 1, filterBytes(mine.count, this.#tuning.shape)) ? [this.#filtered(bare)] : [bare],
      )
    } else {
      const pieces: WindowRecord[] = []
      divide(this.#view, window, mine, Math.ceil(mine.count / this.#tuning.pieces), pieces)
      this.#add(this.#hasRoom(waiting, pieces.length, 0) ? pieces : [bare])
    }
  }

  #hasRoom(waiting: number, records: number, filter: number): boolean {
    const bytes = HEADERS_BYTES + this.#bytes + filter + (records + waiting) * BARE_RECORD_BYTES
    return (
      filter <= MAX_FILTER_BYTES && bytes <= MAX_FLIGHT_BYTES && this.records.length + records + waiting <= MAX_RECORDS
    )
  }

  #filtered(record: WindowRecord): WindowRecord {
    const { shape } = this.#tuning
    const { key, place } = this.#at
    const filterAt = { ...place, flight: place.flight + 1, index: this.records.length }
    const bytes = new Uint8Array(filterBytes(record.fingerprint.count, shape))
    const filter = new BloomFilter(filterKey(key, filterAt), bytes, shape)
    this.#view.fill(filter, record.window)
    return { ...record, filter: filter.bytes }
  }

  #add(records: readonly WindowRecord[]): void {
    for (const record of records) {
      this.records.push(record)
      this.#bytes += recordBytes(record)
    }
  }
}

/** Halves a window until no piece has more than `target` items; pieces come in order, empty ones included. */
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
