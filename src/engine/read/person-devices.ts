/**
 * device.list: the devices of one person that are members now.
 */

import type { PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { devicesOfPersons } from '../events/persons.ts'
import { controlAct, seen, standing } from '../store/tables.ts'

export interface DeviceRow {
  readonly peer_id: PeerId
  /** The one this query was asked on. */
  readonly is_this: boolean
  /** The person's first; the others were linked. */
  readonly is_first: boolean
  /** The device that linked it; absent for the first, and for one linked by the recovery key. */
  readonly linked_by?: PeerId
  readonly since: number
  readonly connected: boolean
  /** 0 when never met by this device. */
  readonly last_seen_at: number
}

/** Whose device this is; `undefined` while it is nobody's. */
export function ownPerson(db: SafeDb, me: Me): PersonId | undefined {
  return db.first<{ person_id: PersonId }>(
    sql`SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${me.peer_id}`,
  )?.person_id
}

/** Oldest first. @param person this device's own where left out */
export function deviceRows(
  db: SafeDb,
  me: Me,
  person: PersonId | undefined,
  isConnected: (peer: PeerId) => boolean,
): readonly DeviceRow[] {
  const whose = person ?? ownPerson(db, me)
  if (whose === undefined) return []
  return db
    .all<{ peer_id: PeerId; linker: PeerId; since: number; last_seen_at: number }>(sql`
      SELECT s.peer_id, a.author AS linker, min(s.since) AS since, coalesce(e.at, 0) AS last_seen_at
      FROM ${standing} s JOIN ${controlAct} a ON a.event_id = s.event_id LEFT JOIN ${seen} e ON e.event_id = s.peer_id
      WHERE s.person_id = ${whose} GROUP BY s.peer_id ORDER BY since, s.peer_id`)
    .map(({ linker, ...row }) => ({
      ...row,
      is_this: row.peer_id === me.peer_id,
      is_first: (row.peer_id as string) === whose,
      ...(linker === row.peer_id ? {} : { linked_by: linker }),
      connected: isConnected(row.peer_id),
    }))
}
