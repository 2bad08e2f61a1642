/**
 * The identities of this device and the results of commands: the few device-wide facts.
 */

import { EngineError } from '../base/errors.ts'
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

/** Every row of the identity in every table that has any, and what its commands answered. */
export function removeIdentity(tx: Tx, identity: IdentityId): void {
  const tables = tx.unsafe.all<{ name: string }>(
    `SELECT m.name FROM sqlite_schema m JOIN pragma_table_info(m.name) c
     WHERE m.type = 'table' AND c.name = 'recorded_by' ORDER BY m.name`,
  )
  for (const { name } of tables) tx.unsafe.run(name, `DELETE FROM ${name} WHERE recorded_by = ?`, [identity])
  tx.unsafe.run('command_result', `UPDATE command_result SET result = '' WHERE identity = ?`, [identity])
  tx.unsafe.run('identity', 'DELETE FROM identity WHERE identity = ?', [identity])
  tx.erases()
}

/** @throws EngineError `unknown_identity` when the identity that answered has gone: nothing is done twice (I17) */
export function commandResult(db: Pick<UnsafeDb, 'first'>, id: CommandId): { readonly result: string } | undefined {
  const known = db.first<{ result: string }>('SELECT result FROM command_result WHERE command_id = ?', [id])
  if (known?.result === '') throw new EngineError('unknown_identity')
  return known
}

/** Results are kept for a day: a retry comes within seconds. */
const RESULT_KEPT_MS = 24 * 60 * 60 * 1000

/** @param tx of the identity whose command it was: with the identity its answers go */
export function keepCommandResult(tx: Tx, id: CommandId, result: string, t_ms: Timestamp): void {
  tx.unsafe.run('command_result', 'DELETE FROM command_result WHERE at < ?', [t_ms - RESULT_KEPT_MS])
  tx.unsafe.run('command_result', 'INSERT INTO command_result (command_id, identity, result, at) VALUES (?, ?, ?, ?)', [
    id,
    tx.identity,
    result,
    t_ms,
  ])
}
