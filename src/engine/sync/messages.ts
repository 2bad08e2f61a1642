/**
 * The two messages of reconciliation and their codec.
 *
 *   FLIGHT = 1 ‖ scope u8 ‖ run varint ‖ flight u8 ‖ part u8 ‖ flags u8
 *            ‖ [events varint] ‖ [root] ‖ [wanted] ‖ [sketch] ‖ record*
 *   flags  = 1 last part of the flight | 2 events | 4 root | 8 wanted | 16 sketch present
 *   ABORT  = 2 ‖ scope u8 ‖ run varint ‖ reason u8
 *
 * Roots, keys, sketches and records are in `records.ts`. The two ends take turns; a turn is a flight, in
 * parts that fit a frame. ROOT and OPEN of the design are flights 0 without and with records, REPLY is every
 * later one, and MINE, SPLIT and BLOOM are its records.
 *
 * Decoding never throws, copies no payload and allocates no more than the message is long.
 */

import { FILTER_SHAPE, type FilterShape } from './bloom.ts'
import type { Root } from './fingerprint.ts'
import {
  MAX_RECORDS,
  type RecordFault,
  readRecord,
  readRoot,
  readSketch,
  readWanted,
  type SketchPart,
  type WindowRecord,
  writeRecord,
  writeRoot,
  writeSketch,
  writeWanted,
} from './records.ts'
import { endOf } from './window.ts'
import { Reader, Writer } from './wire.ts'

/** Leaves room in a frame of 64 KiB for what the transit layer adds. */
export const MAX_MESSAGE_BYTES = 60 * 1024
export const MAX_FLIGHT_BYTES = 256 * 1024
const MAX_RUN = 2 ** 32 - 1

const TAG_FLIGHT = 1
const TAG_ABORT = 2
const FLAG_LAST = 1
const FLAG_EVENTS = 2
const FLAG_ROOT = 4
const FLAG_WANTED = 8
const FLAG_SKETCH = 16
const ALL_FLAGS = 31

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
  /** Keys whose items the sender lacks. */
  readonly wanted?: Uint32Array
  readonly sketch?: SketchPart
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

export type MessageFault = RecordFault | 'too_large' | 'unknown_tag' | 'too_many_records'

export type Decoded =
  | { readonly ok: true; readonly message: SyncMessage }
  | { readonly ok: false; readonly fault: MessageFault }

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
  const { events, root, wanted, sketch } = flight
  const writer = new Writer()
  writer.u8(TAG_FLIGHT)
  writer.u8(flight.scope)
  writer.varint(flight.run)
  writer.u8(flight.flight)
  writer.u8(flight.part)
  const told = (root === undefined ? 0 : FLAG_ROOT) | (wanted === undefined ? 0 : FLAG_WANTED)
  const flags = (flight.last ? FLAG_LAST : 0) | (events > 0 ? FLAG_EVENTS : 0) | told
  writer.u8(flags | (sketch === undefined ? 0 : FLAG_SKETCH))
  if (events > 0) writer.varint(events)
  if (root !== undefined) writeRoot(writer, root)
  if (wanted !== undefined) writeWanted(writer, wanted)
  if (sketch !== undefined) writeSketch(writer, sketch)
  let cursor = 0
  for (const record of flight.records) {
    writeRecord(writer, record, cursor)
    cursor = endOf(record.window)
  }
  return writer.finish()
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
  if (run === 0 || run > MAX_RUN || flags > ALL_FLAGS) return MALFORMED
  const events = (flags & FLAG_EVENTS) === 0 ? 0 : reader.varint()
  if ((flags & FLAG_EVENTS) !== 0 && events === 0) return MALFORMED
  const root = (flags & FLAG_ROOT) === 0 ? undefined : readRoot(reader)
  const wanted = (flags & FLAG_WANTED) === 0 ? undefined : readWanted(reader)
  const sketch = (flags & FLAG_SKETCH) === 0 ? undefined : readSketch(reader)
  if (typeof wanted === 'string' || typeof sketch === 'string') return { ok: false, fault: 'too_many_cells' }
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
  const told = { ...(root && { root }), ...(wanted && { wanted }), ...(sketch && { sketch }) }
  return { ok: true, message: { kind: 'flight', scope, run, flight, part, last, events, ...told, records } }
}
