/**
 * member.list: the devices that are members now, with what this device knows of their presence.
 */

import { MEMBER_RANK } from '../authority/ranks.ts'
import type { PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { networkTable } from '../events/identity/network.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { seen, standing } from '../store/tables.ts'

export interface MemberRow {
  readonly peer_id: PeerId
  readonly name: string
  readonly is_me: boolean
  readonly role: 'founder' | 'member'
  readonly connected: boolean
  /** 0 when never met by this device. */
  readonly last_seen_at: number
  /** The person who made the invite they joined by; absent for the founder. */
  readonly invited_by?: string
}

/** Until the community's root has come nobody stands, but this device is there. */
function standingOrMe(me: Me): Sql {
  return sql`SELECT event_id, peer_id, rank, since FROM ${standing} UNION ALL
    SELECT '', ${me.peer_id}, ${MEMBER_RANK}, 0 WHERE NOT EXISTS (SELECT 1 FROM ${networkTable})`
}

export function memberRows(db: SafeDb, me: Me, isConnected: (peer: PeerId) => boolean): readonly MemberRow[] {
  const rows = db.all<{
    peer_id: PeerId
    rank: number
    name: string
    last_seen_at: number
    invited_by: string | null
  }>(sql`
    SELECT s.peer_id, min(s.rank) AS rank, coalesce(p.name, '') AS name, coalesce(e.at, 0) AS last_seen_at, i.name AS invited_by
    FROM (${standingOrMe(me)}) s
    LEFT JOIN (${currentProfiles}) p ON p.peer_id = s.peer_id
    LEFT JOIN ${seen} e ON e.event_id = s.peer_id
    LEFT JOIN (
      SELECT u.event_id, coalesce(ip.name, '') AS name FROM ${userTable} u
      JOIN ${inviteTable} v ON v.event_id = u.invite_id
      LEFT JOIN (${currentProfiles}) ip ON ip.peer_id = v.author
    ) i ON i.event_id = s.event_id
    GROUP BY s.peer_id ORDER BY rank, min(s.since), s.peer_id`)
  return rows.map(({ rank, invited_by, ...row }) => ({
    ...row,
    is_me: row.peer_id === me.peer_id,
    role: rank === 0 ? 'founder' : 'member',
    connected: isConnected(row.peer_id),
    ...(invited_by === null ? {} : { invited_by }),
  }))
}
