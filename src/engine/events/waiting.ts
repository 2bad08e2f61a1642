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

/** For joins: `event_id, missing`, a row for each thing that may end the wait. */
export function waitingEvents(me: Me): Sql {
  return sql`SELECT event_id, missing FROM ${blocked}
    WHERE event_id NOT IN (SELECT target_id FROM ${vouch}) AND missing NOT IN (
    SELECT 'key:' || event_id FROM ${epochTable} WHERE group_id NOT IN (
      SELECT group_id FROM (${entitled}) WHERE peer_id = ${me.peer_id}))`
}
