/**
 * Events stored here that cannot be shown yet although this device may read them. What is sealed to
 * groups it is not in waits for a key that will never come, and what an accepted link stands for meanwhile
 * is missed by nobody: neither is news to anybody here.
 */

import { type Sql, sql } from '../db/sql.ts'
import { isCounted, isCutOff, LOGGED } from '../store/counted.ts'
import { blocked, log, vouch } from '../store/tables.ts'
import { entitled } from './entitled.ts'
import type { Me } from './event-module.ts'
import { groupTable } from './group/group.ts'
import { epochTable } from './group/group_epoch.ts'
import { isCountedIn } from './group-counted.ts'

/**
 * Epochs by whoever was out when they made them, or is now, under which nothing waits that would be shown, for `IN`. A
 * member who has not heard of it may write under one, and then it is waited for like any other.
 */
export const epochsOfNobody = sql`
  SELECT made.event_id FROM ${epochTable} made CROSS JOIN ${log} l ON l.event_id = made.event_id
  LEFT JOIN ${groupTable} g ON g.event_id = made.group_id
  WHERE (${isCutOff(LOGGED, 1)}
      OR (g.scope <> 'all' AND (made.author, made.group_id) NOT IN (SELECT peer_id, group_id FROM (${entitled}))))
    AND NOT EXISTS (SELECT 1 FROM ${blocked} b CROSS JOIN ${log} l ON l.event_id = b.event_id
      WHERE b.missing = 'key:' || made.event_id AND (l.plane = 1 AND ${isCounted(LOGGED, 1)}
        OR l.plane = 2 AND ${isCounted(LOGGED, 2)}
          AND (coalesce(g.scope, 'all') = 'all' OR ${isCountedIn(sql`made.group_id`, LOGGED)})))`

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
        SELECT group_id FROM (${entitled}) WHERE peer_id = ${me.peer_id})
      UNION ALL SELECT 'key:' || event_id FROM (${epochsOfNobody}))`
}
