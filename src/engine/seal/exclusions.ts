/**
 * Who a group's epochs keep out. An epoch names the removals and revocations its author knew (`excludes`),
 * and its descendants inherit them: keys are fresh and wrapped by whoever has all of those in view. What an
 * epoch claims is believed no further than that: see {@link isSpoiled} and `epochs.ts`.
 */

import { groupBy } from '../base/groups.ts'
import type { EpochId, EventId, GroupId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import { entitled } from '../events/entitled.ts'
import { groupTable } from '../events/group/group.ts'
import { epochExcludeTable, epochParentTable, epochTable, wrapTable } from '../events/group/group_epoch.ts'
import { groupMemberRemovedTable } from '../events/group/group_member_removed.ts'
import { adminRevokedTable } from '../events/identity/admin_revoked.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { inviteClosedTable } from '../events/identity/invite_closed.ts'
import { peerRemovedTable } from '../events/identity/peer_removed.ts'
import { userTable } from '../events/identity/user.ts'
import { userRemovedTable } from '../events/identity/user_removed.ts'
import { cut, device, log, membership, voidAct } from '../store/tables.ts'
import type { EpochGraph } from './epoch-graph.ts'

/**
 * What an epoch of the group must exclude to be written under: removals in force of devices whose person
 * was in it, and removals from the group itself; for the group of everybody also revocations of links, and closings that took away a join known here.
 */
export function exclusionsOf(db: SafeDb, group: GroupId): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT c.event_id FROM ${cut} c JOIN ${device} d ON d.peer_id = c.peer_id
      JOIN ${membership} m ON m.person_id = d.person_id WHERE m.group_id = ${group}
      UNION SELECT c.event_id FROM ${inviteClosedTable} c
      WHERE ${group} NOT IN (SELECT event_id FROM ${groupTable} WHERE scope <> 'all')
        AND c.event_id NOT IN (SELECT event_id FROM ${voidAct}) AND (c.revoked = 1 OR EXISTS (
        SELECT 1 FROM ${userTable} u JOIN ${voidAct} v ON v.event_id = u.event_id WHERE u.invite_id = c.invite_id))
      UNION SELECT a.event_id FROM ${adminRevokedTable} a
      WHERE ${group} NOT IN (SELECT event_id FROM ${groupTable} WHERE scope <> 'all')
        AND a.event_id NOT IN (SELECT event_id FROM ${voidAct}) AND EXISTS (
        SELECT 1 FROM ${inviteTable} i JOIN ${voidAct} v ON v.event_id = i.event_id)
      UNION SELECT r.event_id FROM ${groupMemberRemovedTable} r
      WHERE r.group_id = ${group} AND r.event_id NOT IN (SELECT event_id FROM ${voidAct})
      ORDER BY event_id`)
    .map(({ event_id }) => event_id)
}

/** Every event that an epoch may name, valid and here. */
const knownExclusions: Sql = sql`
  SELECT event_id FROM ${userRemovedTable} UNION ALL SELECT event_id FROM ${peerRemovedTable}
  UNION ALL SELECT event_id FROM ${groupMemberRemovedTable} UNION ALL SELECT event_id FROM ${inviteClosedTable}
  UNION ALL SELECT event_id FROM ${adminRevokedTable}`

/**
 * Epochs that name, or descend from one that names, what is not known here, for joins: `epoch_id`. Whom they
 * keep out cannot be told, so nobody is given their keys and nothing is built on them until it can.
 */
export const unsettledEpochs: Sql = sql`
  WITH RECURSIVE unsettled (epoch_id) AS (
    SELECT event_id FROM ${epochExcludeTable} WHERE excluded_id NOT IN (${knownExclusions})
    UNION SELECT p.event_id FROM ${epochParentTable} p JOIN unsettled u ON p.parent_id = u.epoch_id
  ) SELECT epoch_id FROM unsettled`

export interface Exclusions {
  /** Of those asked for, which are named by none of these epochs nor by what they descend from. */
  missingFrom(epochs: readonly EpochId[]): readonly EventId[]
  isSettled(epoch: EpochId): boolean
}

/** Linear in epochs and what they name; what they name beside what is asked for is not carried along. */
export function exclusionsIn(db: SafeDb, { depth, parents }: EpochGraph, wanted: readonly EventId[]): Exclusions {
  const bits = new Map(wanted.map((id, i) => [id, 1n << BigInt(i)]))
  const unsettled = new Set(db.all<{ epoch_id: EpochId }>(unsettledEpochs).map(({ epoch_id }) => epoch_id))
  const named = groupBy(
    db.all<{ event_id: EpochId; excluded_id: EventId }>(sql`SELECT event_id, excluded_id FROM ${epochExcludeTable}`),
    ({ event_id }) => event_id,
  )
  const masks = new Map<EpochId, bigint>()
  for (const epoch of depth.keys()) {
    let mask = 0n
    for (const { excluded_id } of named.get(epoch) ?? []) mask |= bits.get(excluded_id) ?? 0n
    for (const parent of parents.get(epoch) ?? []) mask |= masks.get(parent) ?? 0n
    masks.set(epoch, mask)
  }
  return {
    missingFrom(epochs) {
      const all = epochs.reduce((mask, epoch) => mask | (masks.get(epoch) ?? 0n), 0n)
      return wanted.filter((id) => ((bits.get(id) ?? 0n) & all) === 0n)
    },
    isSettled: (epoch) => depth.has(epoch) && !unsettled.has(epoch),
  }
}

/**
 * Whether somebody has, or has given out, what they should not: its author is not in the group (any more),
 * or a member has wrapped it to a device of this community that is not. A claim to exclude proves nothing.
 * `CROSS JOIN` holds SQLite to this order: it would rather begin with everything its members ever wrote.
 */
export function isSpoiled(db: SafeDb, epoch: EpochId, group: GroupId): boolean {
  const members = sql`SELECT peer_id FROM (${entitled}) WHERE group_id = ${group}`
  const row = db.first(sql`
    WITH members AS MATERIALIZED (${members})
    SELECT 1 AS yes FROM ${epochTable} WHERE event_id = ${epoch} AND author NOT IN members
    UNION ALL SELECT 1 FROM ${wrapTable} w CROSS JOIN ${log} l ON l.event_id = w.event_id
    WHERE w.epoch_id = ${epoch} AND w.recipient NOT IN members AND l.author IN members
      AND w.recipient IN (SELECT peer_id FROM ${device})
    LIMIT 1`)
  return row !== undefined
}
