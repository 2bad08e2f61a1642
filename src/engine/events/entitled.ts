/**
 * Who may have which keys, and who is known to have them. Devices that stand, of people who are in the
 * group, are entitled to every key of it: history is full. In the group of everybody is who joined; of a
 * group of its own people the authority fold says who is. Queries only.
 */

import type { GroupId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { groupStanding, membership, standing, wrapRefused } from '../store/tables.ts'
import { groupTable } from './group/group.ts'
import { wrapTable } from './group/group_epoch.ts'

/** For joins: `peer_id, person_id, group_id`. */
export const entitled = sql`
  SELECT s.peer_id, s.person_id, m.group_id FROM ${standing} s JOIN ${membership} m ON m.person_id = s.person_id
  WHERE m.group_id NOT IN (SELECT event_id FROM ${groupTable} WHERE scope <> 'all')
  UNION SELECT s.peer_id, s.person_id, g.group_id FROM ${standing} s JOIN ${groupStanding} g ON g.person_id = s.person_id`

/** Wraps whose recipient has not said that they do not open, for joins: `event_id, epoch_id, recipient`. */
export const knownWraps = sql`
  SELECT w.event_id, w.epoch_id, w.recipient FROM ${wrapTable} w WHERE NOT EXISTS (
    SELECT 1 FROM ${wrapRefused} x
    WHERE x.event_id = w.event_id AND x.epoch_id = w.epoch_id AND x.recipient = w.recipient)`

/** The groups this device may read. */
export function groupsOf(db: SafeDb, peer: PeerId): readonly GroupId[] {
  return db
    .all<{ group_id: GroupId }>(
      sql`SELECT DISTINCT group_id FROM (${entitled}) WHERE peer_id = ${peer} ORDER BY group_id`,
    )
    .map(({ group_id }) => group_id)
}
