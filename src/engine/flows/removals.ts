/**
 * Taking a person or a single device out of the community. With a person every open link ends, since each
 * carries a key they have; either way what is written next is sealed so that they cannot open it.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import type { MembershipId } from '../events/fields.ts'
import { peerRemovedShape } from '../events/identity/peer_removed.ts'
import { userRemovedShape } from '../events/identity/user_removed.ts'
import { ownAuthority, rankOf, requireAuthority, requireEffect } from '../events/own-authority.ts'
import { ownMembership } from '../events/own-membership.ts'
import { standing } from '../store/tables.ts'
import { cutsOf, devicesEverOf, isForked } from './cuts.ts'
import { renewEpochs } from './epochs.ts'
import { endInvitesOf, endOpenInvites } from './invite.ts'

/** @throws EngineError `unknown_person`, `not_permitted` */
export function removeMember(
  context: CommandContext,
  { person }: { readonly person: PersonId },
): EventId<'user_removed'> {
  const { db, me } = context
  const { auth, right, rank } = requireAuthority(db, me)
  const theirs = rankOf(db, person)
  if (theirs === undefined) throw new EngineError('unknown_person')
  if (theirs <= rank) throw new EngineError('not_permitted')
  // First the links: their joins are named as they stand, those of the removed too.
  endOpenInvites(context)
  const cuts = cutsOf(db, devicesEverOf(db, person))
  const removal = context.author(userRemovedShape, { auth, right, person, cuts })
  requireEffect(db, removal)
  renewEpochs(context)
  return removal
}

/**
 * One device; the person stays, unless it was their last. A person takes away their own without a right: this
 * device itself, and those linked through it. @throws EngineError `unknown_device`, `not_permitted`
 */
export function removeDevice(context: CommandContext, { peer }: { readonly peer: PeerId }): EventId<'peer_removed'> {
  const { db, me } = context
  const target = db.first<{ event_id: MembershipId; person_id: PersonId; rank: number }>(
    sql`SELECT event_id, person_id, rank FROM ${standing} WHERE peer_id = ${peer} ORDER BY since, event_id LIMIT 1`,
  )
  if (target === undefined) throw new EngineError('unknown_device')
  const isOwn =
    db.first(
      sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${me.peer_id} AND person_id = ${target.person_id}`,
    ) !== undefined
  const mine = ownAuthority(db, me)
  const authority = isOwn ? undefined : mine
  if (!isOwn && (authority === undefined || authority.rank >= target.rank)) throw new EngineError('not_permitted')
  if (mine !== undefined && isForked(db, peer)) endInvitesOf(context, mine, peer)
  const removal = context.author(peerRemovedShape, {
    auth: authority?.auth ?? ownMembership(db, me),
    right: authority?.right,
    target: target.event_id,
    cuts: cutsOf(db, [peer]),
  })
  requireEffect(db, removal)
  if (peer !== me.peer_id) renewEpochs(context)
  return removal
}
