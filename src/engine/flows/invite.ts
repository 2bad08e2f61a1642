/**
 * Making and closing invites. An invite, and the lobby every member can answer at, commit together.
 */

import { isMember } from '../authority/standing.ts'
import { EngineError, must } from '../base/errors.ts'
import type { EventId, PeerId } from '../base/ids.ts'
import type { UnsafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { knownChannels } from '../events/content/channel.ts'
import type { CommandContext } from '../events/event-module.ts'
import { allMembersGroup } from '../events/group/group.ts'
import { inviteShape, inviteTable, MAX_INVITE_USES } from '../events/identity/invite.ts'
import { inviteClosedShape } from '../events/identity/invite_closed.ts'
import { inviteLobbyShape } from '../events/identity/invite_lobby.ts'
import { currentNetworkName } from '../events/identity/network_name.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { joinsInForce, userTable } from '../events/identity/user.ts'
import { type Authority, ownAuthority, requireAuthority, requireEffect } from '../events/own-authority.ts'
import { ownMembership } from '../events/own-membership.ts'
import { heldEpochs } from '../seal/epochs.ts'
import { logEntry } from '../store/log.ts'
import { inviteState, log } from '../store/tables.ts'
import { chooseEpoch } from './epochs.ts'
import { encodeLink, encodeShortLink } from './invite-link.ts'
import { INVITE_SECRET_BYTES, inviteKeys, sealInvite } from './invite-secret.ts'

export const MAX_OPEN_INVITES = 32

export interface NewInvite {
  readonly invite_id: EventId<'invite'>
  /** Fragment of the full link, to be put after the application's address: `#j=1.…`. */
  readonly link: string
  /** The short form, for QR codes. */
  readonly short_link: string
}

/**
 * What a link says of itself: the community, who invites, and the channel that is open first. The one this
 * person came by stands in while no other has come.
 *
 * @throws EngineError `no_channel` on a device that was linked and has been told of none yet
 */
function firstNames(context: CommandContext): {
  network: string
  inviter: string
  channel: { id: EventId<'channel'>; name: string }
} {
  const { db, me } = context
  const network = db.first<{ name: string }>(currentNetworkName)?.name ?? ''
  const inviter =
    db.first<{ name: string }>(sql`SELECT name FROM (${currentProfiles}) WHERE peer_id = ${me.peer_id}`)?.name ?? ''
  const channel = db.first<{ id: EventId<'channel'>; name: string }>(sql`
    SELECT channel_id AS id, name FROM (${knownChannels}) WHERE group_id = ${allMembersGroup(db)}
    ORDER BY stub, created_at, channel_id LIMIT 1`)
  if (channel === undefined) throw new EngineError('no_channel')
  return { network, inviter, channel }
}

function countOpen(context: CommandContext): number {
  const row = context.db.first<{ n: number }>(sql`SELECT count(*) AS n FROM ${inviteTable} i
    JOIN ${inviteState} s ON s.event_id = i.event_id WHERE i.expires_at > ${context.t_ms} AND s.state = 'open'`)
  return row?.n ?? 0
}

/** @throws EngineError `not_permitted`, `invite_limit`, `too_many_invites`, `no_channel` */
export function createInvite(
  context: CommandContext,
  unsafe: Pick<UnsafeDb, 'first'>,
  args: { readonly expires_at: number; readonly max_uses: number },
): NewInvite {
  const { db, me, random } = context
  const { auth, right } = requireAuthority(db, me)
  if (!Number.isInteger(args.max_uses) || args.max_uses < 1 || args.max_uses > MAX_INVITE_USES)
    throw new EngineError('invite_limit')
  if (!Number.isSafeInteger(args.expires_at) || args.expires_at <= context.t_ms) throw new EngineError('invite_limit')
  if (countOpen(context) >= MAX_OPEN_INVITES) throw new EngineError('too_many_invites')

  const group_id = allMembersGroup(db)
  const names = firstNames(context)
  const epoch_id = chooseEpoch(context, group_id)
  const epoch = must(
    heldEpochs(db, group_id).find((held) => held.epoch_id === epoch_id),
    'the chosen epoch',
  )
  const secret = random.bytes(INVITE_SECRET_BYTES)
  const keys = inviteKeys(me.network_id, secret)
  const invite_id = context.author(inviteShape, {
    auth,
    right,
    group_id,
    channel_id: names.channel.id,
    invite_pk: keys.signing.publicKey,
    mode: 'user',
    expires_at: args.expires_at,
    max_uses: args.max_uses,
    sealed: sealInvite(me.network_id, keys.wrapKey, {
      epoch_id,
      epoch_key: epoch.key,
      network_name: names.network,
      inviter_name: names.inviter,
      channel_name: names.channel.name,
    }),
  })
  context.author(inviteLobbyShape, { invite_id, lobby_key: keys.lobbyKey, hints: [] }, group_id)
  const stored = must(logEntry(unsafe, me.identity, invite_id), 'the invite just recorded')
  return {
    invite_id,
    link: encodeLink(me.network_id, secret, stored.bytes),
    short_link: encodeShortLink(me.network_id, secret, me.peer_id),
  }
}

/**
 * The first effective join of each person by the invite, as they came here: what closings name, so that
 * they take nobody away, and least of all for one who claims to have come earlier. One a person, or whoever
 * repeats a proof would crowd the others out of the list.
 */
function effectiveJoins(context: CommandContext, invite_id: EventId<'invite'>): readonly EventId<'user'>[] {
  return context.db
    .all<{ event_id: EventId<'user'> }>(sql`
      SELECT u.event_id, min(l.position) AS came FROM (${joinsInForce}) u CROSS JOIN ${log} l ON l.event_id = u.event_id
      WHERE u.invite_id = ${invite_id} GROUP BY u.peer_id ORDER BY came, u.event_id`)
    .map((row) => row.event_id)
}

/** Ends a link by right, and renews the key it carries. @throws EngineError `unknown_invite`, `not_permitted` */
export function closeInvite(context: CommandContext, invite_id: EventId<'invite'>): EventId<'invite_closed'> {
  const { db, me } = context
  const authority = requireAuthority(db, me)
  const invite = db.first(sql`SELECT 1 AS yes FROM ${inviteTable} WHERE event_id = ${invite_id}`)
  if (invite === undefined) throw new EngineError('unknown_invite')
  const closing = endInvite(context, authority, invite_id)
  const group = allMembersGroup(db)
  if (heldEpochs(db, group).length > 0) chooseEpoch(context, group)
  return closing
}

/**
 * Names all the link has admitted, in as many closings as that takes: more may have come by it than it was for,
 * to members who were not connected. @returns the first
 */
function endInvite(
  context: CommandContext,
  { auth, right }: Authority,
  invite_id: EventId<'invite'>,
): EventId<'invite_closed'> {
  const joins = effectiveJoins(context, invite_id)
  const close = (from: number): EventId<'invite_closed'> => {
    const seen_users = joins.slice(from, from + MAX_INVITE_USES)
    const closing = context.author(inviteClosedShape, { auth, right, invite_id, seen_users, revoked: true })
    requireEffect(context.db, closing)
    return closing
  }
  const first = close(0)
  for (let from = MAX_INVITE_USES; from < joins.length; from += MAX_INVITE_USES) close(from)
  return first
}

/**
 * Ends the links that a forked device made, with the joins by them named: its removal keeps one branch of its chain, and
 * what was made on another is void.
 */
export function endInvitesOf(context: CommandContext, authority: Authority, peer: PeerId): void {
  const made = context.db.all<{ event_id: EventId<'invite'> }>(sql`
    SELECT event_id FROM ${inviteState} WHERE state <> 'void'
      AND event_id IN (SELECT event_id FROM ${log} WHERE author = ${peer}) ORDER BY event_id`)
  for (const { event_id } of made) endInvite(context, authority, event_id)
}

/** Ends every link that is open, expired ones too, since no clock keeps a join out. @throws EngineError `not_permitted` */
export function endOpenInvites(context: CommandContext): void {
  const authority = requireAuthority(context.db, context.me)
  const open = context.db.all<{ event_id: EventId<'invite'> }>(
    sql`SELECT event_id FROM ${inviteState} WHERE state = 'open' ORDER BY event_id`,
  )
  for (const { event_id } of open) endInvite(context, authority, event_id)
}

/**
 * Lets in somebody whose join came while its link was ending. @throws EngineError `unknown_join`, `not_permitted`
 */
export function admitJoin(context: CommandContext, join: EventId<'user'>): EventId<'invite_closed'> {
  const { db, me } = context
  const { auth, right } = requireAuthority(db, me)
  const row = db.first<{ invite_id: EventId<'invite'> }>(
    sql`SELECT invite_id FROM ${userTable} WHERE event_id = ${join}`,
  )
  if (row === undefined) throw new EngineError('unknown_join')
  const closing = context.author(inviteClosedShape, { auth, right, ...row, seen_users: [join], revoked: false })
  requireEffect(db, closing)
  if (db.first(sql`SELECT 1 AS yes FROM (${joinsInForce}) WHERE event_id = ${join}`) === undefined) {
    throw new EngineError('not_permitted')
  }
  return closing
}

/**
 * Closes the invites this device came by, where their uses are reached; any member may, by naming the
 * joins (exact while connected). Who is no member hears of joins too, and leaves the link to those who are.
 */
export function closeUsedInvites(context: CommandContext, admitted: PeerId): void {
  const { db, me } = context
  if (!isMember(db, me.peer_id)) return
  const authority = ownAuthority(db, me)
  const used = db.all<{ invite_id: EventId<'invite'>; max_uses: number }>(sql`
    SELECT i.event_id AS invite_id, i.max_uses FROM ${inviteTable} i
    WHERE i.event_id IN (SELECT invite_id FROM ${userTable} WHERE peer_id = ${admitted})
      AND i.event_id IN (SELECT event_id FROM ${inviteState} WHERE state = 'open')
      AND i.max_uses <= (SELECT count(DISTINCT u.peer_id) FROM (${joinsInForce}) u WHERE u.invite_id = i.event_id)`)
  for (const { invite_id, max_uses } of used) {
    const seen = effectiveJoins(context, invite_id)
    context.author(inviteClosedShape, {
      auth: authority?.auth ?? ownMembership(db, me),
      right: authority?.right,
      invite_id,
      seen_users: seen.slice(0, max_uses),
      revoked: false,
    })
  }
}
