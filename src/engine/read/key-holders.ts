/**
 * Who is known to hold which keys, as rows that name people.
 */

import type { EpochId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { holdersOf } from '../seal/lacks.ts'
import { standing } from '../store/tables.ts'

/** A device that is a member now. */
export interface KeyHolder {
  readonly peer_id: PeerId
  /** Of its person; empty while no profile has come. */
  readonly name: string
  readonly connected: boolean
}

export interface KeyHolders {
  /** Whether this device is known to have a wrap of it that opens. */
  isKnownToHold(epoch: EpochId, peer: PeerId): boolean
  /** Everybody else who could give it to `to`: those connected first, then by name. */
  suppliersOf(epoch: EpochId, to: PeerId): readonly KeyHolder[]
}

export function keyHolders(db: SafeDb, epochs: readonly EpochId[], isConnected: (peer: PeerId) => boolean): KeyHolders {
  const rows = db.all<{ peer_id: PeerId; name: string }>(sql`
    SELECT DISTINCT s.peer_id, coalesce(p.name, '') AS name FROM ${standing} s
    LEFT JOIN (${currentProfiles}) p ON p.peer_id = s.peer_id`)
  const devices = new Map(rows.map((row) => [row.peer_id, { ...row, connected: isConnected(row.peer_id) }]))
  const holders = holdersOf(db, epochs)
  return {
    isKnownToHold: (epoch, peer) => holders.get(epoch)?.has(peer) === true,
    suppliersOf: (epoch, to) =>
      [...(holders.get(epoch) ?? [])]
        .flatMap((peer) => (peer === to ? [] : (devices.get(peer) ?? [])))
        .toSorted(
          (a, b) =>
            Number(b.connected) - Number(a.connected) ||
            a.name.localeCompare(b.name) ||
            (a.peer_id < b.peer_id ? -1 : 1),
        ),
  }
}
