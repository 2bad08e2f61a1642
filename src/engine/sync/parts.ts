/**
 * A flight in parts: cut into messages that fit a frame, and put together again within its limits.
 */

import { MAX_FLIGHT_BYTES } from './describe.ts'
import type { Root } from './fingerprint.ts'
import {
  type AbortReason,
  type Flight,
  MAX_MESSAGE_BYTES,
  MAX_RECORDS,
  recordBytes,
  type WindowRecord,
} from './messages.ts'
import { endOf, startOf } from './window.ts'

/** Header and root of a first part are below this. */
const HEADER_BYTES = 64

/** Cuts a flight into messages; always at least one. */
export function batchesOf(records: readonly WindowRecord[]): WindowRecord[][] {
  let batch: WindowRecord[] = []
  const batches = [batch]
  let bytes = HEADER_BYTES
  for (const record of records) {
    const size = recordBytes(record)
    if (bytes + size > MAX_MESSAGE_BYTES) {
      batch = []
      batches.push(batch)
      bytes = HEADER_BYTES
    }
    batch.push(record)
    bytes += size
  }
  return batches
}

/** What has come of one flight of the peer. */
export class Inbox {
  /** How many parts have come: the number of the next one. */
  parts = 0
  isComplete = false
  root: Root | undefined
  readonly records: WindowRecord[] = []
  #bytes = 0
  /** The first position after the windows so far. */
  #end = 0

  /** Takes the next part. @param bytes its encoded size @returns why the run must end, if it must */
  add(message: Flight, bytes: number): AbortReason | undefined {
    this.parts++
    this.#bytes += bytes
    const first = message.records[0]
    if (first !== undefined && startOf(first.window) < this.#end) return 'malformed'
    this.records.push(...message.records)
    const final = message.records.at(-1)
    if (final !== undefined) this.#end = endOf(final.window)
    if (this.records.length > MAX_RECORDS || this.#bytes > MAX_FLIGHT_BYTES) return 'limit'
    this.root = message.root ?? this.root
    this.isComplete = message.last
    return this.isComplete && this.records.length === 0 && this.root === undefined ? 'malformed' : undefined
  }
}
