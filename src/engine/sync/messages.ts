/**
 * The two messages of reconciliation and their codec.
 *
 *   FLIGHT = 1 ‖ scope u8 ‖ run varint ‖ flight u8 ‖ part u8 ‖ flags u8 ‖ [events varint] ‖ [root] ‖ record*
 *   flags  = 1 last part of the flight | 2 events present | 4 root present
 *   root   = count varint ‖ sum 16 (little-endian)
 *   record = head u8 ‖ [gap varint] ‖ count varint ‖ [sum u48, if count > 0] ‖ [filter, ⌈12 · count / 8⌉ bytes]
 *   head   = 0x80 filter follows | 0x40 gap present | shift 0 … 53
 *   ABORT  = 2 ‖ scope u8 ‖ run varint ‖ reason u8
 *
 * The window of a record begins where the one before it ended, rounded up to a multiple of its own size,
 * plus `gap` times that size: records are sorted and disjoint because nothing else can be written. The two
 * ends take turns; a turn is a flight, in parts that fit a frame. ROOT and OPEN of the design are flights 0
 * without and with records, REPLY is every later one, and MINE, SPLIT and BLOOM are its records.
 *
 * Decoding never throws, copies no payload and allocates no more than the message is long.
 */

import { FILTER_SHAPE, type FilterShape, filterBytes, MAX_FILTER_BYTES } from './bloom.ts'
import { type Fingerprint, ROOT_SUM_BYTES, type Root, SUM_BYTES } from './fingerprint.ts'
import { endOf, MAX_SHIFT, startOf, type Window } from './window.ts'
import { Reader, varintBytes, Writer } from './wire.ts'

/** Leaves room in a frame of 64 KiB for what the transit layer adds. */
export const MAX_MESSAGE_BYTES = 60 * 1024
export const MAX_RECORDS = 4096
const MAX_RUN = 2 ** 32 - 1

const TAG_FLIGHT = 1
const TAG_ABORT = 2
const FLAG_LAST = 1
const FLAG_EVENTS = 2
const FLAG_ROOT = 4
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

export interface Flight {
  readonly kind: 'flight'
  readonly scope: number
  /** Numbers the runs of one link and scope, from 1. */
  readonly run: number
  /** From 0; even ones are the initiator's. */
  readonly flight: number
  /** Number of this message within its flight, from 0. */
  readonly part: number
  readonly last: boolean
  /** How many events follow before the last part. */
  readonly events: number
  readonly root?: Root
  readonly records: readonly WindowRecord[]
}

const ABORT_REASONS = ['malformed', 'limit', 'out_of_turn', 'flights', 'dropped', 'asked_too_much', 'closed'] as const
/** On the wire as the index. */
export type AbortReason = (typeof ABORT_REASONS)[number]

export interface Abort {
  readonly kind: 'abort'
  readonly scope: number
  readonly run: number
  readonly reason: AbortReason
}

export type SyncMessage = Flight | Abort

export type MessageFault = 'too_large' | 'malformed' | 'unknown_tag' | 'too_many_records' | 'filter_too_large'

export type Decoded =
  | { readonly ok: true; readonly message: SyncMessage }
  | { readonly ok: false; readonly fault: MessageFault }

/** Upper bound of the encoded size of a record. */
export function recordBytes(record: WindowRecord): number {
  const gap = 8
  return 1 + gap + varintBytes(record.fingerprint.count) + SUM_BYTES + (record.filter?.length ?? 0)
}

export function encodeAbort(abort: Omit<Abort, 'kind'>): Uint8Array {
  const writer = new Writer()
  writer.u8(TAG_ABORT)
  writer.u8(abort.scope)
  writer.varint(abort.run)
  writer.u8(ABORT_REASONS.indexOf(abort.reason))
  return writer.finish()
}

/** @param flight its records sorted and disjoint, the whole at most {@link MAX_MESSAGE_BYTES} */
export function encodeFlight(flight: Omit<Flight, 'kind'>): Uint8Array {
  const { events, root } = flight
  const writer = new Writer()
  writer.u8(TAG_FLIGHT)
  writer.u8(flight.scope)
  writer.varint(flight.run)
  writer.u8(flight.flight)
  writer.u8(flight.part)
  writer.u8((flight.last ? FLAG_LAST : 0) | (events > 0 ? FLAG_EVENTS : 0) | (root === undefined ? 0 : FLAG_ROOT))
  if (events > 0) writer.varint(events)
  if (root !== undefined) {
    writer.varint(root.count)
    for (const word of root.sum) for (let shift = 0; shift < 32; shift += 8) writer.u8((word >>> shift) & 0xff)
  }
  let cursor = 0
  for (const record of flight.records) {
    writeRecord(writer, record, cursor)
    cursor = endOf(record.window)
  }
  return writer.finish()
}

