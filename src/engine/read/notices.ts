/**
 * notice.list: what happened to who is in the community, as everybody is told: who joined by whose link, who
 * was removed or made an admin, and whose join has no effect, since its link was ending or its author no admin any
 * more: an admin may admit those. Links of who was removed since are offered to nobody.
 */

import type { EventId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { adminGrantTable } from '../events/identity/admin_grant.ts'
import { adminRevokedTable } from '../events/identity/admin_revoked.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { peerRemovedTable } from '../events/identity/peer_removed.ts'
import { currentProfiles, personNames } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { userRemovedTable } from '../events/identity/user_removed.ts'
import { ownAuthority } from '../events/own-authority.ts'
import { ownDevices } from '../events/persons.ts'
import { inviteState, standing, voidAct } from '../store/tables.ts'

export interface NoticeRow {
  readonly notice_id: EventId
  /** `late`: joined by a link that was ending, `unauthorised`: by one of a member who was no admin any more; neither is in. */
  readonly kind: 'joined' | 'late' | 'unauthorised' | 'removed' | 'device_removed' | 'promoted' | 'demoted'
  readonly at: number
  /** Whom it is about, and their name; empty while it is not known. */
  readonly person_id: PersonId
  readonly name: string
  /** Who did it; of joins, who made the link. */
  readonly by: string
  /** This device's person did it: nothing they need to be told. */
  readonly is_own: boolean
  /** Of those who are not in: the join that `invite.admit` takes, where this device's person may. */
  readonly admit?: EventId<'user'>
}

const MAX_NOTICES = 200
const NOT_IN: ReadonlySet<NoticeRow['kind']> = new Set(['late', 'unauthorised'])

const isInForce = (event: Sql): Sql => sql`${event} NOT IN (SELECT event_id FROM ${voidAct})`

/** The newest last. */
export function noticeRows(db: SafeDb, me: Me): readonly NoticeRow[] {
  const mayAdmit = ownAuthority(db, me) !== undefined
  return db
    .all<Omit<NoticeRow, 'admit' | 'is_own'> & { readonly is_own: number }>(sql`
      WITH notices AS (
        SELECT u.event_id, 'joined' AS kind, s.since AS at, u.peer_id AS person_id, i.author AS actor
        FROM ${userTable} u JOIN ${standing} s ON s.event_id = u.event_id JOIN ${inviteTable} i ON i.event_id = u.invite_id
        UNION ALL
        SELECT u.event_id, CASE WHEN t.revoked = 1 THEN 'late' ELSE 'unauthorised' END, max(u.created_at), u.peer_id, i.author
        FROM ${userTable} u JOIN ${inviteTable} i ON i.event_id = u.invite_id JOIN ${inviteState} t ON t.event_id = i.event_id
        WHERE (t.revoked = 1 OR (t.state = 'void' AND i.author IN (SELECT peer_id FROM ${standing})))
          AND NOT ${isInForce(sql`u.event_id`)}
          AND u.peer_id NOT IN (SELECT person_id FROM ${standing})
          AND u.peer_id NOT IN (SELECT person_id FROM ${userRemovedTable} WHERE ${isInForce(sql`event_id`)})
        GROUP BY u.peer_id
        UNION ALL SELECT event_id, 'removed', created_at, person_id, author FROM ${userRemovedTable} WHERE ${isInForce(sql`event_id`)}
        UNION ALL SELECT event_id, 'device_removed', created_at, person_id, author FROM ${peerRemovedTable} WHERE ${isInForce(sql`event_id`)}
        UNION ALL SELECT event_id, 'promoted', created_at, person_id, author FROM ${adminGrantTable} WHERE ${isInForce(sql`event_id`)}
        UNION ALL SELECT event_id, 'demoted', created_at, person_id, author FROM ${adminRevokedTable} WHERE ${isInForce(sql`event_id`)}
      )
      SELECT * FROM (
        SELECT n.event_id AS notice_id, n.kind, n.at, n.person_id, coalesce(p.name, '') AS name, coalesce(b.name, '') AS by,
          n.kind NOT IN ('joined', 'late', 'unauthorised') AND n.actor IN (${ownDevices(me)}) AS is_own
        FROM notices n LEFT JOIN (${personNames}) p ON p.person_id = n.person_id
        LEFT JOIN (${currentProfiles}) b ON b.peer_id = n.actor
        ORDER BY n.at DESC, n.event_id DESC LIMIT ${MAX_NOTICES}
      ) ORDER BY at, notice_id`)
    .map((row) => ({
      ...row,
      is_own: row.is_own === 1,
      ...(mayAdmit && NOT_IN.has(row.kind) && { admit: row.notice_id as EventId<'user'> }),
    }))
}
