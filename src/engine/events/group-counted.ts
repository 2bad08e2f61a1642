/**
 * Whether what was said in a group of its own people counts, as a condition in SQL: its author is in the
 * group, or was once, and it lies within every cut that ended that time. `store/counted.ts` says the same of
 * the community.
 */

import { type Sql, sql } from '../db/sql.ts'
import { type EventColumns, linkHasEffect } from '../store/counted.ts'
import { device, groupCut, groupEnd, groupOffChain, groupStanding } from '../store/tables.ts'

/** Of a row `k` of `group_cut`: the event lies within it, on the chain it ends. */
function isWithin({ seq, event_id }: EventColumns): Sql {
  return sql`(k.count > ${seq} AND NOT EXISTS (
    SELECT 1 FROM ${groupOffChain} o WHERE o.event_id = k.event_id AND o.off_id = ${event_id}))`
}

/** @param group the group's id, or the column that holds it */
export function isCountedIn(group: Sql, event: EventColumns): Sql {
  const { author } = event
  // Some time in it, of those that have ended, in which it lies within every cut that ended this one.
  const within = sql`SELECT 1 FROM ${groupCut} k JOIN ${groupEnd} e ON e.event_id = k.event_id
    WHERE k.peer_id = ${author} AND k.group_id = ${group} AND ${isWithin(event)}
      AND NOT EXISTS (SELECT 1 FROM ${groupEnd} a LEFT JOIN ${groupCut} k
        ON k.event_id = a.event_id AND k.peer_id = ${author}
        WHERE a.add_id = e.add_id AND coalesce(${isWithin(event)}, 0) = 0)`
  return sql`(EXISTS (SELECT 1 FROM ${device} d JOIN ${groupStanding} p ON p.person_id = d.person_id
      WHERE d.peer_id = ${author} AND p.group_id = ${group} AND ${linkHasEffect}) OR EXISTS (${within}))`
}
