/**
 * Where the chains of devices end for whoever takes their authority away: at what this device holds.
 */

import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { MAX_BELOW, MAX_CUTS } from '../events/fields.ts'
import type { ChainEnd, Cut } from '../events/power.ts'
import { linkHasEffect } from '../store/counted.ts'
import { device, log } from '../store/tables.ts'

/** How far below the head a cut names the chain again: 1, 4, 16 … 16,384 places. */
const STEPS = Array.from({ length: MAX_BELOW }, (_, i) => 4 ** i)

export function cutsOf(db: SafeDb, peers: readonly PeerId[]): readonly Cut[] {
  return peers.map((peer_id) => ({ peer_id, control: endOf(db, peer_id, 1), content: endOf(db, peer_id, 2) }))
}

function endOf(db: SafeDb, peer: PeerId, plane: 1 | 2): ChainEnd | undefined {
  const highest = (below: number) =>
    db.first<{ event_id: EventId; seq: number }>(sql`
      SELECT event_id, seq FROM ${log} WHERE author = ${peer} AND plane = ${plane} AND seq < ${below}
      ORDER BY seq DESC, event_id DESC LIMIT 1`)
  const head = highest(Number.MAX_SAFE_INTEGER)
  if (head === undefined) return undefined
  const below = STEPS.flatMap((step) => highest(head.seq - step + 1)?.event_id ?? [])
  return { head: head.event_id, count: head.seq + 1, below: [...new Set(below)] }
}

/** Whether a cut leaves out a branch of what this device wrote with power. */
export function isForked(db: SafeDb, peer: PeerId): boolean {
  const place = db.first(sql`
    SELECT seq FROM ${log} WHERE author = ${peer} AND plane = 1 GROUP BY seq HAVING count(*) > 1 LIMIT 1`)
  return place !== undefined
}

/**
 * Every device a person has had, taken away since or not: of one that is not cut nothing counts. Those this one has known
 * longest, if there are more than can be named: a thief's may link any number.
 */
export function devicesEverOf(db: SafeDb, person: PersonId): readonly PeerId[] {
  return db
    .all<{ peer_id: PeerId }>(sql`
      SELECT d.peer_id FROM ${device} d JOIN ${log} l ON l.event_id = d.event_id
      WHERE d.person_id = ${person} AND ${linkHasEffect}
      GROUP BY d.peer_id ORDER BY min(l.position) LIMIT ${MAX_CUTS}`)
    .map((row) => row.peer_id)
}
