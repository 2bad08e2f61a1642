/**
 * connection.state: what the header pill and the connection doctor show.
 */

import type { PeerId } from '../base/ids.ts'
import type { RendezvousServerState } from '../base/ports.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { messageTable } from '../events/content/message.ts'
import { othersOf } from '../events/delivery.ts'
import type { Me } from '../events/event-module.ts'
import { have, log, standing } from '../store/tables.ts'

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

/** Of a place in a chain. */
const MAX_SEQ = 2 ** 32 - 1

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

/**
 * Own messages that no other member's device says it holds; all of them while there is nobody else. Asked again and
 * again, so it looks at what nobody holds alone: the places of the own chain that no receipt covers.
 */
export function waitingOut(db: SafeDb, me: Me): number {
  const others = db.first<{ n: number }>(sql`SELECT count(*) AS n FROM ${standing} WHERE peer_id <> ${me.peer_id}`)
  if (others?.n === 0) return 0
  const held = db.all<{ first_seq: number; last_seq: number }>(sql`
    SELECT first_seq, last_seq FROM ${have} WHERE author = ${me.peer_id} AND event_id IN (${othersOf(me)})
    ORDER BY first_seq`)
  let waiting = 0
  let next = 0
  for (const { first_seq, last_seq } of held) {
    if (first_seq > next) waiting += ownMessages(db, me, next, first_seq - 1)
    next = Math.max(next, last_seq + 1)
  }
  return waiting + ownMessages(db, me, next, MAX_SEQ)
}

function ownMessages(db: SafeDb, me: Me, first_seq: number, last_seq: number): number {
  const row = db.first<{ n: number }>(sql`
    SELECT count(*) AS n FROM ${log} l CROSS JOIN ${messageTable} m ON m.position = l.position
    WHERE l.author = ${me.peer_id} AND l.plane = 2 AND l.seq BETWEEN ${first_seq} AND ${last_seq}`)
  return row?.n ?? 0
}
