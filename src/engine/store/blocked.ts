/**
 * What waits on what. A blocked event names the first thing it misses, or each of several that could end
 * its wait; when one comes, everything that waited for it moves to `ready`, a queue in the database
 * drained in chunks, so that a cascade of any depth needs neither recursion nor one huge transaction.
 */

import type { EventId, IdentityId } from '../base/ids.ts'
import type { Missing } from '../base/outcome.ts'
import type { Tx, UnsafeDb } from '../db/database.ts'
import { LOG_COLUMNS, type LogEntry } from './log.ts'

/** An event, and where in the log it is. */
export type PlacedEntry = LogEntry & { readonly position: number }

/** From now on the event waits for any of these. It waits for nothing yet: release takes every wait of it away. */
export function block(tx: Tx, id: EventId, missing: readonly Missing[]): void {
  for (const one of missing) {
    tx.unsafe.run(
      'blocked',
      `INSERT INTO blocked (recorded_by, missing, position, event_id)
       SELECT recorded_by, ?, position, event_id FROM log WHERE recorded_by = ? AND event_id = ?`,
      [one, tx.identity, id],
    )
  }
}

/** Moves everything that waits for `missing` to the ready queue; how many waits ended. */
export function release(tx: Tx, missing: Missing): number {
  const waiting = tx.unsafe.first('SELECT 1 AS found FROM blocked WHERE recorded_by = ? AND missing = ? LIMIT 1', [
    tx.identity,
    missing,
  ])
  if (waiting === undefined) return 0
  tx.unsafe.run(
    'ready',
    `INSERT OR IGNORE INTO ready (recorded_by, position)
     SELECT recorded_by, position FROM blocked WHERE recorded_by = ? AND missing = ?`,
    [tx.identity, missing],
  )
  return tx.unsafe.run(
    'blocked',
    `DELETE FROM blocked INDEXED BY blocked_by_position WHERE recorded_by = ? AND position IN
       (SELECT position FROM blocked WHERE recorded_by = ? AND missing = ?)`,
    [tx.identity, tx.identity, missing],
  )
}

/** Whether the ready queue holds anything. */
export function hasReady(db: Pick<UnsafeDb, 'all'>, identity: IdentityId): boolean {
  return db.all('SELECT 1 AS found FROM ready WHERE recorded_by = ? LIMIT 1', [identity]).length > 0
}

/** An event waits for nothing any more. */
export function unblock(tx: Tx, id: EventId): void {
  tx.unsafe.run(
    'blocked',
    `DELETE FROM blocked WHERE recorded_by = ?1 AND position =
       (SELECT position FROM log WHERE recorded_by = ?1 AND event_id = ?2)`,
    [tx.identity, id],
  )
}

/** Takes up to `limit` events off the ready queue, oldest recorded first. */
export function takeReady(tx: Tx, limit: number): readonly PlacedEntry[] {
  const entries = tx.unsafe.all<PlacedEntry>(
    `SELECT l.position, ${LOG_COLUMNS} FROM ready r JOIN log l ON l.position = r.position
     WHERE r.recorded_by = ? ORDER BY r.position LIMIT ?`,
    [tx.identity, limit],
  )
  const last = entries.at(-1)
  if (last !== undefined) {
    tx.unsafe.run('ready', 'DELETE FROM ready WHERE recorded_by = ? AND position <= ?', [tx.identity, last.position])
  }
  return entries
}
