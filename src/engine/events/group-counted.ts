/**
 * Whether what was said in a group of its own people counts, as a condition in SQL: its author is in the
 * group, or it lies within every cut that ended their time in it. `store/counted.ts` says the same of the
 * community.
 */

import type { GroupId } from '../base/ids.ts'
import { type Sql, sql } from '../db/sql.ts'
import { device, groupStanding, voidAct } from '../store/tables.ts'
import { groupCutTable } from './group/group_member_removed.ts'

/** @param author, seq columns of the statement around it */
export function isCountedIn(group: GroupId, { author, seq }: { readonly author: Sql; readonly seq: Sql }): Sql {
  const cuts = sql`SELECT 1 FROM ${groupCutTable} k WHERE k.peer_id = ${author} AND k.group_id = ${group}
    AND k.event_id NOT IN (SELECT event_id FROM ${voidAct})`
  return sql`(EXISTS (SELECT 1 FROM ${device} d JOIN ${groupStanding} p ON p.person_id = d.person_id
      WHERE d.peer_id = ${author} AND p.group_id = ${group})
    OR (EXISTS (${cuts}) AND NOT EXISTS (${cuts} AND k.count <= ${seq})))`
}
