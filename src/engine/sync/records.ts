/**
 * What a flight says, in bytes: roots, windows and what the sender has in them, keys it wants.
 *
 *   root   = count varint ‖ sum 16 (little-endian)
 *   wanted = count varint ‖ count × u32 (little-endian)
 *   sketch = columns varint ‖ from varint ‖ cells varint ‖ [windows varint ‖ window*, if from = 0] ‖ cells · 7
 *   record = window ‖ count varint ‖ [sum u48, if count > 0] ‖ [filter, ⌈12 · count / 8⌉ bytes]
 *   window = head u8 ‖ [gap varint]
 *   head   = 0x80 filter follows (in a record) | 0x40 gap present | shift 0 … 53
 *
 * A window begins where the one before it ended, rounded up to a multiple of its own size, plus `gap` times
 * that size: windows are sorted and disjoint because nothing else can be written. A sketch is of all its
 * windows together; `wanted` are keys that a sketch told its reader it lacks.
 */

import { type FilterShape, filterBytes, MAX_FILTER_BYTES } from './bloom.ts'
import { type Fingerprint, ROOT_SUM_BYTES, type Root, SUM_BYTES } from './fingerprint.ts'
import { CELL_BYTES, CELL_PLACES, MAX_CELLS, MAX_COLUMNS } from './sketch.ts'
import { endOf, MAX_SHIFT, startOf, type Window } from './window.ts'
import { type Reader, varintBytes, type Writer } from './wire.ts'

export const MAX_RECORDS = 4096
const HEAD_FILTER = 0x80
const HEAD_GAP = 0x40
const HEAD_SHIFT = 0x3f

/** What the sender has in one window, as a fingerprint and perhaps as a Bloom filter of the same items. */
export interface WindowRecord {
  readonly window: Window
  readonly fingerprint: Fingerprint
  /** Exactly `filterBytes(count)` bytes. */
  readonly filter?: Uint8Array
}

/** Some cells of a sketch, of all items in its windows. */
export interface SketchPart {
  /** A third of the number of cells of the whole sketch. */
  readonly columns: number
  /** The first of these cells. */
  readonly from: number
  /** With the first cell only: at least one. */
  readonly windows: readonly Window[]
  readonly cells: Uint8Array
}

export type RecordFault = 'malformed' | 'filter_too_large' | 'too_many_cells'

/** Upper bound of the encoded size of a record. */
export function recordBytes(record: WindowRecord): number {
  const gap = 8
  return 1 + gap + varintBytes(record.fingerprint.count) + SUM_BYTES + (record.filter?.length ?? 0)
}

export function writeRoot(writer: Writer, root: Root): void {
  writer.varint(root.count)
  for (const word of root.sum) writer.u32(word)
}

export function writeWanted(writer: Writer, wanted: Uint32Array): void {
  writer.varint(wanted.length)
  for (const key of wanted) writer.u32(key)
}

export function writeSketch(writer: Writer, { columns, from, windows, cells }: SketchPart): void {
  writer.varint(columns)
  writer.varint(from)
  writer.varint(cells.length / CELL_BYTES)
  if (from === 0) {
    writer.varint(windows.length)
    let cursor = 0
    for (const window of windows) {
      writeWindow(writer, window, cursor, 0)
      cursor = endOf(window)
    }
  }
  writer.raw(cells)
}

function writeWindow(writer: Writer, window: Window, cursor: number, more: number): void {
  const gap = window.prefix - Math.ceil(cursor / 2 ** window.shift)
  writer.u8(more | (gap > 0 ? HEAD_GAP : 0) | window.shift)
  if (gap > 0) writer.varint(gap)
}

export function writeRecord(writer: Writer, record: WindowRecord, cursor: number): void {
  const { window, fingerprint, filter } = record
  writeWindow(writer, window, cursor, filter === undefined ? 0 : HEAD_FILTER)
  writer.varint(fingerprint.count)
  if (fingerprint.count > 0) writer.u48(fingerprint.sum)
  if (filter !== undefined) writer.raw(filter)
}

export function readRoot(reader: Reader): Root {
  const count = reader.varint()
  const bytes = reader.raw(ROOT_SUM_BYTES)
  const sum = new Uint32Array(4)
  bytes.forEach((byte, i) => {
    sum[i >>> 2] = (sum[i >>> 2] as number) | (byte << (8 * (i & 3)))
  })
  return { count, sum }
}

export function readWanted(reader: Reader): Uint32Array | 'too_many_cells' {
  const count = reader.varint()
  if (count > MAX_CELLS) return 'too_many_cells'
  if (count === 0) reader.fail()
  const bytes = reader.raw(4 * count)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, i) => view.getUint32(4 * i, true))
}

export function readSketch(reader: Reader): SketchPart | 'too_many_cells' {
  const columns = reader.varint()
  const from = reader.varint()
  const count = reader.varint()
  if (columns > MAX_COLUMNS) return 'too_many_cells'
  if (count === 0 || from + count > CELL_PLACES * columns) reader.fail()
  const windows: Window[] = []
  if (from === 0) {
    const listed = reader.varint()
    if (listed === 0 || listed > MAX_RECORDS) reader.fail()
    for (let cursor = 0; windows.length < listed && !reader.failed; ) {
      const head = reader.u8()
      const window = readWindow(reader, head, cursor)
      if (head >= HEAD_FILTER || window === undefined) reader.fail()
      else {
        windows.push(window)
        cursor = endOf(window)
      }
    }
  }
  return { columns, from, windows, cells: reader.raw(CELL_BYTES * count) }
}

/** The window after `cursor` that a head and its gap name. */
function readWindow(reader: Reader, head: number, cursor: number): Window | undefined {
  const shift = head & HEAD_SHIFT
  if (shift > MAX_SHIFT) return undefined
  const gap = (head & HEAD_GAP) === 0 ? 0 : reader.varint()
  if ((head & HEAD_GAP) !== 0 && gap === 0) return undefined
  const window = { shift, prefix: Math.ceil(cursor / 2 ** shift) + gap }
  return startOf(window) >= 2 ** MAX_SHIFT ? undefined : window
}

export function readRecord(reader: Reader, cursor: number, shape: FilterShape): WindowRecord | RecordFault {
  const head = reader.u8()
  const window = readWindow(reader, head, cursor)
  if (window === undefined) return 'malformed'
  const count = reader.varint()
  const fingerprint = { count, sum: count > 0 ? reader.u48() : 0 }
  if ((head & HEAD_FILTER) === 0) return { window, fingerprint }
  if (count === 0) return 'malformed'
  const size = filterBytes(count, shape)
  if (size > MAX_FILTER_BYTES) return 'filter_too_large'
  return { window, fingerprint, filter: reader.raw(size) }
}
