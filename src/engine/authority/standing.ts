/**
 * The fold's result as rows, brought up to date in the transaction that adds a control event, so that
 * queries, planners and links consult one truth. Only rows that differ are written.
 */

import { groupBy } from '../base/groups.ts'
import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { SqlRow, SqlValue } from '../base/ports.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Insert, ScopedTable } from '../db/table.ts'
import { chainOf } from '../store/log.ts'
import {
  cut,
  erasureRight,
  groupStanding,
  heldGrant,
  inviteState,
  log,
  offChain,
  standing,
  voidAct,
} from '../store/tables.ts'
import type { Act } from './act.ts'
import { chainBelow, provenOff } from './chains.ts'
import { type CutInForce, effective, headsOf, type Standing } from './effective.ts'

/** What the fold has changed, as far as bodies follow it. */
export interface StandingChanges {
  /** Whose standing, sometimes more than once. */
  readonly people: readonly PersonId[]
  /** How much of which devices counts. */
  readonly cutDevices: readonly PeerId[]
  /** Which deletions by right have effect. */
  readonly erasures: readonly EventId[]
}

export const NOTHING_CHANGED: StandingChanges = { people: [], cutDevices: [], erasures: [] }

/** @param acts every valid act of this identity's log */
export function recomputeStanding(tx: Tx, acts: readonly Act[]): StandingChanges {
  const chains = new Map<EventId, ReadonlySet<EventId>>()
  for (const [peer, heads] of groupBy(headsOf(acts), (end) => end.peer_id)) {
    const chain = chainOf(tx.unsafe, tx.identity, peer, 1)
    for (const { head } of heads) chains.set(head, chainBelow(chain, head))
  }
  const result = effective(acts, chains)
  const before = tx.safe.all<Place>(sql`SELECT event_id, person_id, rank FROM ${standing}`)
  rewrite(tx, standing, result.standing.map(standing.row))
  rewrite(tx, heldGrant, result.grants.map(heldGrant.row))
  const invites = result.invites.map(({ revoked, ...invite }) => ({ ...invite, revoked: revoked ? 1 : 0 }))
  rewrite(tx, inviteState, invites.map(inviteState.row))
  const cuts = result.cuts.map(({ head: _head, ...end }) => end)
  const changedCuts = rewrite(tx, cut, cuts.map(cut.row))
  const changedChains = rewrite(tx, offChain, toRows(offChainOf(tx, result.cuts)).map(offChain.row))
  const erasures = rewrite(tx, erasureRight, result.erasures.map(erasureRight.row))
  rewrite(tx, voidAct, toRows(result.voids).map(voidAct.row))
  rewrite(tx, groupStanding, result.groups.map(groupStanding.row))
  return {
    people: differences(before, result.standing),
    cutDevices: [
      ...changedCuts.map((row) => String(row.peer_id) as PeerId),
      ...changedChains.flatMap((row) => authorOf(tx, String(row.event_id))),
    ],
    erasures: erasures.map((row) => String(row.event_id) as EventId),
  }
}

function authorOf(tx: Tx, id: string): readonly PeerId[] {
  return tx.safe.all<{ author: PeerId }>(sql`SELECT author FROM ${log} WHERE event_id = ${id}`).map((row) => row.author)
}

const toRows = (ids: Iterable<EventId>) => [...ids].map((event_id) => ({ event_id }))

type Place = Pick<Standing, 'event_id' | 'person_id' | 'rank'>

function differences(before: readonly Place[], now: readonly Place[]): readonly PersonId[] {
  const keyOf = (row: Place): string => `${row.event_id} ${row.rank}`
  const [old, young] = [new Set(before.map(keyOf)), new Set(now.map(keyOf))]
  const changed = [...before.filter((row) => !young.has(keyOf(row))), ...now.filter((row) => !old.has(keyOf(row)))]
  return changed.map((row) => row.person_id)
}

function offChainOf(tx: Tx, cuts: readonly CutInForce[]): ReadonlySet<EventId> {
  const found = new Set<EventId>()
  for (const ofDevice of groupBy(cuts, ({ peer_id, plane }) => `${plane} ${peer_id}`).values()) {
    const [first] = ofDevice
    if (first === undefined) continue
    const chain = chainOf(tx.unsafe, tx.identity, first.peer_id, first.plane)
    for (const { head, count } of ofDevice) {
      if (head !== undefined) for (const id of provenOff(chain, head, count)) found.add(id)
    }
  }
  return found
}

/** Writes what differs between a table and what it should hold. @returns the rows that went and those that came */
function rewrite(tx: Tx, table: ScopedTable, rows: readonly Insert[]): readonly SqlRow[] {
  const columns = Object.keys(table.columns)
  const keyed = (values: readonly SqlValue[]): string => JSON.stringify(values)
  const wanted = new Map(rows.map((row) => [keyed(row.values), row]))
  const keyColumns = ['event_id', ...table.key]
  const where = keyColumns.map((column) => `${column} = ?`).join(' AND ')
  const changed: SqlRow[] = []
  for (const row of tx.safe.all(sql`SELECT * FROM ${table}`)) {
    if (wanted.delete(keyed(columns.map((column) => row[column] ?? null)))) continue
    const key = keyColumns.map((column) => row[column] ?? null)
    tx.unsafe.run(table.name, `DELETE FROM ${table.name} WHERE recorded_by = ? AND ${where}`, [tx.identity, ...key])
    changed.push(row)
  }
  for (const row of wanted.values()) {
    tx.insert(row)
    changed.push(Object.fromEntries(columns.map((column, i) => [column, row.values[i] ?? null])))
  }
  return changed
}

export function isMember(db: SafeDb, peer: PeerId): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${peer} LIMIT 1`) !== undefined
}
