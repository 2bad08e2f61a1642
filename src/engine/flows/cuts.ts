/**
 * Where the chains of devices end for whoever takes their authority away: at what this device holds.
 */

import { before } from '../authority/chains.ts'
import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { MAX_BELOW, MAX_CUTS } from '../events/fields.ts'
import type { ChainEnd, Cut } from '../events/power.ts'
import { linkHasEffect } from '../store/counted.ts'
import { type ChainLink, chainOf } from '../store/log.ts'
import { device, log } from '../store/tables.ts'

/** How far below the top of a stretch a cut names the chain again: 1, 4, 16 … 16,384 places. */
const STEPS = Array.from({ length: MAX_BELOW }, (_, i) => 4 ** i)

export function cutsOf(db: SafeDb, peers: readonly PeerId[]): readonly Cut[] {
  const endOf = (peer: PeerId, plane: 1 | 2) => endAt(chainOf(db, peer, plane))
  return peers.map((peer_id) => ({ peer_id, control: endOf(peer_id, 1), content: endOf(peer_id, 2) }))
}

/** Events that lead down to one that does not: the first of all, or one before which there is a gap. */
interface Stretch {
  readonly top: ChainLink
  readonly bottom: number
}

const lengthOf = ({ top, bottom }: Stretch): number => top.seq - bottom + 1
const byWorth = (a: Stretch, b: Stretch): number =>
  Number(b.bottom === 0) - Number(a.bottom === 0) || lengthOf(b) - lengthOf(a) || a.bottom - b.bottom

/**
 * The end of a chain as it is held: its highest event, and below it the tops of other stretches, as far as they do not lie
 * beside those. Who has stolen a device may write any number of events ahead of what its owner did: so the stretch from
 * the first event on comes first, then longer ones; then places in the longest.
 */
export function endAt(chain: readonly ChainLink[]): ChainEnd | undefined {
  const stored = new Map<string, ChainLink>(chain.map((link) => [link.event_id, link]))
  const [highest, ...others] = stretchesIn(chain, stored)
  if (highest === undefined) return undefined
  const taken = [highest]
  for (const { top, bottom } of others.sort(byWorth)) {
    let at: ChainLink | undefined = top
    const isBeside = (place: number) => taken.some((one) => place >= one.bottom && place <= one.top.seq)
    while (at !== undefined && isBeside(at.seq)) at = before(at, stored)
    const left = at?.seq ?? -1
    if (at === undefined || taken.some((one) => one.bottom >= bottom && one.bottom <= left)) continue
    taken.push({ top: at, bottom })
    if (taken.length > MAX_BELOW / 2) break
  }
  const [longest = highest] = taken.toSorted((a, b) => lengthOf(b) - lengthOf(a))
  const below = [...taken.slice(1).map(({ top }) => top.event_id), ...placesIn(longest, stored)]
  return { head: highest.top.event_id, count: highest.top.seq + 1, below: below.slice(0, MAX_BELOW) }
}

/** That of the highest event first; of two branches one stretch, up to the higher. */
function stretchesIn(chain: readonly ChainLink[], stored: ReadonlyMap<string, ChainLink>): readonly Stretch[] {
  const roots = new Map<string, string>()
  const stretches = new Map<string, Stretch>()
  for (const link of chain.toSorted((a, b) => a.seq - b.seq || (a.event_id < b.event_id ? -1 : 1))) {
    const below = before(link, stored)
    const root = (below && roots.get(below.event_id)) ?? link.event_id
    roots.set(link.event_id, root)
    stretches.set(root, { top: link, bottom: stretches.get(root)?.bottom ?? link.seq })
  }
  return [...stretches.values()].sort(({ top: a }, { top: b }) => b.seq - a.seq || (b.event_id < a.event_id ? -1 : 1))
}

function placesIn({ top }: Stretch, stored: ReadonlyMap<string, ChainLink>): readonly EventId[] {
  const found: EventId[] = []
  for (let at: ChainLink | undefined = top; at !== undefined; at = before(at, stored)) {
    if (STEPS.includes(top.seq - at.seq)) found.push(at.event_id)
  }
  return found
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
      SELECT d.peer_id FROM ${device} d CROSS JOIN ${log} l ON l.event_id = d.event_id
      WHERE d.person_id = ${person} AND ${linkHasEffect}
      GROUP BY d.peer_id ORDER BY min(l.position) LIMIT ${MAX_CUTS}`)
    .map((row) => row.peer_id)
}
