/**
 * Whether an event counts, as a condition in SQL: its author is a member, or it lies within every cut
 * that ended their membership. What counts is shown; what does not is stored and passed on (I4).
 */

import { type Sql, sql } from '../db/sql.ts'
import { cut, device, offChain, standing, voidAct } from './tables.ts'

/** Columns of the event in the statement around it. */
export interface EventColumns {
  readonly author: Sql
  readonly seq: Sql
  readonly event_id: Sql
}

/** Of a row `l` of the log. */
export const LOGGED: EventColumns = { author: sql`l.author`, seq: sql`l.seq`, event_id: sql`l.event_id` }

/**
 * Whether it lies beyond a cut that ended its author's membership: its body goes, and what it claims is nothing. Before a
 * gap it claims nothing either, but its body stays: the gap may close.
 */
export function isCutOff(event: EventColumns, plane: 1 | 2): Sql {
  return sql`(NOT EXISTS (SELECT 1 FROM ${standing} t WHERE t.peer_id = ${event.author})
    AND (EXISTS (SELECT 1 FROM ${cut} k WHERE k.peer_id = ${event.author} AND k.plane = ${plane} AND k.count <= ${event.seq})
      OR EXISTS (SELECT 1 FROM ${offChain} o WHERE o.event_id = ${event.event_id} AND (o.is_proven = 1 OR ${plane} = 1))))`
}

/** @param plane 1 control and sealed state, 2 content */
export function isCounted(event: EventColumns, plane: 1 | 2): Sql {
  const cuts = sql`SELECT 1 FROM ${cut} k WHERE k.peer_id = ${event.author} AND k.plane = ${plane}`
  return sql`(EXISTS (SELECT 1 FROM ${standing} t WHERE t.peer_id = ${event.author})
    OR (EXISTS (${cuts}) AND NOT EXISTS (${cuts} AND k.count <= ${event.seq})
      AND NOT EXISTS (SELECT 1 FROM ${offChain} o WHERE o.event_id = ${event.event_id})))`
}

/** Of a row `d` of `device`: its link has effect. Whoever joined is a device of theirs, whatever became of the join. */
export const linkHasEffect = sql`(d.person_id = d.peer_id OR d.event_id NOT IN (SELECT event_id FROM ${voidAct}))`

/** Whether its author was linked, and none of the links counts: by a device that was lost, after its cut. */
export function isOfVoidLink(author: Sql): Sql {
  return sql`(EXISTS (SELECT 1 FROM ${device} d WHERE d.peer_id = ${author} AND d.person_id <> d.peer_id)
    AND NOT EXISTS (SELECT 1 FROM ${device} d WHERE d.peer_id = ${author}
      AND d.event_id NOT IN (SELECT event_id FROM ${voidAct})))`
}
