/**
 * connection.state: what the header pill and the connection doctor show.
 */

import type { PeerId } from '../base/ids.ts'
import type { RendezvousServerState } from '../base/ports.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { messageTable, othersOf } from '../events/content/message.ts'
import type { Me } from '../events/event-module.ts'
import { have, standing } from '../store/tables.ts'

export interface SyncProgress {
  /** Events received in the running sessions, and how many are known to be still missing. */
  readonly received: number
  readonly to_come: number
}

export interface ConnectionRow {
  readonly state: 'connected' | 'looking' | 'alone' | 'offline'
  /** Members with a live, authenticated link. */
  readonly connected: number
  readonly servers: readonly RendezvousServerState[]
  /** Own messages that no other device has confirmed. */
  readonly waiting_out: number
  readonly sync: SyncProgress
  /** This device runs from an older or a second copy: it reads on, and writes nothing more. */
  readonly is_forked: boolean
}

/** `connection.peers`: how far this device and one that it has a link to have told each other what they hold. */
export interface PeerSyncRow {
  readonly peer_id: PeerId
  /** At the last comparison both held the same, and since then nothing was found missing here. */
  readonly is_complete: boolean
  /** Events received in the running comparison, and about how many are still missing here. */
  readonly received: number
  readonly to_come: number
}

/** The name under which watchers of {@link ConnectionRow} hear of what no table holds. */
export const CONNECTION_TABLE = 'connection_ephemeral'

/** Own messages that no other member's device says it holds; all of them while there is nobody else. */
export function waitingOut(db: SafeDb, me: Me): number {
  const row = db.first<{ n: number }>(sql`
    SELECT count(*) AS n FROM ${messageTable} m WHERE m.author = ${me.peer_id} AND NOT EXISTS (
      SELECT 1 FROM ${have} h WHERE h.author = ${me.peer_id} AND h.first_seq <= m.seq AND m.seq <= h.last_seq
        AND h.event_id IN (${othersOf(me)}))`)
  const others = db.first<{ n: number }>(sql`SELECT count(*) AS n FROM ${standing} WHERE peer_id <> ${me.peer_id}`)
  return others?.n === 0 ? 0 : (row?.n ?? 0)
}
