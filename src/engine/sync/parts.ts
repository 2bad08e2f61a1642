/**
 * What a flight says, apart from events: cut into messages that fit a frame, and put together again within
 * its limits.
 */

import { concatBytes } from '../base/bytes.ts'
import type { Root } from './fingerprint.ts'
import { type AbortReason, type Flight, MAX_FLIGHT_BYTES, MAX_MESSAGE_BYTES } from './messages.ts'
import { MAX_RECORDS, recordBytes, type SketchPart, type WindowRecord } from './records.ts'
import { CELL_BYTES, CELL_PLACES, MAX_CELLS } from './sketch.ts'
import { endOf, startOf, type Window } from './window.ts'

/** A whole sketch: `3 · columns` cells. */
export type SketchRecord = Omit<SketchPart, 'from'>

/** One flight, without its events. */
export interface Content {
  readonly records: readonly WindowRecord[]
  readonly sketch?: SketchRecord
  /** Keys that the sketch before showed to be missing here. */
  readonly wanted: readonly number[]
}

export const NO_CONTENT: Content = { records: [], wanted: [] }

/** Header and root of a first part are below this. */
const HEADER_BYTES = 64
const WANTED_BYTES = 4
/** A window of a sketch takes at most so many. */
const WINDOW_BYTES = 9

interface Part {
  wanted?: Uint32Array
  sketch?: SketchPart
  readonly records: WindowRecord[]
}

/** Cuts the content of a flight into parts; always at least one. */
export function partsOf({ wanted, sketch, records }: Content): readonly Part[] {
  let part: Part = { records: [] }
  const parts = [part]
  let room = MAX_MESSAGE_BYTES - HEADER_BYTES
  const begin = (): void => {
    part = { records: [] }
    parts.push(part)
    room = MAX_MESSAGE_BYTES - HEADER_BYTES
  }
  for (let at = 0; at < wanted.length; at += part.wanted?.length ?? 0) {
    if (at > 0) begin()
    part.wanted = Uint32Array.from(wanted.slice(at, at + Math.floor(room / WANTED_BYTES)))
    room -= WANTED_BYTES * part.wanted.length
  }
  const cells = CELL_PLACES * (sketch?.columns ?? 0)
  for (let from = 0; sketch !== undefined && from < cells; ) {
    const windows = from === 0 ? sketch.windows : []
    const count = Math.min(cells - from, Math.floor((room - WINDOW_BYTES * windows.length) / CELL_BYTES))
    if (count > 0) {
      const bytes = sketch.cells.subarray(CELL_BYTES * from, CELL_BYTES * (from + count))
      part.sketch = { columns: sketch.columns, from, windows, cells: bytes }
      room -= CELL_BYTES * count + WINDOW_BYTES * windows.length
      from += count
    }
    if (from < cells) begin()
  }
  for (const record of records) {
    const size = recordBytes(record)
    if (size > room) begin()
    part.records.push(record)
    room -= size
  }
  return parts
}

/** What has come of one flight of the peer. */
export class Inbox {
  /** How many parts have come: the number of the next one. */
  parts = 0
  isComplete = false
  root: Root | undefined
  readonly #records: WindowRecord[] = []
  readonly #wanted: number[] = []
  #columns = 0
  #windows: readonly Window[] = []
  readonly #cells: Uint8Array[] = []
  #cellCount = 0
  #bytes = 0
  /** The first position after the windows so far. */
  #end = 0

  /** Takes the next part. @param bytes its encoded size @returns why the run must end, if it must */
  add(message: Flight, bytes: number): AbortReason | undefined {
    const { records, wanted, sketch, root, last } = message
    this.parts++
    this.#bytes += bytes
    const first = records[0]
    if (first !== undefined && startOf(first.window) < this.#end) return 'malformed'
    this.#records.push(...records)
    const final = records.at(-1)
    if (final !== undefined) this.#end = endOf(final.window)
    if (wanted !== undefined) this.#wanted.push(...wanted)
    const fits = sketch === undefined || this.#addSketch(sketch)
    if (this.#records.length > MAX_RECORDS || this.#bytes > MAX_FLIGHT_BYTES || this.#wanted.length > MAX_CELLS) {
      return 'limit'
    }
    this.root = root ?? this.root
    this.isComplete = last
    return fits && (!last || this.#isWhole()) ? undefined : 'malformed'
  }

  /** Of a complete flight. */
  content(): Content {
    const told = { records: this.#records, wanted: this.#wanted }
    if (this.#cellCount === 0) return told
    return { ...told, sketch: { columns: this.#columns, windows: this.#windows, cells: concatBytes(...this.#cells) } }
  }

  #addSketch({ columns, from, windows, cells }: SketchPart): boolean {
    if (from !== this.#cellCount || (from > 0 && columns !== this.#columns)) return false
    if (from === 0) {
      this.#columns = columns
      this.#windows = windows
    }
    this.#cells.push(cells)
    this.#cellCount += cells.length / CELL_BYTES
    return true
  }

  /** Says something, the sketch to its end, and nothing of a window twice. */
  #isWhole(): boolean {
    if (this.#cellCount !== CELL_PLACES * this.#columns) return false
    const sketched = this.#windows
    let next = 0
    for (const { window } of this.#records) {
      while (next < sketched.length && endOf(sketched[next] as Window) <= startOf(window)) next++
      if (next < sketched.length && startOf(sketched[next] as Window) < endOf(window)) return false
    }
    return this.#records.length + this.#cellCount + this.#wanted.length > 0 || this.root !== undefined
  }
}
