/**
 * Invite links: the bytes behind `#j=1.` and back.
 *
 * ```
 * link  = version 1 | flags 1 | secret 32 | network 32 | (full | short)
 * full  = author 32 | seq varint | prev 32 | created_at u48 | signature 64
 *         | [unless flag 1: auth 32 | right 32] | group 32 | channel 32 | expires_at u48 | max_uses u16 | sealed
 * short = inviter 32
 * ```
 *
 * Flag 1: the inviter is the founder, so `auth` and `right` are the network. Flag 2: short. The invite
 * event is rebuilt from these fields and what the secret derives, and its signature checked; a short
 * link's invite is told by whoever answers the knock. Every way a link can be broken has its own code.
 */

import { EngineError, must } from '../base/errors.ts'
import { type EventId, ID_BYTES, idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import { ENVELOPE_VERSION, encodeEvent, encodeHeader, KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import { SIGNATURE_BYTES } from '../crypto/sign.ts'
import { bodyValue, decodeBody, parseBody } from '../events/body.ts'
import type { ShapeBody } from '../events/fields.ts'
import { inviteShape } from '../events/identity/invite.ts'
import { type Verified, verifyEventSync } from '../pipeline/verify.ts'
import { INVITE_SECRET_BYTES, type InviteKeys, type InviteSealed, inviteKeys, openInvite } from './invite-secret.ts'
import { encodeLinkText, type LinkReader, readLinkText } from './link-text.ts'

const VERSION = 1
const FLAG_FOUNDER = 1
const FLAG_SHORT = 2

/** What a link was read to be. */
export interface ReadLink {
  readonly secret: Uint8Array
  readonly network_id: NetworkId
  readonly inviter: PeerId
  readonly keys: InviteKeys
  /** Absent from a short link. */
  readonly full?: ReadInvite
}

export interface ReadInvite {
  readonly event: Verified
  readonly body: ShapeBody<typeof inviteShape>
  readonly sealed: InviteSealed
}

function uintBytes(value: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  let rest = value
  for (let i = size - 1; i >= 0; i--) {
    bytes[i] = rest % 256
    rest = Math.floor(rest / 256)
  }
  return bytes
}

/** LEB128. */
function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  do {
    const low = rest % 128
    rest = Math.floor(rest / 128)
    bytes.push(rest === 0 ? low : low + 128)
  } while (rest > 0)
  return Uint8Array.from(bytes)
}

/** @param invite a signed invite event, as stored */
export function encodeLink(network: NetworkId, secret: Uint8Array, invite: Uint8Array): string {
  const envelope = parseEnvelope(invite)
  if (typeof envelope === 'string' || envelope.body === undefined) throw new EngineError('internal', 'not an invite')
  const typed = must(decodeBody(envelope.body), 'a decoded invite')
  const parsed = parseBody(inviteShape, typed)
  if (typeof parsed === 'string') throw new EngineError('internal', parsed)
  const body = parsed.body as ShapeBody<typeof inviteShape>
  const { header } = envelope
  const isFounder = body.auth === network && body.right === network
  return encodeLinkText(
    'j',
    Uint8Array.of(VERSION, isFounder ? FLAG_FOUNDER : 0),
    secret,
    idBytes(network),
    header.author,
    varint(header.seq),
    header.prev,
    uintBytes(header.created_at, 6),
    envelope.signature,
    ...(isFounder ? [] : [idBytes(body.auth), idBytes(body.right)]),
    idBytes(body.group_id),
    idBytes(body.channel_id),
    uintBytes(body.expires_at, 6),
    uintBytes(body.max_uses, 2),
    body.sealed,
  )
}

export function encodeShortLink(network: NetworkId, secret: Uint8Array, inviter: PeerId): string {
  return encodeLinkText('j', Uint8Array.of(VERSION, FLAG_SHORT), secret, idBytes(network), idBytes(inviter))
}

function readFull(reader: LinkReader, network: NetworkId, keys: InviteKeys, isFounder: boolean): ReadInvite {
  const header = {
    version: ENVELOPE_VERSION,
    kind: KIND_CONTROL,
    author: reader.take(ID_BYTES),
    seq: reader.varint(),
    prev: reader.take(ID_BYTES),
    created_at: reader.uint(6),
  }
  if (header.seq > 0xffffffff) throw new EngineError('link_malformed', 'seq')
  const signature = reader.take(SIGNATURE_BYTES)
  const body: ShapeBody<typeof inviteShape> = {
    auth: isFounder ? network : reader.id(),
    right: isFounder ? network : reader.id(),
    group_id: reader.id(),
    channel_id: reader.id(),
    invite_pk: keys.signing.publicKey,
    mode: 'user',
    expires_at: reader.uint(6),
    max_uses: reader.uint(2),
    sealed: reader.rest(),
  }
  const bodyBytes = encodeCanonical(bodyValue(inviteShape, body))
  const event = encodeEvent(encodeHeader({ ...header, body_len: bodyBytes.length }), signature, bodyBytes)
  return readInvite(network, keys, event)
}

/**
 * Checks an invite against a link's secret: signature, the key the secret derives, the sealed part.
 * @throws EngineError `link_signature`, `link_secret`, `link_sealed_part`
 */
export function readInvite(network: NetworkId, keys: InviteKeys, bytes: Uint8Array): ReadInvite {
  const result = verifyEventSync(network, bytes)
  if (!result.ok) throw new EngineError('link_signature', result.reason)
  const parsed = result.event.typed === undefined ? 'body_wrong_shape' : parseBody(inviteShape, result.event.typed)
  if (typeof parsed === 'string' || result.event.typed?.type !== inviteShape.type)
    throw new EngineError('link_signature')
  const body = parsed.body as ShapeBody<typeof inviteShape>
  if (!body.invite_pk.every((byte, i) => byte === keys.signing.publicKey[i])) throw new EngineError('link_secret')
  const sealed = openInvite(network, keys.wrapKey, body.sealed)
  if (sealed === undefined) throw new EngineError('link_sealed_part')
  return { event: result.event, body, sealed }
}

/**
 * Reads and checks a link offline: a fragment, or any text that contains one.
 * @throws EngineError `link_malformed`, `link_checksum`, `link_version`, `link_too_large`,
 *   `link_signature`, `link_secret`, `link_sealed_part`
 */
export function readLink(link: string): ReadLink {
  const reader = readLinkText('j', link)
  const version = reader.uint(1)
  if (version !== VERSION) throw new EngineError('link_version')
  const flags = reader.uint(1)
  const secret = reader.take(INVITE_SECRET_BYTES)
  const network_id = reader.id<NetworkId>()
  const keys = inviteKeys(network_id, secret)
  if ((flags & FLAG_SHORT) !== 0) {
    const inviter = reader.id<PeerId>()
    reader.end()
    return { secret, network_id, inviter, keys }
  }
  const full = readFull(reader, network_id, keys, (flags & FLAG_FOUNDER) !== 0)
  return { secret, network_id, inviter: full.event.author, keys, full }
}

/** The id the invite has, for those who only hold its bytes. */
export function inviteIdOf(invite: ReadInvite): EventId<'invite'> {
  return invite.event.id as EventId<'invite'>
}
