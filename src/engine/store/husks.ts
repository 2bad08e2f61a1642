/**
 * Bodies leaving the log and coming back. An erased event keeps its place, id and signature as a husk; a
 * husk that nothing explains is listed as a gap. Who may erase what is decided elsewhere (`authority/`).
 */

import { must } from '../base/errors.ts'
import type { EventId, IdentityId } from '../base/ids.ts'
import { FORM_HUSK, FORM_WHOLE, huskOf, parseEnvelope } from '../crypto/envelope.ts'
import type { Tx, UnsafeDb } from '../db/database.ts'
import { unblock } from './blocked.ts'
import type { ChainPlace, LogEntry } from './log.ts'
import { declined } from './tables.ts'

const ONE = 'WHERE recorded_by = ? AND event_id = ?'

/** Replaces the stored event by its husk, and ends its wait for whatever it waited for. */
export function dropBody(tx: Tx, entry: LogEntry): void {
  const envelope = parseEnvelope(entry.bytes)
  const husk = huskOf(must(typeof envelope === 'string' ? undefined : envelope, 'a stored event'))
  tx.unsafe.run('log', `UPDATE log SET form = ?, state = 'husk', reason = '', type = '', bytes = ? ${ONE}`, [
    FORM_HUSK,
    husk,
    tx.identity,
    entry.event_id,
  ])
  unblock(tx, entry.event_id)
  tx.erases()
}

/** The body is back: these bytes have the husk's id, so they hash to what it states. */
export function restoreBody(tx: Tx, id: EventId, bytes: Uint8Array): void {
  tx.unsafe.run('log', `UPDATE log SET form = ?, bytes = ? ${ONE}`, [FORM_WHOLE, bytes, tx.identity, id])
  closeGap(tx, id)
}

export function openGap(tx: Tx, id: EventId): void {
  tx.unsafe.run('gap', 'INSERT INTO gap (recorded_by, event_id) VALUES (?, ?)', [tx.identity, id])
}

export function closeGap(tx: Tx, id: EventId): void {
  tx.unsafe.run('gap', `DELETE FROM gap ${ONE}`, [tx.identity, id])
}

export function isGap(db: Pick<UnsafeDb, 'first'>, identity: IdentityId, id: EventId): boolean {
  return db.first(`SELECT 1 AS yes FROM gap ${ONE}`, [identity, id]) !== undefined
}

/** At most `limit` gaps after this id, in the order of their ids. */
export function gapsAfter(
  db: Pick<UnsafeDb, 'all'>,
  identity: IdentityId,
  after: string,
  limit: number,
): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(
      'SELECT event_id FROM gap WHERE recorded_by = ? AND event_id > ? ORDER BY event_id LIMIT ?',
      [identity, after, limit],
    )
    .map((row) => row.event_id)
}

/** Author and place of every husk that nothing erased: what a receipt must not speak of. */
export function unheldPlaces(db: Pick<UnsafeDb, 'all'>, identity: IdentityId): readonly ChainPlace[] {
  return db.all(
    `SELECT l.author, l.seq FROM log l JOIN (
       SELECT recorded_by, event_id FROM gap UNION ALL SELECT recorded_by, event_id FROM ${declined.name}
     ) u ON u.recorded_by = l.recorded_by AND u.event_id = l.event_id WHERE l.recorded_by = ?`,
    [identity],
  )
}
