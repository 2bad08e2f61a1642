/**
 * This device's own secrets, as the tables of local-only events hold them. Read here, used by sealing,
 * unwrapping and signing; never copied anywhere else.
 */

import { must } from '../base/errors.ts'
import type { EpochId, GroupId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { groupKeyTable } from '../events/local/group_key.ts'
import { peerTable } from '../events/local/peer.ts'
import { prekeySecretTable } from '../events/local/prekey_secret.ts'

export interface EpochKey {
  readonly group_id: GroupId
  /** 32 bytes. */
  readonly key: Uint8Array
}

export function epochKey(db: SafeDb, epoch: EpochId): EpochKey | undefined {
  return db.first<EpochKey>(sql`SELECT group_id, key FROM ${groupKeyTable} WHERE epoch_id = ${epoch} LIMIT 1`)
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
