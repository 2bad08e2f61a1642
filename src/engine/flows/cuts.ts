/**
 * Where the chains of devices end for whoever takes their authority away: at what this device holds.
 */

import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { MAX_CUTS } from '../events/fields.ts'
import type { ChainEnd, Cut } from '../events/power.ts'
import { device, log } from '../store/tables.ts'

export function cutsOf(db: SafeDb, peers: readonly PeerId[]): readonly Cut[] {
  const endOf = (peer: PeerId, plane: 1 | 2): ChainEnd | undefined =>
    db.first<{ head: EventId; count: number }>(sql`
      SELECT event_id AS head, seq + 1 AS count FROM ${log}
      WHERE author = ${peer} AND plane = ${plane} ORDER BY seq DESC, event_id DESC LIMIT 1`)
  return peers.map((peer_id) => ({ peer_id, control: endOf(peer_id, 1), content: endOf(peer_id, 2) }))
}

/** Whether a cut leaves out a branch of what this device wrote with power. */
export function isForked(db: SafeDb, peer: PeerId): boolean {
  const place = db.first(sql`
    SELECT seq FROM ${log} WHERE author = ${peer} AND plane = 1 GROUP BY seq HAVING count(*) > 1 LIMIT 1`)
  return place !== undefined
}

/** Every device a person has had, taken away since or not: of one that is not cut nothing counts. */
export function devicesEverOf(db: SafeDb, person: PersonId): readonly PeerId[] {
  return db
    .all<{ peer_id: PeerId }>(sql`
      SELECT DISTINCT peer_id FROM ${device} WHERE person_id = ${person} ORDER BY peer_id LIMIT ${MAX_CUTS}`)
    .map((row) => row.peer_id)
}
