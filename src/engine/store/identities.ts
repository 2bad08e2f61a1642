/**
 * The identities of this device and the results of commands: the few device-wide facts.
 */

import type { CommandId, IdentityId, NetworkId, PeerId, Timestamp } from '../base/ids.ts'
import type { Tx, UnsafeDb } from '../db/database.ts'

export interface LocalIdentity {
  readonly identity: IdentityId
  readonly peer_id: PeerId
  readonly network_id: NetworkId
  readonly created_at: number
}

export function listIdentities(db: Pick<UnsafeDb, 'all'>): readonly LocalIdentity[] {
  return db.all('SELECT identity, peer_id, network_id, created_at FROM identity ORDER BY identity')
}

export function addIdentity(tx: Tx, peer: PeerId, network: NetworkId, t_ms: Timestamp): LocalIdentity {
  tx.unsafe.run('identity', 'INSERT INTO identity (peer_id, network_id, created_at) VALUES (?, ?, ?)', [
    peer,
    network,
    t_ms,
  ])
  const row = tx.unsafe.first<LocalIdentity>('SELECT * FROM identity WHERE peer_id = ?', [peer])
  if (row === undefined) throw new Error('the identity just inserted is missing')
  return row
}

export function commandResult(db: Pick<UnsafeDb, 'first'>, id: CommandId): { readonly result: string } | undefined {
  return db.first('SELECT result FROM command_result WHERE command_id = ?', [id])
}

/** Results are kept for a day: a retry comes within seconds. */
const RESULT_KEPT_MS = 24 * 60 * 60 * 1000

export function keepCommandResult(tx: Tx, id: CommandId, result: string, t_ms: Timestamp): void {
  tx.unsafe.run('command_result', 'DELETE FROM command_result WHERE at < ?', [t_ms - RESULT_KEPT_MS])
  tx.unsafe.run('command_result', 'INSERT INTO command_result (command_id, result, at) VALUES (?, ?, ?)', [
    id,
    result,
    t_ms,
  ])
}
