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
import type { ChainEnd } from '../events/power.ts'
import { chainOf } from '../store/log.ts'
import {
  cut,
  device,
  erasureRight,
  groupCut,
  groupEnd,
  groupOffChain,
  groupStanding,
  heldGrant,
  inviteState,
  lateErasure,
  membership,
  offChain,
  standing,
  voidAct,
} from '../store/tables.ts'
import type { Act } from './act.ts'
import { type Below, chainsOf, type Stray } from './chains.ts'
import { type Effective, effective, endsIn, type Standing } from './effective.ts'
import type { Strays } from './strays.ts'

/** What the fold has changed, as far as bodies follow it. */
export interface StandingChanges {
  /** Whose standing, sometimes more than once. */
  readonly people: readonly PersonId[]
  /** How much of which devices counts. */
  readonly cutDevices: readonly PeerId[]
  /** Which events of cut devices their ends lead to. */
  readonly strays: readonly EventId[]
  /** Which deletions by right have effect, and where. */
  readonly erasures: readonly EventId[]
}

export const NOTHING_CHANGED: StandingChanges = { people: [], cutDevices: [], strays: [], erasures: [] }

/** @param acts every valid act of this identity's log @param known of the chains of that log */
export function recomputeStanding(tx: Tx, acts: readonly Act[], known: Strays): StandingChanges {
  const chains = new Map<EventId, Below>()
  for (const [peer, ends] of groupBy(endsIn(acts), ({ peer_id }) => peer_id)) {
    const belowOf = chainsOf(new Map(chainOf(tx.safe, peer, 1).map((link) => [link.event_id as string, link])))
    for (const id of ends.flatMap(({ end }) => [end.head, ...end.below])) {
      // Anybody may name anything as the end of anybody's chain: an event is on its author's alone.
      const below = chains.has(id) ? undefined : belowOf(id)
      if (below !== undefined) chains.set(id, below)
    }
  }
  const result = effective(acts, chains)
  const before = tx.safe.all<Place>(sql`SELECT event_id, person_id, rank FROM ${standing}`)
  rewrite(tx, standing, result.standing.map(standing.row))
  rewrite(tx, heldGrant, result.grants.map(heldGrant.row))
  const invites = result.invites.map(({ revoked, ...invite }) => ({ ...invite, revoked: revoked ? 1 : 0 }))
  rewrite(tx, inviteState, invites.map(inviteState.row))
  const straysOf: StraysOf = ({ peer_id, end }, plane) => (end === undefined ? [] : known.of(tx, peer_id, plane, end))
  const cuts = result.cuts.map(({ end: _end, ...row }) => cut.row(row))
  const changedCuts = rewrite(tx, cut, cuts)
  const strays = new Map<EventId, Stray>()
  for (const stray of result.cuts.flatMap((one) => straysOf(one, one.plane))) {
    if (strays.get(stray.event_id)?.is_proven !== 1) strays.set(stray.event_id, stray)
  }
  const changedChains = rewrite(tx, offChain, [...strays.values()].map(offChain.row))
  const changedRights = rewrite(tx, erasureRight, result.erasures.map(erasureRight.row))
  const changedVoids = rewrite(tx, voidAct, toRows(result.voids).map(voidAct.row))
  const changedLate = rewrite(tx, lateErasure, result.groups.late.map(lateErasure.row))
  rewriteGroups(tx, result.groups, straysOf)
  return {
    people: [...differences(before, result.standing), ...madeBy(tx, changedVoids)],
    cutDevices: changedCuts.map((row) => String(row.peer_id) as PeerId),
    strays: changedChains.map(eventOf),
    erasures: [...changedRights, ...changedLate].map(eventOf),
  }
}

const eventOf = (row: SqlRow) => String(row.event_id) as EventId

const toRows = (ids: Iterable<EventId>) => [...ids].map((event_id) => ({ event_id }))

type Place = Pick<Standing, 'event_id' | 'person_id' | 'rank'>

function differences(before: readonly Place[], now: readonly Place[]): readonly PersonId[] {
  const keyOf = (row: Place): string => `${row.event_id} ${row.rank}`
  const [old, young] = [new Set(before.map(keyOf)), new Set(now.map(keyOf))]
  const changed = [...before.filter((row) => !young.has(keyOf(row))), ...now.filter((row) => !old.has(keyOf(row)))]
  return changed.map((row) => row.person_id)
}

type StraysOf = (
  cut: { readonly peer_id: PeerId; readonly end: ChainEnd | undefined },
  plane: 1 | 2,
) => readonly Stray[]

function rewriteGroups(tx: Tx, { members, ends, cuts }: Effective['groups'], straysOf: StraysOf): void {
  rewrite(tx, groupStanding, members.map(groupStanding.row))
  rewrite(tx, groupEnd, ends.map(groupEnd.row))
  const rows = cuts.map(({ end: _end, ...row }) => groupCut.row(row))
  rewrite(tx, groupCut, rows)
  const strays = cuts.flatMap((one) =>
    straysOf(one, 2).map((stray) => groupOffChain.row({ event_id: one.event_id, off_id: stray.event_id })),
  )
  rewrite(tx, groupOffChain, strays)
}

/** Whom these acts make a member of something, or of whom they make a device. */
function madeBy(tx: Tx, acts: readonly SqlRow[]): readonly PersonId[] {
  if (acts.length === 0) return []
  const ids = sql`(SELECT value FROM json_each(${JSON.stringify(acts.map((row) => row.event_id))}))`
  return tx.safe
    .all<{ person_id: PersonId }>(sql`SELECT person_id FROM ${membership} WHERE event_id IN ${ids}
      UNION SELECT person_id FROM ${device} WHERE event_id IN ${ids}`)
    .map((row) => row.person_id)
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
