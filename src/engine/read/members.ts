/**
 * member.list: the people who are members now, with what this device knows of their presence and may do
 * about them.
 */

import { MEMBER_RANK } from '../authority/ranks.ts'
import { type EventId, type PeerId, type PersonId, personOfFirst } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { networkTable } from '../events/identity/network.ts'
import { currentProfiles, personNames } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { ownAuthority } from '../events/own-authority.ts'
import { declined, heldGrant, seen, standing } from '../store/tables.ts'

export interface MemberRow {
  readonly person_id: PersonId
  /** Empty while it is not known. */
  readonly name: string
  /** `founder`: who founded the community, and co-founders. */
  readonly role: 'founder' | 'admin' | 'member'
  /** 0 for founders; one may act on greater ones only. */
  readonly rank: number
  /** Those that are members, in the order in which they became so. */
  readonly devices: readonly PeerId[]
  readonly is_me: boolean
  /** By a link to any of their devices. */
  readonly is_connected: boolean
  /** 0 when never met by this device. */
  readonly last_seen_at: number
  /** The link they came by, and the name of who made it; absent for the founder. */
  readonly joined_by?: { readonly invite_id: EventId<'invite'>; readonly by: string }
  /** How many of their messages this device does not keep, since they sent more than it keeps of one. */
  readonly not_kept: number
  /** What this device's person may do. */
  readonly may: { readonly promote: boolean; readonly demote: boolean; readonly remove: boolean }
}

/** Until the community's root has come nobody stands, but this device is there. */
function standingOrMe(me: Me): Sql {
  return sql`SELECT event_id, peer_id, person_id, rank, since FROM ${standing} UNION ALL
    SELECT '', ${me.peer_id}, ${personOfFirst(me.peer_id)}, ${MEMBER_RANK}, 0 WHERE NOT EXISTS (SELECT 1 FROM ${networkTable})`
}

interface Row {
  readonly person_id: PersonId
  readonly rank: number
  readonly name: string
  readonly devices: string
  readonly last_seen_at: number
  readonly grants: number
  readonly not_kept: number
  readonly invite_id: EventId<'invite'> | null
  readonly invited_by: string | null
}

/** Founders first, then admins, then by when they came. */
export function memberRows(db: SafeDb, me: Me, isConnected: (peer: PeerId) => boolean): readonly MemberRow[] {
  const own = ownAuthority(db, me)
  const rows = db.all<Row>(sql`
    WITH stands AS MATERIALIZED (${standingOrMe(me)}),
    joins AS (
      SELECT s.person_id, v.event_id AS invite_id, coalesce(p.name, '') AS invited_by,
        row_number() OVER (PARTITION BY s.person_id ORDER BY s.since, s.event_id) AS place
      FROM stands s JOIN ${userTable} u ON u.event_id = s.event_id JOIN ${inviteTable} v ON v.event_id = u.invite_id
      LEFT JOIN (${currentProfiles}) p ON p.peer_id = v.author
    )
    SELECT s.person_id, min(s.rank) AS rank, coalesce(n.name, '') AS name, max(coalesce(e.at, 0)) AS last_seen_at,
      json_group_array(s.peer_id ORDER BY s.since, s.event_id) AS devices,
      (SELECT count(*) FROM ${heldGrant} g WHERE g.person_id = s.person_id) AS grants,
      (SELECT count(*) FROM ${declined} d WHERE d.author IN
        (SELECT x.peer_id FROM stands x WHERE x.person_id = s.person_id)) AS not_kept, j.invite_id, j.invited_by
    FROM stands s
    LEFT JOIN (${personNames}) n ON n.person_id = s.person_id
    LEFT JOIN ${seen} e ON e.event_id = s.peer_id
    LEFT JOIN joins j ON j.person_id = s.person_id AND j.place = 1
    GROUP BY s.person_id ORDER BY rank, min(s.since), s.person_id`)
  return rows.map(({ devices, grants, invite_id, invited_by, ...row }) => {
    const peers = parsePeers(devices)
    const is_me = peers.includes(me.peer_id)
    const isBelow = own !== undefined && !is_me && row.rank > own.rank
    return {
      ...row,
      role: row.rank === 0 ? 'founder' : row.rank < MEMBER_RANK ? 'admin' : 'member',
      devices: peers,
      is_me,
      is_connected: peers.some(isConnected),
      ...(invite_id === null ? {} : { joined_by: { invite_id, by: invited_by ?? '' } }),
      may: {
        promote: isBelow && row.rank > own.rank + 1,
        demote: grants > 0 && (is_me || isBelow),
        remove: isBelow,
      },
    }
  })
}

/** Each once: a device may stand by several joins. */
function parsePeers(json: string): readonly PeerId[] {
  return [...new Set(JSON.parse(json) as readonly PeerId[])]
}
