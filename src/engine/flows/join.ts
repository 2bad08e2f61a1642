/**
 * Joining by a link: a fresh device, what the link vouches for, the signed proof, and from then on the
 * first channel can be written to, before any peer answers.
 */

import { must } from '../base/errors.ts'
import type { EventId } from '../base/ids.ts'
import { sign } from '../crypto/sign.ts'
import { profileShape } from '../events/identity/profile.ts'
import { inviteProofMessage, userShape } from '../events/identity/user.ts'
import { inviteAcceptedShape } from '../events/local/invite_accepted.ts'
import type { Authoring } from '../pipeline/author.ts'
import { inviteIdOf, type ReadInvite, type ReadLink } from './invite-link.ts'
import { type NewDevice, publishPrekeys, recordSeeds } from './new-device.ts'

export interface Joiner {
  readonly persona: string
  readonly person_name: string
}

/** @param invite the link's own, or for a short link the one a member told. @returns the first channel */
export function joinNetwork(
  context: Authoring,
  device: NewDevice,
  link: ReadLink,
  invite: ReadInvite,
  joiner: Joiner,
): EventId<'channel'> {
  const { body, sealed, event } = invite
  const invite_id = inviteIdOf(invite)
  recordSeeds(context, device, joiner.persona)
  context.local(inviteAcceptedShape, {
    network_id: link.network_id,
    invite_id,
    inviter: event.author,
    group_id: body.group_id,
    channel_id: body.channel_id,
    epoch_id: sealed.epoch_id,
    epoch_key: sealed.epoch_key,
    lobby_key: link.keys.lobbyKey,
    network_name: sealed.network_name,
    inviter_name: sealed.inviter_name,
    channel_name: sealed.channel_name,
  })
  context.record(must(event.envelope.bytes, 'the invite'))
  const message = inviteProofMessage(link.network_id, invite_id, device.peer_id, body.mode)
  const user = context.author(userShape, {
    invite: invite_id,
    proof: sign(link.keys.signing.seed, message),
    recovery_pk: device.recovery.publicKey,
  })
  publishPrekeys(context, user)
  context.author(profileShape, { name: joiner.person_name, after: [] }, body.group_id)
  return body.channel_id
}
