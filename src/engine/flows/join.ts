/**
 * Joining by a link: a fresh device, what the link vouches for, the signed proof, and from then on the
 * first channel can be written to, before any peer answers. A short link names no channel: its joiner
 * knocks first, and joins the moment a member tells it the invite.
 */

import { toHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import type { EventId } from '../base/ids.ts'
import { type SigningKey, sign, signingKeyFromSeed } from '../crypto/sign.ts'
import type { UnsafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { profileShape } from '../events/identity/profile.ts'
import { inviteProofMessage, userShape } from '../events/identity/user.ts'
import { inviteAcceptedShape, inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { inviteRequestedShape, inviteRequestedTable } from '../events/local/invite_requested.ts'
import { peerTable } from '../events/local/peer.ts'
import type { Authoring } from '../pipeline/author.ts'
import { logEntry } from '../store/log.ts'
import { inviteIdOf, type ReadInvite, type ReadLink, readInvite } from './invite-link.ts'
import { type InviteKeys, inviteKeys } from './invite-secret.ts'
import { type NewDevice, publishPrekeys, recordDevice } from './new-device.ts'

export interface Joiner {
  readonly persona: string
  readonly person_name: string
}

function acceptInvite(
  context: Authoring,
  keys: InviteKeys,
  invite: ReadInvite,
  recovery: SigningKey,
  person_name: string,
): EventId<'channel'> {
  const { body, sealed, event } = invite
  const { me } = context
  const invite_id = inviteIdOf(invite)
  context.local(inviteAcceptedShape, {
    network_id: me.network_id,
    invite_id,
    inviter: event.author,
    invite_pk: body.invite_pk,
    group_id: body.group_id,
    channel_id: body.channel_id,
    epoch_id: sealed.epoch_id,
    epoch_key: sealed.epoch_key,
    lobby_key: keys.lobbyKey,
    network_name: sealed.network_name,
    inviter_name: sealed.inviter_name,
    channel_name: sealed.channel_name,
  })
  context.record(event.envelope.bytes)
  const message = inviteProofMessage(me.network_id, invite_id, me.peer_id, body.mode)
  const user = context.author(userShape, {
    invite: invite_id,
    proof: sign(keys.signing.seed, message),
    recovery_pk: recovery.publicKey,
  })
  publishPrekeys(context, user)
  context.author(profileShape, { name: person_name, after: [] }, body.group_id)
  return body.channel_id
}

/** Joins by a full link. @returns the first channel */
export function joinNetwork(
  context: Authoring,
  device: NewDevice,
  link: ReadLink,
  invite: ReadInvite,
  joiner: Joiner,
): EventId<'channel'> {
  recordDevice(context, device, joiner.persona)
  return acceptInvite(context, link.keys, invite, device.recovery, joiner.person_name)
}

/** Holds on to a short link until a member tells the invite. */
export function requestInvite(context: Authoring, device: NewDevice, link: ReadLink, joiner: Joiner): void {
  recordDevice(context, device, joiner.persona)
  context.local(inviteRequestedShape, {
    network_id: link.network_id,
    secret: link.secret,
    lobby_key: link.keys.lobbyKey,
    person_name: joiner.person_name,
  })
}

/**
 * Joins by the invite a member has told, if this identity waits for one and it has come.
 * @throws EngineError `link_signature`, `link_secret`, `link_sealed_part` for an invite that is not the link's
 */
export function acceptRequestedInvite(context: Authoring, unsafe: Pick<UnsafeDb, 'first'>): void {
  const { db, me } = context
  const request = db.first<{ secret: Uint8Array; person_name: string }>(sql`
    SELECT secret, person_name FROM ${inviteRequestedTable} WHERE NOT EXISTS (SELECT 1 FROM ${inviteAcceptedTable})`)
  if (request === undefined) return
  const keys = inviteKeys(me.network_id, request.secret)
  const told = db.first<{ event_id: EventId }>(
    sql`SELECT event_id FROM ${inviteTable} WHERE invite_pk = ${toHex(keys.signing.publicKey)} LIMIT 1`,
  )
  if (told === undefined) return
  const stored = must(logEntry(unsafe, me.identity, told.event_id), 'the invite')
  const { recovery_seed } = must(
    db.first<{ recovery_seed: Uint8Array }>(sql`SELECT recovery_seed FROM ${peerTable}`),
    'the own peer',
  )
  const invite = readInvite(me.network_id, keys, stored.bytes)
  acceptInvite(context, keys, invite, signingKeyFromSeed(recovery_seed), request.person_name)
}
