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

/** Whether it lies beyond a cut that ended its author's membership: its body goes, and what it claims is nothing. */
export function isCutOff(event: EventColumns, plane: 1 | 2): Sql {
  return sql`(NOT EXISTS (SELECT 1 FROM ${standing} t WHERE t.peer_id = ${event.author})
    AND (EXISTS (SELECT 1 FROM ${cut} k WHERE k.peer_id = ${event.author} AND k.plane = ${plane} AND k.count <= ${event.seq})
      OR EXISTS (SELECT 1 FROM ${offChain} o WHERE o.event_id = ${event.event_id})))`
}

/** @param plane 1 control and sealed state, 2 content */
export function isCounted(event: EventColumns, plane: 1 | 2): Sql {
  const cuts = sql`SELECT 1 FROM ${cut} k WHERE k.peer_id = ${event.author} AND k.plane = ${plane}`
  return sql`(EXISTS (SELECT 1 FROM ${standing} t WHERE t.peer_id = ${event.author})
    OR (EXISTS (${cuts}) AND NOT EXISTS (${cuts} AND k.count <= ${event.seq})
      AND NOT EXISTS (SELECT 1 FROM ${offChain} o WHERE o.event_id = ${event.event_id})))`
}

/** Whether its author was linked, and none of the links counts: by a device that was lost, after its cut. */
export function isOfVoidLink(author: Sql): Sql {
  return sql`(EXISTS (SELECT 1 FROM ${device} d WHERE d.peer_id = ${author} AND d.person_id <> d.peer_id)
    AND NOT EXISTS (SELECT 1 FROM ${device} d WHERE d.peer_id = ${author}
      AND d.event_id NOT IN (SELECT event_id FROM ${voidAct})))`
}
