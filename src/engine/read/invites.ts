/**
 * invite.list and invite.preview: the links of a community, and what one link says, read offline.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, NetworkId, Timestamp } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { joinsInForce } from '../events/identity/user.ts'
import { readLink } from '../flows/invite-link.ts'
import { inviteState } from '../store/tables.ts'

export interface InviteRow {
  readonly invite_id: EventId<'invite'>
  readonly created_at: number
  readonly expires_at: number
  readonly max_uses: number
  readonly uses: number
  readonly state: 'open' | 'expired' | 'closed'
  readonly by: string
}

export function inviteRows(db: SafeDb, t_ms: Timestamp): readonly InviteRow[] {
  return db
    .all<Omit<InviteRow, 'state'> & { closed: number }>(sql`
      SELECT i.event_id AS invite_id, i.created_at, i.expires_at, i.max_uses, coalesce(p.name, '') AS by,
        (SELECT count(DISTINCT u.peer_id) FROM (${joinsInForce}) u WHERE u.invite_id = i.event_id) AS uses,
        coalesce(t.state, 'open') <> 'open' AS closed
      FROM ${inviteTable} i LEFT JOIN (${currentProfiles}) p ON p.peer_id = i.author
      LEFT JOIN ${inviteState} t ON t.event_id = i.event_id
      ORDER BY i.created_at DESC, i.event_id`)
    .map(({ closed, ...row }) => ({
      ...row,
      state: closed > 0 ? 'closed' : row.expires_at <= t_ms ? 'expired' : 'open',
    }))
}

/** What a link says, checked offline: all names are under the inviter's signature. */
export interface InvitePreview {
  readonly network_id: NetworkId
  readonly network_name: string
  readonly inviter_name: string
  readonly channel_name: string
  readonly expires_at: number
  /** Short links carry no names: a member tells them once connected. */
  readonly short: boolean
}

/** @throws EngineError every `link_…` code; expiry is told here, and never checked by who receives the join (I8) */
export function previewInvite(link: string, t_ms: Timestamp): InvitePreview {
  const { network_id, full } = readLink(link)
  if (full === undefined)
    return { network_id, network_name: '', inviter_name: '', channel_name: '', expires_at: 0, short: true }
  const { network_name, inviter_name, channel_name } = full.sealed
  if (full.body.expires_at <= t_ms) throw new EngineError('link_expired')
  return { network_id, network_name, inviter_name, channel_name, expires_at: full.body.expires_at, short: false }
}
