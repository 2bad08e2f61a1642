/**
 * What is not kept of authors who wrote more than a device keeps of one: their events are stored as husks,
 * listed here, and so are no gaps. And how much is kept of each author, with the word of this device's
 * person that there be no limit.
 */

import type { EventId, PeerId } from '../base/ids.ts'
import { FORM_WHOLE } from '../crypto/envelope.ts'
import type { Tx } from '../db/database.ts'
import { authorVolume, declined } from './tables.ts'

const ONE = 'WHERE recorded_by = ? AND event_id = ?'

export interface Volume {
  /** Of whole content events. */
  readonly bytes: number
  /** 1 if all is kept, however much it is. */
  readonly is_lifted: number
}

export function volumeOf(tx: Tx, author: PeerId): Volume {
  const row = tx.unsafe.first<Volume>(`SELECT bytes, is_lifted FROM ${authorVolume.name} ${ONE}`, [tx.identity, author])
  return row ?? { bytes: 0, is_lifted: 0 }
}

export function addToVolume(tx: Tx, author: PeerId, bytes: number): void {
  tx.unsafe.run(
    authorVolume.name,
    `INSERT INTO ${authorVolume.name} (recorded_by, event_id, bytes, is_lifted) VALUES (?, ?, ?, 0)
     ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes`,
    [tx.identity, author, bytes],
  )
}

export function liftLimit(tx: Tx, author: PeerId): void {
  tx.unsafe.run(
    authorVolume.name,
    `INSERT INTO ${authorVolume.name} (recorded_by, event_id, bytes, is_lifted) VALUES (?, ?, 0, 1)
     ON CONFLICT DO UPDATE SET is_lifted = 1`,
    [tx.identity, author],
  )
}

/** From the log: one pass over all content. */
export function countVolumes(tx: Tx): void {
  const { name } = authorVolume
  tx.unsafe.run(name, `UPDATE ${name} SET bytes = 0 WHERE recorded_by = ?`, [tx.identity])
  tx.unsafe.run(
    name,
    `INSERT INTO ${name} (recorded_by, event_id, bytes, is_lifted)
     SELECT recorded_by, author, sum(length(bytes)), 0 FROM log
     WHERE recorded_by = ? AND plane = 2 AND form = ? GROUP BY author
     ON CONFLICT DO UPDATE SET bytes = excluded.bytes`,
    [tx.identity, FORM_WHOLE],
  )
}

export function decline(tx: Tx, event_id: EventId, author: PeerId): void {
  tx.insert(declined.row({ event_id, author }))
}

export function isDeclined(tx: Tx, id: EventId): boolean {
  return tx.unsafe.first(`SELECT 1 AS yes FROM ${declined.name} ${ONE}`, [tx.identity, id]) !== undefined
}

/** There is nothing any more that could be kept. */
export function forgetDeclined(tx: Tx, id: EventId): void {
  tx.unsafe.run(declined.name, `DELETE FROM ${declined.name} ${ONE}`, [tx.identity, id])
}

/** What was declined of this author are gaps from now on: their bodies are wanted. */
export function wantDeclined(tx: Tx, author: PeerId): readonly EventId[] {
  const where = 'WHERE recorded_by = ? AND author = ?'
  const of = [tx.identity, author]
  const rows = tx.unsafe.all<{ event_id: EventId }>(`SELECT event_id FROM ${declined.name} ${where}`, of)
  tx.unsafe.run(
    'gap',
    `INSERT INTO gap (recorded_by, event_id) SELECT recorded_by, event_id FROM ${declined.name} ${where}`,
    of,
  )
  tx.unsafe.run(declined.name, `DELETE FROM ${declined.name} ${where}`, of)
  return rows.map((row) => row.event_id)
}