function writeRecord(writer: Writer, record: WindowRecord, cursor: number): void {
  const { window, fingerprint, filter } = record
  const gap = window.prefix - Math.ceil(cursor / 2 ** window.shift)
  writer.u8((filter === undefined ? 0 : HEAD_FILTER) | (gap > 0 ? HEAD_GAP : 0) | window.shift)
  if (gap > 0) writer.varint(gap)
  writer.varint(fingerprint.count)
  if (fingerprint.count > 0) writer.u48(fingerprint.sum)
  if (filter !== undefined) writer.raw(filter)
}

/** @param bytes kept: filters of the result are views of it */
export function decodeMessage(bytes: Uint8Array, shape: FilterShape = FILTER_SHAPE): Decoded {
  if (bytes.length > MAX_MESSAGE_BYTES) return { ok: false, fault: 'too_large' }
  const reader = new Reader(bytes)
  const tag = reader.u8()
  if (tag === TAG_FLIGHT) return readFlight(reader, shape)
  if (tag === TAG_ABORT) return readAbort(reader)
  return { ok: false, fault: bytes.length === 0 ? 'malformed' : 'unknown_tag' }
}

const MALFORMED: Decoded = { ok: false, fault: 'malformed' }

function readAbort(reader: Reader): Decoded {
  const scope = reader.u8()
  const run = reader.varint()
  const reason = ABORT_REASONS[reader.u8()]
  if (reader.failed || !reader.atEnd || run === 0 || run > MAX_RUN || reason === undefined) return MALFORMED
  return { ok: true, message: { kind: 'abort', scope, run, reason } }
}

function readFlight(reader: Reader, shape: FilterShape): Decoded {
  const scope = reader.u8()
  const run = reader.varint()
  const flight = reader.u8()
  const part = reader.u8()
  const flags = reader.u8()
  if (run === 0 || run > MAX_RUN || flags > (FLAG_LAST | FLAG_EVENTS | FLAG_ROOT)) return MALFORMED
  const events = (flags & FLAG_EVENTS) === 0 ? 0 : reader.varint()
  if ((flags & FLAG_EVENTS) !== 0 && events === 0) return MALFORMED
  const root = (flags & FLAG_ROOT) === 0 ? undefined : readRoot(reader)
  const records: WindowRecord[] = []
  for (let cursor = 0; !reader.failed && !reader.atEnd; ) {
    if (records.length === MAX_RECORDS) return { ok: false, fault: 'too_many_records' }
    const record = readRecord(reader, cursor, shape)
    if (typeof record === 'string') return { ok: false, fault: record }
    records.push(record)
    cursor = endOf(record.window)
  }
  if (reader.failed) return MALFORMED
  const last = (flags & FLAG_LAST) !== 0
  const message = { kind: 'flight' as const, scope, run, flight, part, last, events, records }
  return { ok: true, message: root === undefined ? message : { ...message, root } }
}

function readRoot(reader: Reader): Root {
  const count = reader.varint()
  const bytes = reader.raw(ROOT_SUM_BYTES)
  const sum = new Uint32Array(4)
  bytes.forEach((byte, i) => {
    sum[i >>> 2] = (sum[i >>> 2] as number) | (byte << (8 * (i & 3)))
  })
  return { count, sum }
}

function readRecord(reader: Reader, cursor: number, shape: FilterShape): WindowRecord | MessageFault {
  const head = reader.u8()
  const shift = head & HEAD_SHIFT
  if (shift > MAX_SHIFT) return 'malformed'
  const gap = (head & HEAD_GAP) === 0 ? 0 : reader.varint()
  if ((head & HEAD_GAP) !== 0 && gap === 0) return 'malformed'
  const window = { shift, prefix: Math.ceil(cursor / 2 ** shift) + gap }
  if (startOf(window) >= 2 ** MAX_SHIFT) return 'malformed'
  const count = reader.varint()
  const fingerprint = { count, sum: count > 0 ? reader.u48() : 0 }
  if ((head & HEAD_FILTER) === 0) return { window, fingerprint }
  if (count === 0) return 'malformed'
  const size = filterBytes(count, shape)
  if (size > MAX_FILTER_BYTES) return 'filter_too_large'
  return { window, fingerprint, filter: reader.raw(size) }
}
