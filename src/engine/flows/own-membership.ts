/**
 * What every control event of a device names in `auth`: the event that makes it a member.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { networkTable } from '../events/identity/network.ts'
import { userTable } from '../events/identity/user.ts'

/** @throws EngineError `not_permitted` for an identity that is no member */
export function ownMembership(db: SafeDb, me: Me): EventId<'network' | 'user'> {
  const row = db.first<{ event_id: EventId<'network' | 'user'> }>(sql`
    SELECT event_id FROM ${networkTable} WHERE founder = ${me.peer_id}
    UNION ALL SELECT event_id FROM ${userTable} WHERE peer_id = ${me.peer_id} LIMIT 1`)
  if (row === undefined) throw new EngineError('not_permitted')
  return row.event_id
}

export function isFounder(db: SafeDb, me: Me): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${networkTable} WHERE founder = ${me.peer_id}`) !== undefined
}

/** Whether the community's root has come: not before a joiner has met a member. */
export function knowsRoot(db: SafeDb): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${networkTable}`) !== undefined
}
