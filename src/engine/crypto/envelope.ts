/**
 * The envelope: how an event is laid out in bytes, stored and sent. Big-endian throughout.
 *
 * ```
 * event   = form 1 | header | signature 64 | (form 1, whole: body; form 2, husk: SHA-256(body) 32)
 * header  = version 1 | kind 1 | author 32 | seq u32 | prev 32 | created_at u48
 *           | [kinds 2, 3: epoch_id 32 | nonce 24] | body_len u24
 * signed  = "…/event" ‖ 0x00 ‖ network 32 ‖ header ‖ SHA-256(body)
 * id      = SHA-256("…/id" ‖ 0x00 ‖ network 32 ‖ header ‖ SHA-256(body) ‖ signature)
 * ```
 *
 * A whole event and its husk have the same id and the same signature. Kinds above 3 have kind 1's
 * header. Parsing checks lengths and limits only: it never verifies, decodes or opens anything. Every
 * view in an {@link Envelope} lies in the bytes it was parsed from, which must not change afterwards.
 */

import { concatBytes } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'
import type { DropReason } from '../base/outcome.ts'
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES } from './aead.ts'
import { domain } from './domains.ts'
import { domainHash, HASH_BYTES, sha256 } from './hash.ts'
import { paddedLength } from './padding.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from './sign.ts'

export const ENVELOPE_VERSION = 1
export const FORM_WHOLE = 1
export const FORM_HUSK = 2
export const KIND_CONTROL = 1
export const KIND_CONTENT = 2
export const KIND_STATE = 3

/** A whole event, so that it fits one frame. */
export const MAX_EVENT_BYTES = 60 * 1024
/** Plaintext of a content event, before padding. */
export const MAX_CONTENT_BYTES = 32 * 1024
/** Sealed body of a content event: the padded plaintext and its tag. */
export const MAX_CONTENT_BODY_BYTES = paddedLength(MAX_CONTENT_BYTES) + AEAD_TAG_BYTES

export interface Header {
  readonly version: number
  readonly kind: number
  /** The device's Ed25519 public key (I6). */
  readonly author: Uint8Array
  /** Position in the author's chain of its plane. */
  readonly seq: number
  /** Id of the event before it in that chain, 32 bytes. */
  readonly prev: Uint8Array
  /** Milliseconds since the epoch, by the author's clock. */
  readonly created_at: number
  /** Kinds 2 and 3 only: 32 bytes. */
  readonly epoch_id?: Uint8Array
  /** Kinds 2 and 3 only: 24 bytes. */
  readonly nonce?: Uint8Array
  readonly body_len: number
}

export interface Envelope {
  readonly form: typeof FORM_WHOLE | typeof FORM_HUSK
  readonly header: Header
  readonly headerBytes: Uint8Array
  readonly signature: Uint8Array
  /** Absent in a husk. */
  readonly body?: Uint8Array
  /** SHA-256 of the body: computed from it, or as a husk states it. */
  readonly bodyHash: Uint8Array
  /** The whole encoding, as given. */
  readonly bytes: Uint8Array
}

/** What the signature covers besides label and network. */
export type SignedPart = Pick<Envelope, 'headerBytes' | 'bodyHash'>

const AUTHOR_AT = 2
const SEQ_AT = AUTHOR_AT + PUBLIC_KEY_BYTES
const PREV_AT = SEQ_AT + 4
/** Where `prev` lies in a stored event, which begins with its form. */
export const PREV_OFFSET = 1 + PREV_AT
const CREATED_AT = PREV_AT + HASH_BYTES
const EPOCH_AT = CREATED_AT + 6
const NONCE_AT = EPOCH_AT + HASH_BYTES
const BODY_LEN_BYTES = 3
const MAX_U24 = 2 ** 24 - 1
const MAX_U32 = 2 ** 32 - 1
const MAX_U48 = 2 ** 48 - 1

/** Whether the body of this kind is sealed to an epoch, which its header then names. */
export function isSealedKind(kind: number): boolean {
  return kind === KIND_CONTENT || kind === KIND_STATE
}

function headerLength(kind: number): number {
  return (isSealedKind(kind) ? NONCE_AT + AEAD_NONCE_BYTES : EPOCH_AT) + BODY_LEN_BYTES
}

function readUint(bytes: Uint8Array, at: number, size: number): number {
  let value = 0
  for (let i = at; i < at + size; i++) value = value * 256 + (bytes[i] ?? 0)
  return value
}

