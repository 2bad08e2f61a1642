/** Bytes that are no events, or no longer: what a broken or hostile peer puts between good ones. */

import { MAX_EVENT_BYTES } from '../engine/crypto/envelope.ts'
import type { Prng } from '../platform/sim/prng.ts'

export interface Damaged {
  readonly bytes: Uint8Array
  /** What must become of it. */
  readonly outcome: string
}

/** One of each kind of damage to a good event that is one byte array. */
export function damaged(event: Uint8Array, prng: Prng): readonly Damaged[] {
  const longer = new Uint8Array(event.length + 1)
  longer.set(event)
  const changed = (at: number, value: number) => event.map((byte, i) => (i === at ? value : byte))
  return [
    { bytes: new Uint8Array(0), outcome: 'dropped.too_short' },
    { bytes: event.slice(0, 2), outcome: 'dropped.too_short' },
    { bytes: event.slice(0, 100), outcome: 'dropped.too_short' },
    { bytes: event.slice(0, -1), outcome: 'dropped.length_mismatch' },
    { bytes: longer, outcome: 'dropped.length_mismatch' },
    { bytes: new Uint8Array(MAX_EVENT_BYTES + 1), outcome: 'dropped.too_large' },
    { bytes: changed(0, 9), outcome: 'dropped.unknown_version' },
    { bytes: changed(1, 9), outcome: 'dropped.unknown_version' },
    { bytes: changed(2, 0), outcome: 'dropped.kind_mismatch' },
    { bytes: changed(event.length - 1, (event.at(-1) ?? 0) ^ 1), outcome: 'dropped.bad_signature' },
    { bytes: prng.bytes(200).fill(9, 0, 2), outcome: 'dropped.unknown_version' },
  ]
}
