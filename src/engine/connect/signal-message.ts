/**
 * The three messages of signalling and their signed form.
 *
 * ```
 * plaintext = signature 64 ‖ body
 * ANNOUNCE  = CBOR [version, 1, from 32, session 16, created_at, transit prekey 32, seeking]
 * OFFER     = CBOR [version, 2, from 32, session 16, created_at, to 32, to session 16, nonce 16, description, transit prekey 32]
 * ANSWER    = CBOR [version, 3, from 32, session 16, created_at, to 32, to session 16, nonce 16, description]
 * signature = Ed25519(from, "sotto/v1/sdp" ‖ 0 ‖ network ‖ topic 32 ‖ body)
 * ```
 *
 * The topic is under the signature: what was said in one place cannot be repeated in another. A session
 * is 16 random bytes of one run of the sender: whatever names another one is stale. `created_at` strictly
 * increases within a session and is compared with nothing else: no clock decides anything (I8).
 */

import { concatBytes } from '../base/bytes.ts'
import { idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { AGREEMENT_KEY_BYTES } from '../crypto/agree.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { domain } from '../crypto/domains.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, sign, verifySync } from '../crypto/sign.ts'
import { SESSION_BYTES } from '../transit/connect-message.ts'
import { isBytes, isText, isUint, MAX_U48 } from '../transit/fields.ts'

const SIGNAL_VERSION = 1
export const LINK_NONCE_BYTES = 16
/** A session description is about 2 kB of ASCII; with this many bytes a message still fits into a payload. */
export const MAX_DESCRIPTION_BYTES = 28 * 1024

interface Said {
  readonly from: PeerId
  /** The sender's run. */
  readonly session: Uint8Array
  readonly created_at: number
}

interface Addressed {
  readonly to: PeerId
  readonly to_session: Uint8Array
  /** Names the link to be, chosen by its initiator. */
  readonly nonce: Uint8Array
  /** A WebRTC session description, opaque here. */
  readonly description: string
}

export interface Announcement extends Said {
  readonly kind: 'announce'
  /** The sender's newest: what its CONNECTs are to be sealed to. */
  readonly transit_prekey: Uint8Array
  /** The sender believes in none of its links: whoever still holds one to it may replace it. */
  readonly seeking: boolean
}

export interface Offer extends Said, Addressed {
  readonly kind: 'offer'
  readonly transit_prekey: Uint8Array
}

export interface Answer extends Said, Addressed {
  readonly kind: 'answer'
}

export type Signal = Announcement | Offer | Answer

export type SignalDecoding =
  | { readonly ok: true; readonly signal: Signal }
  | {
      readonly ok: false
      readonly reason: 'malformed' | 'unknown_version' | 'unknown_kind' | 'bad_signature' | 'echo' | 'not_for_us'
    }

const KIND = { announce: 1, offer: 2, answer: 3 } as const

/** What the sender signs. @param topic 32 bytes */
function signedBytes(network_id: NetworkId, topic: Uint8Array, body: Uint8Array): Uint8Array {
  return concatBytes(domain('sdp', idBytes(network_id)), topic, body)
}

function bodyOf(signal: Signal): CborValue {
  const { from, session, created_at } = signal
  const said = [SIGNAL_VERSION, KIND[signal.kind], idBytes(from), session, created_at]
  if (signal.kind === 'announce') return [...said, signal.transit_prekey, signal.seeking]
  const { to, to_session, nonce, description } = signal
  const addressed = [...said, idBytes(to), to_session, nonce, description]
  return signal.kind === 'offer' ? [...addressed, signal.transit_prekey] : addressed
}

/** The signed plaintext. @param seed of the Ed25519 key that `signal.from` is */
export function encodeSignal(signal: Signal, network_id: NetworkId, topic: Uint8Array, seed: Uint8Array): Uint8Array {
  const body = encodeCanonical(bodyOf(signal))
  return concatBytes(sign(seed, signedBytes(network_id, topic, body)), body)
}

function parseAnnouncement(said: Said, rest: readonly CborValue[]): Announcement | undefined {
  const [prekey, seeking] = rest
  if (rest.length !== 2 || !isBytes(prekey, AGREEMENT_KEY_BYTES) || typeof seeking !== 'boolean') return undefined
  return { kind: 'announce', ...said, transit_prekey: prekey, seeking }
}

function parseAddressed(said: Said, kind: 'offer' | 'answer', rest: readonly CborValue[]): Signal | undefined {
  const [to, to_session, nonce, description, prekey] = rest
  if (!isBytes(to, PUBLIC_KEY_BYTES) || !isBytes(to_session, SESSION_BYTES)) return undefined
  if (!isBytes(nonce, LINK_NONCE_BYTES) || !isText(description, MAX_DESCRIPTION_BYTES)) return undefined
  const addressed = { ...said, to: idFromBytes<PeerId>(to), to_session, nonce, description }
  if (kind === 'answer') return rest.length === 4 ? { kind, ...addressed } : undefined
  if (rest.length !== 5 || !isBytes(prekey, AGREEMENT_KEY_BYTES)) return undefined
  return { kind, ...addressed, transit_prekey: prekey }
}

function parseSignal(fields: readonly CborValue[]): Signal | 'unknown_kind' | undefined {
  const [, kind, from, session, created_at, ...rest] = fields
  if (!isBytes(from, PUBLIC_KEY_BYTES) || !isBytes(session, SESSION_BYTES) || !isUint(created_at, MAX_U48)) return
  const said: Said = { from: idFromBytes(from), session, created_at }
  if (kind === KIND.announce) return parseAnnouncement(said, rest)
  if (kind === KIND.offer) return parseAddressed(said, 'offer', rest)
  if (kind === KIND.answer) return parseAddressed(said, 'answer', rest)
  return isUint(kind, MAX_U48) ? 'unknown_kind' : undefined
}

/** What need not be verified, because the reader does nothing about it whoever said it. */
function isOfNoConcern(signal: Signal, reader: PeerId): 'echo' | 'not_for_us' | undefined {
  if (signal.from === reader) return 'echo'
  return signal.kind === 'answer' && signal.to !== reader ? 'not_for_us' : undefined
}

/**
 * Never throws. Shape first, then about 0.4 ms of signature.
 * @param reader leaves unverified, and refuses, its own messages and answers to others
 */
export function decodeSignal(
  plaintext: Uint8Array,
  network_id: NetworkId,
  topic: Uint8Array,
  reader?: PeerId,
): SignalDecoding {
  const body = plaintext.subarray(SIGNATURE_BYTES)
  const decoded = decodeCanonical(body)
  if (decoded === undefined || !Array.isArray(decoded.value)) return { ok: false, reason: 'malformed' }
  const fields: readonly CborValue[] = decoded.value
  if (fields[0] !== SIGNAL_VERSION) return { ok: false, reason: 'unknown_version' }
  const signal = parseSignal(fields)
  if (signal === undefined) return { ok: false, reason: 'malformed' }
  if (signal === 'unknown_kind') return { ok: false, reason: 'unknown_kind' }
  const reason = reader === undefined ? undefined : isOfNoConcern(signal, reader)
  if (reason !== undefined) return { ok: false, reason }
  const signature = plaintext.subarray(0, SIGNATURE_BYTES)
  const isSigned = verifySync(idBytes(signal.from), signedBytes(network_id, topic, body), signature)
  return isSigned ? { ok: true, signal } : { ok: false, reason: 'bad_signature' }
}
