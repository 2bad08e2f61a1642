/**
 * Sealed frames, everything a link carries after its handshake:
 *
 * ```
 * frame = counter u48 ‖ XChaCha20-Poly1305(key of the direction, nonce, ad, plaintext) ‖ tag 16     ≤ 64 KiB
 * nonce = direction 1 ‖ 17 zero bytes ‖ counter u48          ad = "sotto/v1/transit" ‖ 0 ‖ network
 * ```
 *
 * The counter starts at 1 and strictly increases, so a nonce never repeats under its key and a frame is
 * processed at most once. Gaps are allowed and reported. 2^48 frames outlast any link: no rekeying.
 */

import { concatBytes } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'
import { idBytes } from '../base/ids.ts'
import { MAX_FRAME_BYTES } from '../base/ports.ts'
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { domain } from '../crypto/domains.ts'
import { MAX_U48 } from './fields.ts'
import type { FrameKeys } from './keys.ts'

export const COUNTER_BYTES = 6
/** What fits into one frame. */
export const MAX_PLAINTEXT_BYTES = MAX_FRAME_BYTES - COUNTER_BYTES - AEAD_TAG_BYTES

export type FrameFailure = 'frame_too_short' | 'frame_too_large' | 'frame_not_newer' | 'frame_not_sealed'

export type FrameOpening =
  | {
      readonly ok: true
      readonly plaintext: Uint8Array
      /** Frames the sender numbered between this one and the one before: 0 on a carrier that keeps its word. */
      readonly skipped: number
    }
  | { readonly ok: false; readonly reason: FrameFailure }

export interface Transit {
  /** @param plaintext at most {@link MAX_PLAINTEXT_BYTES} @throws InvariantError beyond that */
  seal(plaintext: Uint8Array): Uint8Array
  /** Never throws. A frame that does not open changes nothing. */
  open(frame: Uint8Array): FrameOpening
}

function counterBytes(counter: number): Uint8Array {
  const bytes = new Uint8Array(COUNTER_BYTES)
  let rest = counter
  for (let i = COUNTER_BYTES - 1; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

function readCounter(frame: Uint8Array): number {
  return frame.subarray(0, COUNTER_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
}

function nonceOf(direction: number, counter: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(AEAD_NONCE_BYTES)
  nonce[0] = direction
  nonce.set(counter, AEAD_NONCE_BYTES - COUNTER_BYTES)
  return nonce
}

export function createTransit(keys: FrameKeys): Transit {
  const ad = domain('transit', idBytes(keys.network_id))
  const [outward, inward] = keys.role === 'initiator' ? [1, 2] : [2, 1]
  let sent = 0
  let received = 0

  return {
    seal(plaintext) {
      assert(plaintext.length <= MAX_PLAINTEXT_BYTES, 'a plaintext fits into one frame')
      assert(sent < MAX_U48, 'a link has fewer than 2^48 frames')
      const counter = counterBytes(++sent)
      return concatBytes(counter, sealAead(keys.send, nonceOf(outward, counter), plaintext, ad))
    },

    open(frame) {
      if (frame.length > MAX_FRAME_BYTES) return { ok: false, reason: 'frame_too_large' }
      if (frame.length < COUNTER_BYTES + AEAD_TAG_BYTES) return { ok: false, reason: 'frame_too_short' }
      const counter = readCounter(frame)
      if (counter <= received) return { ok: false, reason: 'frame_not_newer' }
      const nonce = nonceOf(inward, frame.subarray(0, COUNTER_BYTES))
      const plaintext = openAead(keys.receive, nonce, frame.subarray(COUNTER_BYTES), ad)
      if (plaintext === undefined) return { ok: false, reason: 'frame_not_sealed' }
      const skipped = counter - received - 1
      received = counter
      return { ok: true, plaintext, skipped }
    },
  }
}
