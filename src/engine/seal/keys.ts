/**
 * This device's own secrets, as the tables of local-only events hold them. Read here, used by sealing,
 * unwrapping and signing; never copied anywhere else.
 */

import { must } from '../base/errors.ts'
import type { EpochId, GroupId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { epochTable } from '../events/group/group_epoch.ts'
import { groupKeyTable } from '../events/local/group_key.ts'
import { peerTable } from '../events/local/peer.ts'
import { prekeySecretTable } from '../events/local/prekey_secret.ts'

/**
 * The keys that count, for joins: `epoch_id, group_id, key, created_at`. One that its epoch does not
 * commit to is none (I9). Before the epoch's event has come, what the accepted link says of its key
 * counts, and `created_at` is null.
 */
export const goodKeys = sql`
  SELECT k.epoch_id, k.group_id, k.key, e.created_at FROM ${groupKeyTable} k
  LEFT JOIN ${epochTable} e ON e.event_id = k.epoch_id
  WHERE e.event_id IS NULL OR (e.key_id = k.key_id AND e.group_id = k.group_id)`

/** The same of one epoch. */
const goodKeyOf = (epoch: EpochId) => sql`SELECT * FROM (${goodKeys}) WHERE epoch_id = ${epoch} LIMIT 1`

export interface EpochKey {
  readonly group_id: GroupId
  /** 32 bytes. */
  readonly key: Uint8Array
  /** Only a link has told it so far: what it does not open may open under another. */
  readonly isVouched: boolean
}

export function epochKey(db: SafeDb, epoch: EpochId): EpochKey | undefined {
  const row = db.first<{ group_id: GroupId; key: Uint8Array; created_at: number | null }>(goodKeyOf(epoch))
  if (row === undefined) return undefined
  return { group_id: row.group_id, key: row.key, isVouched: row.created_at === null }
}

/** Whether a link gave another key than the one this epoch, now here, commits to. */
export function isDisproved(db: SafeDb, epoch: EpochId): boolean {
  const row = db.first(sql`
    SELECT 1 AS yes FROM ${groupKeyTable} k JOIN ${epochTable} e ON e.event_id = k.epoch_id
    WHERE k.epoch_id = ${epoch} AND (e.key_id <> k.key_id OR e.group_id <> k.group_id) LIMIT 1`)
  return row !== undefined
}

/** The X25519 secret of a group prekey. @param prekeyId 8 bytes */
export function groupPrekeySecret(db: SafeDb, prekeyId: Uint8Array): Uint8Array | undefined {
  return db.first<{ secret: Uint8Array }>(
    sql`SELECT secret FROM ${prekeySecretTable} WHERE namespace = 'group' AND prekey_id = ${prekeyId} LIMIT 1`,
  )?.secret
}

/** The seed of this device's signing key, 32 bytes. @throws InvariantError before the device was made */
export function signingSeed(db: SafeDb): Uint8Array {
  return must(db.first<{ signing_seed: Uint8Array }>(sql`SELECT signing_seed FROM ${peerTable}`), 'the own peer')
    .signing_seed
}
