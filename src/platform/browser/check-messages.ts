/**
 * Events on their way to another worker and back: all of them in one buffer, which changes hands without being
 * copied, so that what comes back is what was checked and nobody could change it meanwhile. Both ends are of one
 * build, so nothing here is checked.
 *
 * ```
 * packed = events, each: length u32 | bytes
 * hashes = for each event that is good, in their order: SHA-256 of its body 32 | id 32
 * ```
 */

import { must } from '../../engine/base/errors.ts'
import type { DropReason } from '../../engine/base/outcome.ts'
import type { CheckedEvent } from '../../engine/base/ports.ts'

/** To the worker. */
export interface CheckMessage {
  readonly call: number
  /** 32 bytes. */
  readonly network: Uint8Array
  readonly packed: ArrayBuffer
}

/** And back, in whatever order. */
export interface CheckedMessage {
  readonly call: number
  readonly packed: ArrayBuffer
  readonly hashes: ArrayBuffer
  /** One for each event; empty for one that is good. */
  readonly reasons: readonly (DropReason | '')[]
}

const LENGTH_BYTES = 4
const HASH_BYTES = 32

export function packEvents(events: readonly Uint8Array[]): ArrayBuffer {
  let size = 0
  for (const event of events) size += LENGTH_BYTES + event.length
  const buffer = new ArrayBuffer(size)
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer)
  let at = 0
  for (const event of events) {
    view.setUint32(at, event.length)
    bytes.set(event, at + LENGTH_BYTES)
    at += LENGTH_BYTES + event.length
  }
  return buffer
}

/** Views of `buffer`. */
export function unpackEvents(buffer: ArrayBuffer): Uint8Array[] {
  const view = new DataView(buffer)
  const events: Uint8Array[] = []
  for (let at = 0; at < buffer.byteLength; ) {
    const length = view.getUint32(at)
    events.push(new Uint8Array(buffer, at + LENGTH_BYTES, length))
    at += LENGTH_BYTES + length
  }
  return events
}

/** @param packed of which `checked` holds views */
export function packChecked(
  call: number,
  packed: ArrayBuffer,
  checked: readonly (CheckedEvent | DropReason)[],
): CheckedMessage {
  const good = checked.filter((one) => typeof one !== 'string')
  const hashes = new Uint8Array(2 * HASH_BYTES * good.length)
  for (const [i, { bodyHash, id }] of good.entries()) {
    hashes.set(bodyHash, 2 * HASH_BYTES * i)
    hashes.set(id, 2 * HASH_BYTES * i + HASH_BYTES)
  }
  const reasons = checked.map((one) => (typeof one === 'string' ? one : ''))
  return { call, packed, hashes: hashes.buffer, reasons }
}

/** Each event in bytes of its own: one that is kept keeps no others. */
export function parseChecked({ packed, hashes, reasons }: CheckedMessage): readonly (CheckedEvent | DropReason)[] {
  const events = unpackEvents(packed)
  let at = 0
  const hash = (): Uint8Array => {
    at += HASH_BYTES
    return new Uint8Array(hashes.slice(at - HASH_BYTES, at))
  }
  return reasons.map((reason, i) => {
    if (reason !== '') return reason
    return { bytes: must(events[i], 'an event').slice(), bodyHash: hash(), id: hash() } as CheckedEvent
  })
}
