/**
 * Which epoch a sender seals to: the deepest it holds, unless that is over seven days old by its own
 * clock; depth is computed from parents, never claimed. Nothing here decides what may be read (I8).
 */

import type { EpochId, GroupId, PeerId, Timestamp } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { groupTable } from '../events/group/group.ts'
import { MAX_PARENTS } from '../events/group/group_epoch.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { entitled } from './entitled.ts'
import { epochGraph } from './epoch-graph.ts'
import { goodKeys } from './keys.ts'

const EPOCH_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

export interface HeldEpoch {
  readonly epoch_id: EpochId
  readonly key: Uint8Array
  /** Undefined while only a link vouches for it: then it counts as fresh. */
  readonly created_at: number | null
}

/** One a link vouches for has no known depth: any whose event is here goes before it. */
const UNKNOWN_DEPTH = -1

/** Epochs of a group whose key this device holds, the deepest first. */
export function heldEpochs(db: SafeDb, group: GroupId): readonly HeldEpoch[] {
  const { depth } = epochGraph(db, group)
  const depthOf = (epoch: HeldEpoch): number => depth.get(epoch.epoch_id) ?? UNKNOWN_DEPTH
  return db
    .all<HeldEpoch>(sql`
      SELECT epoch_id, key, created_at FROM (${goodKeys}) WHERE group_id = ${group} GROUP BY epoch_id ORDER BY epoch_id DESC`)
    .toSorted((a, b) => depthOf(b) - depthOf(a))
}

/** The epoch to seal to now; `undefined` when a new one must be authored first. */
export function usableEpoch(db: SafeDb, group: GroupId, t_ms: Timestamp): HeldEpoch | undefined {
  const [deepest] = heldEpochs(db, group)
  if (deepest === undefined) return undefined
  const isFresh = deepest.created_at === null || deepest.created_at > t_ms - EPOCH_LIFETIME_MS
  return isFresh ? deepest : undefined
}

/** The tips of the DAG: what a new epoch names as parents. */
export function epochTips(db: SafeDb, group: GroupId): readonly EpochId[] {
  return epochGraph(db, group).tips.slice(0, MAX_PARENTS)
}

export interface Recipient {
  readonly peer_id: PeerId
  /** Newest group prekey known, X25519. */
  readonly key: Uint8Array
}

/** Every live device of every member of the group whose prekey is known (I5, I10: this one too). */
export function recipientsOf(db: SafeDb, group: GroupId): readonly Recipient[] {
  return db.all<Recipient>(sql`
    SELECT peer_id, key FROM (
      SELECT p.peer_id, p.key, row_number() OVER (PARTITION BY p.peer_id ORDER BY p.rotation DESC, p.event_id DESC) AS newest
      FROM ${prekeyTable} p
      WHERE p.namespace = 'group' AND p.peer_id IN (SELECT peer_id FROM (${entitled}) WHERE group_id = ${group})
    ) WHERE newest = 1 ORDER BY peer_id`)
}

/** Groups this device may have keys of, with the one a link vouches for. */
export function knownGroups(db: SafeDb): readonly GroupId[] {
  return db
    .all<{ group_id: GroupId }>(sql`
      SELECT event_id AS group_id FROM ${groupTable} UNION SELECT group_id FROM ${inviteAcceptedTable} ORDER BY group_id`)
    .map((row) => row.group_id)
}
