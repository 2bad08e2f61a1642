/**
 * key.askAgain, and what this device has asked for: kept beside the log, so that a reload asks no faster.
 */

import type { EpochId, Timestamp } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import { missingKeys } from '../seal/lacks.ts'
import { keyAsked } from '../store/tables.ts'

/** Told to the asker as missing; more are asked for as these come. */
const MAX_ASKED_AGAIN = 1_024

export interface KeyAsk {
  readonly at: number
  /** How often it has been asked for; 0 when a person wants it asked for now. */
  readonly times: number
}

export function keyAsks(db: SafeDb): ReadonlyMap<EpochId, KeyAsk> {
  const rows = db.all<KeyAsk & { readonly event_id: EpochId }>(sql`SELECT event_id, at, times FROM ${keyAsked}`)
  return new Map(rows.map(({ event_id, ...ask }) => [event_id, ask]))
}

function put(tx: Tx, epoch: EpochId, { at, times }: KeyAsk): void {
  tx.unsafe.run(
    keyAsked.name,
    `INSERT INTO ${keyAsked.name} (recorded_by, event_id, at, times) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, times = excluded.times`,
    [tx.identity, epoch, at, times],
  )
}

export function noteAsked(tx: Tx, epochs: readonly EpochId[], t_ms: Timestamp): void {
  const before = keyAsks(tx.safe)
  for (const epoch of epochs) put(tx, epoch, { at: t_ms, times: (before.get(epoch)?.times ?? 0) + 1 })
}

/**
 * Asks for every missing key as soon as somebody is connected, however often it has been asked for.
 * @returns how many are missing
 */
export function askAgain({ db, me, t_ms }: CommandContext, tx: Tx): { readonly missing: number } {
  const missing = missingKeys(db, me.peer_id, MAX_ASKED_AGAIN)
  for (const { epoch_id } of missing) put(tx, epoch_id, { at: t_ms, times: 0 })
  return { missing: missing.length }
}
