/**
 * The fold's result as rows, rewritten in the transaction that adds a control event, so that queries,
 * planners and links consult one truth.
 */

import type { PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { controlAct, standing } from '../store/tables.ts'
import { type Act, effective, type Standing } from './effective.ts'

/** @returns whose standing it changed, sometimes more than once */
export function recomputeStanding(tx: Tx): readonly PersonId[] {
  const rows = tx.safe.all<{ event_id: Act['event_id']; author: PeerId; created_at: number; act: string }>(
    sql`SELECT event_id, author, created_at, act FROM ${controlAct}`,
  )
  const now = effective(rows.map(({ act, ...row }) => ({ ...row, power: JSON.parse(act) as Act['power'] })))
  const before = tx.safe.all<Standing>(
    sql`SELECT event_id, peer_id, person_id, rank, since FROM ${standing} ORDER BY since, event_id`,
  )
  const [old, young] = [new Set(before.map(rowKey)), new Set(now.map(rowKey))]
  const changed = [...before.filter((row) => !young.has(rowKey(row))), ...now.filter((row) => !old.has(rowKey(row)))]
  if (changed.length === 0) return []
  tx.unsafe.run(standing.name, 'DELETE FROM standing WHERE recorded_by = ?', [tx.identity])
  for (const row of now) tx.insert(standing.row({ ...row }))
  return changed.map((row) => row.person_id)
}

function rowKey(row: Standing): string {
  return `${row.event_id} ${row.rank}`
}

export function isMember(db: SafeDb, peer: PeerId): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${peer} LIMIT 1`) !== undefined
}
