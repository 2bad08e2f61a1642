/**
 * Events that only Mallory's software makes: bodies where none belong, other people's names under her
 * signature, husks of what nobody deleted. What a {@link Hand} can write by itself is written there.
 */

import { idBytes, type PeerId } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import { encodeCanonical } from '../engine/crypto/cbor.ts'
import {
  type Envelope,
  encodeEvent,
  huskOf,
  KIND_CONTROL,
  parseEnvelope,
  signingInput,
} from '../engine/crypto/envelope.ts'
import { signEvent } from '../engine/crypto/event-signature.ts'
import { bodyValue } from '../engine/events/body.ts'
import type { Shape, ShapeBody, Wrap } from '../engine/events/fields.ts'
import { inviteAcceptedShape } from '../engine/events/local/invite_accepted.ts'
import { wrapKey } from '../engine/seal/wrap.ts'
import type { Forged, Hand } from './forge.ts'
import type { LinkHolder } from './link-holder.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

function envelopeOf(bytes: Uint8Array): Envelope {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`no envelope: ${envelope}`)
  return envelope
}

/** The same event with one byte of its signature changed. */
export function withBrokenSignature(bytes: Uint8Array): Uint8Array {
  const { signature } = envelopeOf(bytes)
  const changed = bytes.slice()
  const at = signature.byteOffset - bytes.byteOffset
  changed[at] = (changed[at] ?? 0) ^ 1
  return changed
}

/** The same event in somebody else's name, signed anew by the hand that wrote it. */
export function inTheNameOf(author: PeerId, { key }: Hand, holder: LinkHolder, bytes: Uint8Array): Uint8Array {
  const { header, body } = envelopeOf(bytes)
  if (body === undefined) throw new Error('a whole event')
  return signEvent(key.seed, idBytes(holder.network_id), { ...header, author: idBytes(author) }, body)
}

/** What the network's name is in signed bytes. */
export function idBytesOf({ network_id }: LinkHolder): Uint8Array {
  return idBytes(network_id)
}

/** The same event under another signature over the same bytes. @param sign of what an author signs */
export function signedAnew(
  bytes: Uint8Array,
  network: Uint8Array,
  sign: (message: Uint8Array) => Uint8Array,
): Uint8Array {
  const envelope = envelopeOf(bytes)
  if (envelope.body === undefined) throw new Error('a whole event')
  return encodeEvent(envelope.headerBytes, sign(signingInput(network, envelope)), envelope.body)
}

export function huskOfEvent(bytes: Uint8Array): Uint8Array {
  return huskOf(envelopeOf(bytes))
}

/** What never travels, each in a well-signed control envelope. */
export function localOnlyEvents(hand: Hand, holder: LinkHolder): readonly Forged[] {
  const { network_id, invite_id, epoch, channel_id } = holder
  const key = new Uint8Array(32).fill(7)
  const written = <S extends Shape>(shape: S, body: ShapeBody<S>): Forged =>
    hand.writesBytes(KIND_CONTROL, encodeCanonical(bodyValue(shape, body)))
  return [
    written(shapes.group_key, { epoch_id: epoch.epoch_id, group_id: epoch.group_id, key }),
    written(shapes.peer, { persona: 'mallory', signing_seed: key, recovery_seed: key }),
    written(inviteAcceptedShape, {
      network_id,
      invite_id,
      inviter: hand.peer_id,
      invite_pk: key,
      group_id: epoch.group_id,
      channel_id,
      epoch_id: epoch.epoch_id,
      epoch_key: key,
      lobby_key: key,
      network_name: 'Mallory & Co',
      inviter_name: 'Mallory',
      channel_name: 'mallory',
    }),
  ]
}

/** A well-formed event with fields its type does not have. */
export function withMoreFields(hand: Hand, shape: Shape, body: ShapeBody<Shape>, ...more: readonly string[]): Forged {
  const value = bodyValue(shape, body) as readonly never[]
  return hand.writesBytes(KIND_CONTROL, encodeCanonical([...value, ...more]))
}

/** A body of a type, or a version, that this build does not know. */
export function ofUnknownType(hand: Hand, type: string, version = 1): Forged {
  return hand.writesBytes(KIND_CONTROL, encodeCanonical([type, version, 'whatever']))
}

/** A wrap of this key that the recipient can open, whatever an epoch says the key is. @param member who knows the recipient's prekey */
export function wrapFor(
  member: Member,
  recipient: PeerId,
  { hand, holder, random }: { readonly hand: Hand; readonly holder: LinkHolder; readonly random: Random },
  key: Uint8Array,
): Wrap {
  const [row] = member.device.sql.all(
    `SELECT key FROM prekey WHERE recorded_by = ? AND peer_id = ? AND namespace = 'group' LIMIT 1`,
    [member.identity(), recipient],
  )
  const prekey = row?.key
  if (!(prekey instanceof Uint8Array)) throw new Error('a published group prekey')
  const context = { network: holder.network_id, group: holder.epoch.group_id, author: hand.peer_id }
  return wrapKey(random, context, recipient, prekey, key)
}
