/**
 * A link that is well made and untrue: signed by an inviter who has the right to invite, and saying
 * something else of the community than its events do. What the engine's own software never makes.
 */

import { must } from '../engine/base/errors.ts'
import type { Random } from '../engine/base/ports.ts'
import { encodeLink, readLink } from '../engine/flows/invite-link.ts'
import { INVITE_SECRET_BYTES, type InviteSealed, inviteKeys, sealInvite } from '../engine/flows/invite-secret.ts'
import type { Forged, Hand } from './forge.ts'
import { shapes } from './shapes.ts'

export interface LyingLink {
  readonly link: string
  readonly invite: Forged<'invite'>
}

/** @param hand of somebody who may invite @param true_link of the same inviter, for all that is not the lie */
export function lyingLink(hand: Hand, true_link: string, lie: Partial<InviteSealed>, random: Random): LyingLink {
  const { network_id, full } = readLink(true_link)
  const { body, sealed } = must(full, 'a full link')
  const secret = random.bytes(INVITE_SECRET_BYTES)
  const keys = inviteKeys(network_id, secret)
  const invite = hand.writes(shapes.invite, {
    ...body,
    invite_pk: keys.signing.publicKey,
    sealed: sealInvite(network_id, keys.wrapKey, { ...sealed, ...lie }),
  })
  return { link: encodeLink(network_id, secret, invite.bytes), invite }
}
