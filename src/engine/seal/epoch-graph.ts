/**
 * The epochs of a group as a graph by `parents`. Any member may write as many as they like, so everything
 * here is linear in their number, and nothing recurses.
 */

import { pushTo } from '../base/groups.ts'
import type { EpochId, GroupId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { epochParentTable, epochTable } from '../events/group/group_epoch.ts'

export interface EpochGraph {
  /** How many epochs stand before each on the longest way from one without known parents; parents before children. */
  readonly depth: ReadonlyMap<EpochId, number>
  readonly parents: ReadonlyMap<EpochId, readonly EpochId[]>
  /** The newest first. */
  readonly epochs: readonly EpochId[]
}

export function epochGraph(db: SafeDb, group: GroupId): EpochGraph {
  const epochs = db
    .all<{ event_id: EpochId }>(
      sql`SELECT event_id FROM ${epochTable} WHERE group_id = ${group} ORDER BY created_at DESC, event_id DESC`,
    )
    .map(({ event_id }) => event_id)
  const known = new Set(epochs)
  const parents = new Map<EpochId, EpochId[]>()
  const children = new Map<EpochId, EpochId[]>()
  for (const { event_id, parent_id } of db.all<{ event_id: EpochId; parent_id: EpochId }>(
    sql`SELECT event_id, parent_id FROM ${epochParentTable}`,
  )) {
    if (!known.has(event_id) || !known.has(parent_id)) continue
    pushTo(parents, event_id, parent_id)
    pushTo(children, parent_id, event_id)
  }
  const depth = new Map<EpochId, number>()
  const parentsLeft = new Map([...parents].map(([id, of]) => [id, of.length]))
  // In the order of Kahn: each is looked at once all its parents are. Ids are hashes, so there is no circle.
  const ready = epochs.filter((id) => !parents.has(id))
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    depth.set(id, Math.max(0, ...(parents.get(id) ?? []).map((parent) => (depth.get(parent) ?? 0) + 1)))
    for (const child of children.get(id) ?? []) {
      const left = (parentsLeft.get(child) ?? 0) - 1
      parentsLeft.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return { depth, parents, epochs }
}
