/**
 * What whoever holds a link can make of it without any of our software: proofs for any key, and the
 * events of a join. Owns nothing but the link's secret.
 */

import type { EventId, NetworkId } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import type { Random } from '../engine/base/ports.ts'
import { agreementKeyFromSeed } from '../engine/crypto/agree.ts'
import { type SigningKey, sign } from '../engine/crypto/sign.ts'
import { inviteProofMessage } from '../engine/events/identity/user.ts'
import { inviteIdOf, readLink } from '../engine/flows/invite-link.ts'
import type { EpochKey, Forged, Forgery, Hand } from './forge.ts'
import { shapes } from './shapes.ts'

export interface LinkHolder {
  readonly network_id: NetworkId
  readonly invite_id: EventId<'invite'>
  /** The invite's own event, as the link carries it. */
  readonly invite: Uint8Array
  /** The epoch key inside the link. */
  readonly epoch: EpochKey
  /** The first channel. */
  readonly channel_id: EventId<'channel'>
  proofFor(hand: Pick<Hand, 'peer_id'>): Uint8Array
  /** `user` and `peer_shared`: everything that makes the hand's owner a member. */
  joins(hand: Hand, random: Random, forgery?: Forgery): readonly [user: Forged<'user'>, peer: Forged<'peer_shared'>]
}

/** The signature by an invite's key that admits the owner of this hand. */
export function proofBy(
  invite_key: SigningKey,
  network_id: NetworkId,
  invite_id: EventId<'invite'>,
  joiner: Pick<Hand, 'peer_id'>,
): Uint8Array {
  return sign(invite_key.seed, inviteProofMessage(network_id, invite_id, joiner.peer_id, 'user'))
}

/** @throws EngineError for a link that is broken */
export function holderOf(link: string): LinkHolder {
  const { network_id, keys, full } = readLink(link)
  const invite = must(full, 'a full link')
  const invite_id = inviteIdOf(invite)
  const proofFor = (hand: Pick<Hand, 'peer_id'>) => proofBy(keys.signing, network_id, invite_id, hand)
  return {
    network_id,
    invite_id,
    invite: invite.event.envelope.bytes,
    epoch: { epoch_id: invite.sealed.epoch_id, group_id: invite.body.group_id, key: invite.sealed.epoch_key },
    channel_id: invite.body.channel_id,
    proofFor,
    joins(hand, random, forgery) {
      const recovery_pk = random.bytes(32)
      const user = hand.writes(shapes.user, { invite: invite_id, proof: proofFor(hand), recovery_pk }, forgery)
      const prekey = () => agreementKeyFromSeed(random.bytes(32)).publicKey
      const first = { auth: user.id, suite: 1, transit_prekey: prekey(), group_prekey: prekey() }
      return [user, hand.writes(shapes.peer_shared, first)]
    },
  }
}
