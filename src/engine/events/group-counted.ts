/**
 * Whether what was said in a group of its own people counts, as a condition in SQL: its author is in the
 * group, or was once, and it lies within every cut that ended that time. `store/counted.ts` says the same of
 * the community.
 */

import type { GroupId } from '../base/ids.ts'
import { type Sql, sql } from '../db/sql.ts'
import { device, groupStanding, voidAct } from '../store/tables.ts'
import { groupCutTable, groupEndTable } from './group/group_member_removed.ts'

/** @param author, seq columns of the statement around it */
export function isCountedIn(group: GroupId, { author, seq }: { readonly author: Sql; readonly seq: Sql }): Sql {
  const isInForce = (event: Sql): Sql => sql`${event} NOT IN (SELECT event_id FROM ${voidAct})`
  // Some time in it, of those that have ended, in which it lies within every cut that ended this one.
  const within = sql`SELECT 1 FROM ${groupCutTable} k JOIN ${groupEndTable} e ON e.event_id = k.event_id
    WHERE k.peer_id = ${author} AND k.group_id = ${group} AND k.count > ${seq}
      AND ${isInForce(sql`k.event_id`)} AND ${isInForce(sql`e.add_id`)}
      AND NOT EXISTS (SELECT 1 FROM ${groupEndTable} o LEFT JOIN ${groupCutTable} c
        ON c.event_id = o.event_id AND c.peer_id = ${author}
        WHERE o.add_id = e.add_id AND ${isInForce(sql`o.event_id`)} AND coalesce(c.count, 0) <= ${seq})`
  return sql`(EXISTS (SELECT 1 FROM ${device} d JOIN ${groupStanding} p ON p.person_id = d.person_id
      WHERE d.peer_id = ${author} AND p.group_id = ${group}) OR EXISTS (${within}))`
}
