/**
 * What the repair planner goes by: keys that members lack and this device could give, keys that this
 * device lacks, and what it has been told about wraps that do not open.
 */

import type { EpochId, EventId, GroupId, PeerId, Timestamp } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { entitled, knownWraps } from '../events/entitled.ts'
import { epochTable, wrapTable } from '../events/group/group_epoch.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { epochsOfNobody } from '../events/waiting.ts'
import { blocked, keyAsked, log, wrapRefused } from '../store/tables.ts'
import { unsettledEpochs } from './exclusions.ts'
import { goodKeys } from './keys.ts'

/** A key this device holds and another, entitled to it, is not known to have. */
export interface LackedKey {
  readonly group_id: GroupId
  readonly recipient: PeerId
  readonly epoch_id: EpochId
  /** How many wraps it has said do not open. */
  readonly refusals: number
}

/** Planned at once; what is more comes when these are settled. */
const MAX_LACKED = 4_096

/** Of groups this device is entitled to itself, devices whose prekey is known, and epochs known to keep out whom they must. */
export function lackedKeys(db: SafeDb, me: PeerId): readonly LackedKey[] {
  return db.all<LackedKey>(sql`
    SELECT e.group_id, e.peer_id AS recipient, k.epoch_id,
      (SELECT count(*) FROM ${wrapRefused} x WHERE x.recipient = e.peer_id AND x.epoch_id = k.epoch_id) AS refusals
    FROM (${entitled}) e
    JOIN (${goodKeys}) k ON k.group_id = e.group_id AND k.created_at IS NOT NULL
    WHERE e.peer_id <> ${me} AND k.epoch_id NOT IN (${unsettledEpochs}) AND e.group_id IN (SELECT group_id FROM (${entitled}) WHERE peer_id = ${me})
      AND EXISTS (SELECT 1 FROM ${prekeyTable} p WHERE p.peer_id = e.peer_id AND p.namespace = 'group')
      AND NOT EXISTS (SELECT 1 FROM (${knownWraps}) w WHERE w.epoch_id = k.epoch_id AND w.recipient = e.peer_id)
    ORDER BY e.peer_id, k.epoch_id LIMIT ${MAX_LACKED}`)
}

/** A key this device is entitled to and does not hold. */
export interface MissingKey {
  readonly epoch_id: EpochId
  /** When the latest wrap for this device came, by its own clock; it did not open. */
  readonly wrapped_at: number | undefined
}

/**
 * Those asked for least often first, so that no number of others, which nobody may hold, keeps one from being asked for;
 * of these the epochs that events wait for, then the newest. `CROSS JOIN` holds SQLite to this order: it would rather
 * pass over the whole log for each of them.
 */
export function missingKeys(db: SafeDb, me: PeerId, limit: number): readonly MissingKey[] {
  return db
    .all<{ epoch_id: EpochId; wrapped_at: number | null }>(sql`
      SELECT e.event_id AS epoch_id,
        (SELECT max(l.recorded_at) FROM ${wrapTable} w CROSS JOIN ${log} l ON l.event_id = w.event_id
          WHERE w.epoch_id = e.event_id AND w.recipient = ${me}) AS wrapped_at
      FROM ${epochTable} e
      WHERE e.group_id IN (SELECT group_id FROM (${entitled}) WHERE peer_id = ${me})
        AND e.event_id NOT IN (SELECT epoch_id FROM (${goodKeys})) AND e.event_id NOT IN (${epochsOfNobody})
      ORDER BY coalesce((SELECT k.times FROM ${keyAsked} k WHERE k.event_id = e.event_id), 0),
        EXISTS (SELECT 1 FROM ${blocked} b WHERE b.missing = 'key:' || e.event_id) DESC, e.created_at DESC, e.event_id
      LIMIT ${limit}`)
    .map(({ epoch_id, wrapped_at }) => ({ epoch_id, wrapped_at: wrapped_at ?? undefined }))
}

/**
 * The wraps of this key known so far no longer count: their recipient has said that they do not open.
 * @param made_before those recorded here later are not what it speaks of, unless that was later than now
 */
export function refuseWraps(
  tx: Tx,
  recipient: PeerId,
  epoch: EpochId,
  { made_before, t_ms }: { readonly made_before: number; readonly t_ms: Timestamp },
): void {
  const refused = tx.safe.all<{ event_id: EventId }>(sql`
    SELECT w.event_id FROM (${knownWraps}) w CROSS JOIN ${log} l ON l.event_id = w.event_id
    WHERE w.recipient = ${recipient} AND w.epoch_id = ${epoch} AND (l.recorded_at <= ${made_before} OR l.recorded_at > ${t_ms})`)
  for (const { event_id } of refused) tx.insert(wrapRefused.row({ event_id, epoch_id: epoch, recipient }))
}

/** The devices in its group that are known to hold a key: those with a wrap of it, its author among them. */
export function holdersOf(db: SafeDb, epochs: readonly EpochId[]): ReadonlyMap<EpochId, ReadonlySet<PeerId>> {
  const holders = new Map<EpochId, Set<PeerId>>()
  const rows = db.all<{ epoch_id: EpochId; recipient: PeerId }>(sql`
    SELECT w.epoch_id, w.recipient FROM (${knownWraps}) w JOIN ${epochTable} e ON e.event_id = w.epoch_id
    WHERE w.epoch_id IN (SELECT value FROM json_each(${JSON.stringify(epochs)}))
      AND (w.recipient, e.group_id) IN (SELECT peer_id, group_id FROM (${entitled}))`)
  for (const { epoch_id, recipient } of rows) {
    const known = holders.get(epoch_id)
    if (known === undefined) holders.set(epoch_id, new Set([recipient]))
    else known.add(recipient)
  }
  return holders
}
