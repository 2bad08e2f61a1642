/**
 * message.waiting: why events stored here cannot be shown yet, asked when a person wants to know.
 */

import type { EpochId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { waitingEvents } from '../events/waiting.ts'
import { gap, log } from '../store/tables.ts'
import { type KeyHolder, keyHolders } from './key-holders.ts'

/** One thing that is missing. */
export interface WaitingRow {
  /** `key:<epoch>`, `event:<id>`, `member:<device or person>:<group>`, or `body`. Tells rows apart. */
  readonly missing: string
  /**
   * `key`: of the epoch they are sealed under. `event`: an earlier event. `member`: what makes their author one.
   * `body`: they came without their content, and nothing known here says why.
   */
  readonly reason: 'key' | 'event' | 'member' | 'body'
  /** How many events wait for it. */
  readonly count: number
  /** Who made the epoch, or wrote what is waited for; empty where that is not known. */
  readonly author_name: string
  /** When the epoch was made, by its author's clock; 0 for what is no epoch known here. */
  readonly made_at: number
  /** Of a key: who is known to hold it. */
  readonly suppliers: readonly KeyHolder[]
}

const MAX_ROWS = 64

/** What most wait for first. */
export function waitingRows(db: SafeDb, me: Me, isConnected: (peer: PeerId) => boolean): readonly WaitingRow[] {
  const rows = db.all<Omit<WaitingRow, 'suppliers'> & { readonly epoch_id: EpochId }>(sql`
    SELECT w.missing, w.reason, w.count, w.target AS epoch_id, coalesce(p.name, '') AS author_name,
      CASE WHEN w.reason = 'key' THEN coalesce(l.created_at, 0) ELSE 0 END AS made_at
    FROM (
      SELECT missing, count(*) AS count, substr(missing, 1, instr(missing, ':') - 1) AS reason,
        substr(missing, instr(missing, ':') + 1, 64) AS target
      FROM (${waitingEvents(me)}) GROUP BY missing ORDER BY count DESC, missing LIMIT ${MAX_ROWS}
    ) w
    LEFT JOIN ${log} l ON l.event_id = w.target
    LEFT JOIN (${currentProfiles}) p ON p.peer_id = coalesce(l.author, w.target)
    ORDER BY w.count DESC, w.missing`)
  const epochs = rows.filter(({ reason }) => reason === 'key').map(({ epoch_id }) => epoch_id)
  const holders = keyHolders(db, epochs, isConnected)
  const waiting = rows.map(
    ({ epoch_id, ...row }): WaitingRow => ({
      ...row,
      suppliers: row.reason === 'key' ? holders.suppliersOf(epoch_id, me.peer_id) : [],
    }),
  )
  const count = db.first<{ n: number }>(sql`SELECT count(*) AS n FROM ${gap}`)?.n ?? 0
  if (count === 0) return waiting
  return [...waiting, { missing: 'body', reason: 'body', count, author_name: '', made_at: 0, suppliers: [] }]
}
