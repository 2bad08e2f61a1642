/**
 * What rendezvous servers carry: one signed message, padded to one of five sizes and sealed.
 *
 * ```
 * payload = nonce 24 ‖ XChaCha20-Poly1305(seal_key, nonce, ad = topic 32, padded) ‖ tag 16    2, 4, 8, 16 or 32 KiB
 * padded  = plaintext ‖ 0x80 ‖ zeros                                                          ISO/IEC 7816-4
 * ```
 *
 * To a server every payload is random bytes of one of those sizes. Not `crypto/padding.ts`: its lengths
 * are many, here an announcement and an answer should look the same.
 */

import { concatBytes } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { decodeSignal, encodeSignal, type Signal, type SignalDecoding } from './signal-message.ts'
import type { MeetingPlace } from './topics.ts'

const KIB = 1024
export const PAYLOAD_SIZES_BYTES: readonly number[] = [2 * KIB, 4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB]
const OVERHEAD_BYTES = AEAD_NONCE_BYTES + AEAD_TAG_BYTES
const MARK = 0x80

export type SignalFailure =
  | Extract<SignalDecoding, { ok: false }>['reason']
  | 'wrong_size'
  | 'not_sealed'
  | 'bad_padding'

export type SignalOpening =
  | { readonly ok: true; readonly signal: Signal }
  | { readonly ok: false; readonly reason: SignalFailure }

/** Whether {@link sealSignal} would find a size for a message of this many bytes, signature included. */
function sizeFor(plaintext_bytes: number): number | undefined {
  return PAYLOAD_SIZES_BYTES.find((size) => plaintext_bytes + 1 + OVERHEAD_BYTES <= size)
}

function pad(plaintext: Uint8Array, length: number): Uint8Array {
  const padded = new Uint8Array(length)
  padded.set(plaintext)
  padded[plaintext.length] = MARK
  return padded
}

function unpad(padded: Uint8Array): Uint8Array | undefined {
  let at = padded.length - 1
  while (at >= 0 && padded[at] === 0) at--
  return padded[at] === MARK ? padded.subarray(0, at) : undefined
}

/**
 * @param seed of the Ed25519 key that `signal.from` is
 * @throws InvariantError for a message that fits into no payload: a description of more than 28 KiB
 */
export function sealSignal(
  random: Random,
  network_id: NetworkId,
  place: MeetingPlace,
  seed: Uint8Array,
  signal: Signal,
): Uint8Array {
  const topic = idBytes(place.topic)
  const plaintext = encodeSignal(signal, network_id, topic, seed)
  const size = must(sizeFor(plaintext.length), 'a payload size for this message')
  const nonce = random.bytes(AEAD_NONCE_BYTES)
  return concatBytes(nonce, sealAead(place.seal_key, nonce, pad(plaintext, size - OVERHEAD_BYTES), topic))
}

/**
 * Never throws; whatever a server or a stranger sends is answered with a reason.
 * @param reader see {@link decodeSignal}
 */
export function openSignal(
  network_id: NetworkId,
  place: MeetingPlace,
  payload: Uint8Array,
  reader?: PeerId,
): SignalOpening {
  if (!PAYLOAD_SIZES_BYTES.includes(payload.length)) return { ok: false, reason: 'wrong_size' }
  const topic = idBytes(place.topic)
  const nonce = payload.subarray(0, AEAD_NONCE_BYTES)
  const padded = openAead(place.seal_key, nonce, payload.subarray(AEAD_NONCE_BYTES), topic)
  if (padded === undefined) return { ok: false, reason: 'not_sealed' }
  const plaintext = unpad(padded)
  if (plaintext === undefined) return { ok: false, reason: 'bad_padding' }
  return decodeSignal(plaintext, network_id, topic, reader)
}
