/**
 * Replay: rebuilds every projected row of one identity from its log, and says what the state is as one
 * fingerprint. Any order of arrival must give the fingerprint that replay gives (I2).
 */

import { recomputeStanding } from '../authority/standing.ts'
import { toHex, utf8 } from '../base/bytes.ts'
import { sha256 } from '../crypto/hash.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { isEphemeral, type ScopedTable } from '../db/table.ts'
import type { Registry } from '../events/event-module.ts'
import { countVolumes } from '../store/declined.ts'
import { type LogPart, logPage, setEventState } from '../store/log.ts'
import { blocked, log, STORE_TABLES } from '../store/tables.ts'
import { settleAllBodies } from './bodies.ts'
import type { PipelineContext } from './context.ts'
import { candidateFromLog, drainReady } from './ingest.ts'
import { createEffects, evaluate, settle, stateColumns } from './project.ts'

const PAGE = 500

/** Every table that replay rebuilds. */
export function projectedTables(registry: Registry): readonly ScopedTable[] {
  const ofModules = [...registry.values()].flatMap((module) => module.tables)
  return [...STORE_TABLES, ...ofModules].filter((table) => !isEphemeral(table))
}

/**
 * One transaction: a replay that fails leaves everything as it was. Sealed events come last: then every
 * epoch is known, and a key that only a link told opens nothing it should not (I9).
 */
export function replay(tx: Tx, context: PipelineContext): void {
  context.refresh()
  for (const table of projectedTables(context.registry)) {
    tx.unsafe.run(table.name, `DELETE FROM ${table.name} WHERE recorded_by = ?`, [tx.identity])
  }
  tx.unsafe.run('blocked', 'DELETE FROM blocked WHERE recorded_by = ?', [tx.identity])
  tx.unsafe.run('ready', 'DELETE FROM ready WHERE recorded_by = ?', [tx.identity])
  tx.unsafe.run('log', `UPDATE log SET state = 'blocked', reason = '', type = '' WHERE recorded_by = ?`, [tx.identity])
  for (const part of ['plain', 'sealed'] as const) {
    replayPart(tx, context, part)
    while (drainReady(tx, context, createEffects()));
  }
  recomputeStanding(tx, context.acts.all(tx.safe), context.acts.strays)
  context.acts.folded()
  countVolumes(tx)
  settleAllBodies(tx, context) // last: what half of the log says of a body may not be so
  context.volumes.flush(tx)
}

function replayPart(tx: Tx, context: PipelineContext, part: LogPart): void {
  const effects = createEffects()
  let position = 0
  for (;;) {
    const page = logPage(tx.unsafe, tx.identity, part, position, PAGE)
    for (const entry of page) {
      position = entry.position
      if (entry.state !== 'blocked') continue // derived just now, and judged then
      const evaluation = evaluate(tx, context, candidateFromLog(entry))
      const { state, reason, type } = stateColumns(evaluation)
      setEventState(tx, entry.event_id, state, reason, type)
      settle(tx, context, entry.event_id, evaluation, effects)
    }
    if (page.length < PAGE) break
  }
}

function canonicalRow(row: object): string {
  return JSON.stringify(row, (_key, value: unknown) => (value instanceof Uint8Array ? toHex(value) : value))
}

/**
 * SHA-256 over every projected row of one identity in key order, and over the state of every event in
 * its log: equal for two devices' replays of one set, and before and after a replay.
 */
export function fingerprint(db: SafeDb, registry: Registry): string {
  const lines: string[] = []
  for (const table of projectedTables(registry)) {
    const key = ['event_id', ...table.key].join(', ')
    const rows = db.all(sql`SELECT * FROM ${table}`)
    lines.push(`${table.name} by ${key}`, ...rows.map((row) => canonicalRow(withoutPlace(row, table))).sort())
  }
  lines.push(
    'log',
    ...db.all(sql`SELECT event_id, state, reason, type FROM ${log} ORDER BY event_id`).map(canonicalRow),
  )
  lines.push('blocked', ...db.all(sql`SELECT event_id, missing FROM ${blocked} ORDER BY event_id`).map(canonicalRow))
  return toHex(sha256(utf8(lines.join('\n'))))
}

/** Whose row it is and where in their log are matters of one device. */
function withoutPlace(row: Readonly<Record<string, unknown>>, { isInLogOrder }: ScopedTable): object {
  const { recorded_by: _identity, ...rest } = row
  if (!isInLogOrder) return rest
  const { position: _position, ...columns } = rest
  return columns
}
