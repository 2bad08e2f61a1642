/**
 * The epochs of a group as a graph by `parents`. Any member may write as many as they like, so everything
 * here is linear in their number, and nothing recurses.
 */

import type { EpochId, GroupId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { epochParentTable, epochTable } from '../events/group/group_epoch.ts'

export interface EpochGraph {
  /** How many epochs stand before each on the longest way from one without known parents. */
  readonly depth: ReadonlyMap<EpochId, number>
  /** Those that are no epoch's parent, the newest first. */
  readonly tips: readonly EpochId[]
}

export function epochGraph(db: SafeDb, group: GroupId): EpochGraph {
  const epochs = db.all<{ event_id: EpochId }>(
    sql`SELECT event_id FROM ${epochTable} WHERE group_id = ${group} ORDER BY created_at DESC, event_id DESC`,
  )
  const depth = new Map(epochs.map((epoch) => [epoch.event_id, 0]))
  const children = new Map<EpochId, EpochId[]>()
  const parentsLeft = new Map<EpochId, number>()
  for (const { event_id, parent_id } of db.all<{ event_id: EpochId; parent_id: EpochId }>(
    sql`SELECT event_id, parent_id FROM ${epochParentTable}`,
  )) {
    if (!depth.has(event_id) || !depth.has(parent_id)) continue
    const known = children.get(parent_id)
    if (known === undefined) children.set(parent_id, [event_id])
    else known.push(event_id)
    parentsLeft.set(event_id, (parentsLeft.get(event_id) ?? 0) + 1)
  }
  // In the order of Kahn: each is looked at once all its parents are. Ids are hashes, so there is no circle.
  const ready = epochs.map((epoch) => epoch.event_id).filter((id) => !parentsLeft.has(id))
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    for (const child of children.get(id) ?? []) {
      depth.set(child, Math.max(depth.get(child) ?? 0, (depth.get(id) ?? 0) + 1))
      const left = (parentsLeft.get(child) ?? 0) - 1
      parentsLeft.set(child, left)
      if (left === 0) ready.push(child)
    }
  }
  return { depth, tips: epochs.map((epoch) => epoch.event_id).filter((id) => !children.has(id)) }
}
