/**
 * What every control event of a device names in `auth`: the event that makes it a member.
 */

import { EngineError } from '../base/errors.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { device, standing } from '../store/tables.ts'
import type { Me } from './event-module.ts'
import type { MembershipId } from './fields.ts'

/** @throws EngineError `not_permitted` for an identity that is no member */
export function ownMembership(db: SafeDb, me: Me): MembershipId {
  const row = db.first<{ event_id: MembershipId }>(sql`
    SELECT d.event_id FROM ${device} d LEFT JOIN ${standing} s ON s.event_id = d.event_id
    WHERE d.peer_id = ${me.peer_id} ORDER BY s.since IS NULL, s.since, d.event_id LIMIT 1`)
  if (row === undefined) throw new EngineError('not_permitted')
  return row.event_id
}