function writeUint(bytes: Uint8Array, at: number, size: number, value: number): void {
  let rest = value
  for (let i = at + size - 1; i >= at; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

function isUint(value: number, max: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= max
}

/** @throws InvariantError when a field is out of its range, or sealing fields do not match the kind */
export function encodeHeader(header: Header): Uint8Array {
  const { kind, author, prev, epoch_id, nonce } = header
  assert(header.version === ENVELOPE_VERSION, 'this build writes envelope version 1')
  assert(isUint(kind, 255) && kind > 0, 'a kind is one byte above zero')
  assert(author.length === PUBLIC_KEY_BYTES && prev.length === HASH_BYTES, 'author and prev are 32 bytes')
  assert(isUint(header.seq, MAX_U32) && isUint(header.created_at, MAX_U48), 'seq is u32, created_at u48')
  assert(isUint(header.body_len, MAX_U24), 'body_len is u24')
  const bytes = new Uint8Array(headerLength(kind))
  bytes[0] = header.version
  bytes[1] = kind
  bytes.set(author, AUTHOR_AT)
  writeUint(bytes, SEQ_AT, 4, header.seq)
  bytes.set(prev, PREV_AT)
  writeUint(bytes, CREATED_AT, 6, header.created_at)
  if (isSealedKind(kind)) {
    assert(epoch_id?.length === HASH_BYTES && nonce?.length === AEAD_NONCE_BYTES, 'a sealed kind names epoch and nonce')
    bytes.set(epoch_id, EPOCH_AT)
    bytes.set(nonce, NONCE_AT)
  } else {
    assert(epoch_id === undefined && nonce === undefined, 'only sealed kinds have epoch and nonce')
  }
  writeUint(bytes, bytes.length - BODY_LEN_BYTES, BODY_LEN_BYTES, header.body_len)
  return bytes
}

function parseHeader(bytes: Uint8Array): Header {
  const kind = bytes[1] ?? 0
  const common = {
    version: bytes[0] ?? 0,
    kind,
    author: bytes.subarray(AUTHOR_AT, SEQ_AT),
    seq: readUint(bytes, SEQ_AT, 4),
    prev: bytes.subarray(PREV_AT, CREATED_AT),
    created_at: readUint(bytes, CREATED_AT, 6),
    body_len: readUint(bytes, bytes.length - BODY_LEN_BYTES, BODY_LEN_BYTES),
  }
  if (!isSealedKind(kind)) return common
  return {
    ...common,
    epoch_id: bytes.subarray(EPOCH_AT, NONCE_AT),
    nonce: bytes.subarray(NONCE_AT, NONCE_AT + AEAD_NONCE_BYTES),
  }
}

/**
 * Size, version, kind and lengths, in constant time. Nothing is verified yet.
 * An unknown form is a layout this build does not know, like an unknown version.
 * @param hashed SHA-256 of the body, where it has been computed of these very bytes
 */
export function parseEnvelope(bytes: Uint8Array, hashed?: Uint8Array): Envelope | DropReason {
  if (bytes.length > MAX_EVENT_BYTES) return 'too_large'
  if (bytes.length < 3) return 'too_short'
  const form = bytes[0]
  const kind = bytes[2] ?? 0
  if ((form !== FORM_WHOLE && form !== FORM_HUSK) || bytes[1] !== ENVELOPE_VERSION) return 'unknown_version'
  if (kind === 0) return 'kind_mismatch'
  const headerEnd = 1 + headerLength(kind)
  const signatureEnd = headerEnd + SIGNATURE_BYTES
  if (bytes.length < signatureEnd) return 'too_short'
  const headerBytes = bytes.subarray(1, headerEnd)
  const header = parseHeader(headerBytes)
  // A husk obeys the limits of the event it was, or it could stand for one that nobody can hold.
  if (signatureEnd + header.body_len > MAX_EVENT_BYTES) return 'too_large'
  if (kind === KIND_CONTENT && header.body_len > MAX_CONTENT_BODY_BYTES) return 'too_large'
  const rest = bytes.subarray(signatureEnd)
  if (rest.length !== (form === FORM_WHOLE ? header.body_len : HASH_BYTES)) return 'length_mismatch'
  const signature = bytes.subarray(headerEnd, signatureEnd)
  const common: Omit<Envelope, 'body' | 'bodyHash'> = { form, header, headerBytes, signature, bytes }
  if (form === FORM_HUSK) return { ...common, bodyHash: rest }
  let bodyHash = hashed
  return {
    ...common,
    body: rest,
    // Asked for when it is verified, and not when it is read again from the log.
    get bodyHash() {
      bodyHash ??= sha256(rest)
      return bodyHash
    },
  }
}

/** The bytes the author signs. @param network 32 bytes; `NO_NETWORK` for the root event */
export function signingInput(network: Uint8Array, part: SignedPart): Uint8Array {
  return concatBytes(domain('event', network), part.headerBytes, part.bodyHash)
}

/** The id, 32 bytes: the same for an event and its husk. @param network 32 bytes; `NO_NETWORK` for the root event */
export function eventIdOf(network: Uint8Array, envelope: SignedPart & Pick<Envelope, 'signature'>): Uint8Array {
  return domainHash('id', network, envelope.headerBytes, envelope.bodyHash, envelope.signature)
}

/** A whole event. @param headerBytes from {@link encodeHeader}, whose `body_len` is the body's */
export function encodeEvent(headerBytes: Uint8Array, signature: Uint8Array, body: Uint8Array): Uint8Array {
  assert(headerBytes.length === headerLength(headerBytes[1] ?? 0), 'a header has the length of its kind')
  assert(parseHeader(headerBytes).body_len === body.length, 'a header states the length of its body')
  assert(signature.length === SIGNATURE_BYTES, 'a signature is 64 bytes')
  return concatBytes(Uint8Array.of(FORM_WHOLE), headerBytes, signature, body)
}

/** The event without its body, in fresh bytes. */
export function huskOf(envelope: Envelope): Uint8Array {
  return concatBytes(Uint8Array.of(FORM_HUSK), envelope.headerBytes, envelope.signature, envelope.bodyHash)
}
