/**
 * Which epoch a sender seals to: the deepest it holds that keeps out everybody who must not read on, and
 * that is under seven days old by its own clock; depth is computed from parents, never claimed. Nothing
 * here decides what may be read (I8).
 */

import type { EpochId, EventId, GroupId, PeerId, Timestamp } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { entitled } from '../events/entitled.ts'
import { groupTable } from '../events/group/group.ts'
import { MAX_EXCLUDES, MAX_PARENTS } from '../events/group/group_epoch.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { prekeySecretTable } from '../events/local/prekey_secret.ts'
import { type EpochGraph, epochGraph } from './epoch-graph.ts'
import { exclusionsIn, exclusionsOf, isSpoiled } from './exclusions.ts'
import { goodKeys } from './keys.ts'

const EPOCH_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000

export interface HeldEpoch {
  readonly epoch_id: EpochId
  readonly key: Uint8Array
  /** `null` while only a link vouches for it: then it counts as fresh. */
  readonly created_at: number | null
}

/** One a link vouches for has no known depth: any whose event is here goes before it. */
const UNKNOWN_DEPTH = -1

function heldIn(db: SafeDb, group: GroupId, { depth }: EpochGraph): readonly HeldEpoch[] {
  const depthOf = (epoch: HeldEpoch): number => depth.get(epoch.epoch_id) ?? UNKNOWN_DEPTH
  return db
    .all<HeldEpoch>(sql`
      SELECT epoch_id, key, created_at FROM (${goodKeys}) WHERE group_id = ${group} GROUP BY epoch_id ORDER BY epoch_id DESC`)
    .toSorted((a, b) => depthOf(b) - depthOf(a))
}

/** Epochs of a group whose key this device holds, the deepest first. */
export function heldEpochs(db: SafeDb, group: GroupId): readonly HeldEpoch[] {
  return heldIn(db, group, epochGraph(db, group))
}

/** The epoch to seal to now; `undefined` when a new one must be authored first. */
export function usableEpoch(db: SafeDb, group: GroupId, t_ms: Timestamp): HeldEpoch | undefined {
  const graph = epochGraph(db, group)
  const wanted = exclusionsOf(db, group)
  const { missingFrom, isSettled } = exclusionsIn(db, graph, wanted)
  return heldIn(db, group, graph).find(({ epoch_id, created_at }) => {
    if (created_at === null) return wanted.length === 0
    if (created_at <= t_ms - EPOCH_LIFETIME_MS) return false
    return isSettled(epoch_id) && missingFrom([epoch_id]).length === 0 && !isSpoiled(db, epoch_id, group)
  })
}

/** What a new epoch names. */
export interface EpochPlace {
  /** The tips of the graph, as far as it is known whom they keep out. */
  readonly parents: readonly EpochId[]
  /** What must be excluded and is not by those; as many as fit. */
  readonly excludes: readonly EventId[]
}

export function nextEpochPlace(db: SafeDb, group: GroupId): EpochPlace {
  const graph = epochGraph(db, group)
  const { missingFrom, isSettled } = exclusionsIn(db, graph, exclusionsOf(db, group))
  const settled = graph.epochs.filter(isSettled)
  const inner = new Set(settled.flatMap((epoch) => graph.parents.get(epoch) ?? []))
  const parents = settled.filter((epoch) => !inner.has(epoch)).slice(0, MAX_PARENTS)
  return { parents, excludes: missingFrom(parents).slice(0, MAX_EXCLUDES) }
}

export interface Recipient {
  readonly peer_id: PeerId
  /** A group prekey, X25519. */
  readonly key: Uint8Array
}

/** Which of a device's prekeys is wrapped to: the newest known, or its first, whose secret it has had from its first day. */
export type PrekeyChoice = 'newest' | 'first'

const PREKEY_ORDER = { newest: sql`p.rotation DESC, p.event_id DESC`, first: sql`p.rotation, p.event_id` } as const

/**
 * Every live device of every member of the group whose prekey is known (I5, I10). To `me` by one whose secret is here:
 * a device restored from a copy has lost those of later prekeys, and hears from others that it made them.
 */
export function recipientsOf(
  db: SafeDb,
  me: PeerId,
  group: GroupId,
  choice: PrekeyChoice = 'newest',
): readonly Recipient[] {
  const openable = sql`SELECT lower(hex(prekey_id)) FROM ${prekeySecretTable} WHERE namespace = 'group'`
  return db.all<Recipient>(sql`
    SELECT peer_id, key FROM (
      SELECT p.peer_id, p.key, row_number() OVER (PARTITION BY p.peer_id ORDER BY ${PREKEY_ORDER[choice]}) AS place
      FROM ${prekeyTable} p
      WHERE p.namespace = 'group' AND (p.peer_id <> ${me} OR p.prekey_id IN (${openable}))
        AND p.peer_id IN (SELECT peer_id FROM (${entitled}) WHERE group_id = ${group})
    ) WHERE place = 1 ORDER BY peer_id`)
}

/** Groups this device may have keys of, with the one a link vouches for. */
export function knownGroups(db: SafeDb): readonly GroupId[] {
  return db
    .all<{ group_id: GroupId }>(sql`
      SELECT event_id AS group_id FROM ${groupTable} UNION SELECT group_id FROM ${inviteAcceptedTable} ORDER BY group_id`)
    .map((row) => row.group_id)
}
