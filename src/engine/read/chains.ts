/**
 * What the chains of devices say about them: places signed twice (the two events, both stored, are the
 * proof), and places that have not come. Shown to people; never an input to anything.
 */

import type { PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { log } from '../store/tables.ts'

export interface ChainFault {
  readonly peer_id: PeerId
  /** 1: control and sealed state; 2: content. */
  readonly plane: 1 | 2
  /** Events beyond the first at a place of the chain: the device equivocated, or runs twice. */
  readonly forks: number
  /** Places below the highest known one that nothing has filled: not here yet, or withheld. */
  readonly missing: number
}

/** One row for each chain that is not whole. Reads an index over the log once: for diagnostics, not for lists. */
export function chainFaults(db: SafeDb): readonly ChainFault[] {
  return db.all<ChainFault>(sql`
    SELECT author AS peer_id, plane, count(*) - count(DISTINCT seq) AS forks, max(seq) + 1 - count(DISTINCT seq) AS missing
    FROM ${log} WHERE plane > 0 GROUP BY author, plane
    HAVING count(*) > count(DISTINCT seq) OR max(seq) + 1 > count(DISTINCT seq) ORDER BY author, plane`)
}
