/**
 * Events stored here that cannot be shown yet although this device may read them. What is sealed to
 * groups it is not in waits for a key that will never come, and what an accepted link stands for meanwhile
 * is missed by nobody: neither is news to anybody here.
 */

import { type Sql, sql } from '../db/sql.ts'
import { blocked, vouch } from '../store/tables.ts'
import { entitled } from './entitled.ts'
import type { Me } from './event-module.ts'
import { epochTable } from './group/group_epoch.ts'

/**
 * For joins: `event_id, missing`, a row for each thing that may end the wait. What is missed is looked up thing
 * by thing, so that what others say among themselves, however much of it is stored here, is not passed over.
 */
export function waitingEvents(me: Me): Sql {
  return sql`
    WITH RECURSIVE missed (missing) AS (
      SELECT * FROM (SELECT missing FROM ${blocked} WHERE missing > '' ORDER BY missing LIMIT 1)
      UNION ALL SELECT (SELECT b.missing FROM ${blocked} b WHERE b.missing > m.missing ORDER BY b.missing LIMIT 1)
      FROM missed m WHERE m.missing IS NOT NULL
    )
    SELECT b.event_id, b.missing FROM missed m CROSS JOIN ${blocked} b ON b.missing = m.missing
    WHERE b.event_id NOT IN (SELECT target_id FROM ${vouch}) AND m.missing NOT IN (
      SELECT 'key:' || event_id FROM ${epochTable} WHERE group_id NOT IN (
        SELECT group_id FROM (${entitled}) WHERE peer_id = ${me.peer_id}))`
}
