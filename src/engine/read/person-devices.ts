/**
 * device.list: the devices of one person that are members now.
 */

import type { PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { ownAuthority, rankOf } from '../events/own-authority.ts'
import { devicesOfPersons } from '../events/persons.ts'
import { controlAct, device, seen, standing, voidAct } from '../store/tables.ts'

export interface DeviceRow {
  readonly peer_id: PeerId
  /** The one this query was asked on. */
  readonly is_this: boolean
  /** The person's first; the others were linked. */
  readonly is_first: boolean
  /** The device that linked it; absent for the first, and for one linked by the recovery key. */
  readonly linked_by?: PeerId
  readonly since: number
  readonly connected: boolean
  /** 0 when never met by this device. */
  readonly last_seen_at: number
  /** Whether `device.remove` takes it away, when asked here: as an admin, or from above among one's own devices. */
  readonly may_remove: boolean
}

/** Whose device this is; `undefined` while it is nobody's. */
export function ownPerson(db: SafeDb, me: Me): PersonId | undefined {
  return db.first<{ person_id: PersonId }>(
    sql`SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${me.peer_id}`,
  )?.person_id
}

/** Oldest first. @param person this device's own where left out */
export function deviceRows(
  db: SafeDb,
  me: Me,
  person: PersonId | undefined,
  isConnected: (peer: PeerId) => boolean,
): readonly DeviceRow[] {
  const whose = person ?? ownPerson(db, me)
  if (whose === undefined) return []
  const mayRemove = removableBy(db, me, whose)
  return db
    .all<{ peer_id: PeerId; linker: PeerId; since: number; last_seen_at: number }>(sql`
      SELECT s.peer_id, a.author AS linker, min(s.since) AS since, coalesce(e.at, 0) AS last_seen_at
      FROM ${standing} s JOIN ${controlAct} a ON a.event_id = s.event_id LEFT JOIN ${seen} e ON e.event_id = s.peer_id
      WHERE s.person_id = ${whose} GROUP BY s.peer_id ORDER BY since, s.peer_id`)
    .map(({ linker, ...row }) => ({
      ...row,
      is_this: row.peer_id === me.peer_id,
      is_first: (row.peer_id as string) === whose,
      ...(linker === row.peer_id ? {} : { linked_by: linker }),
      connected: isConnected(row.peer_id),
      may_remove: mayRemove(row.peer_id),
    }))
}

/** Which devices of this person the one asked may take away; the fold has the last word (`authority/device-tree.ts`). */
function removableBy(db: SafeDb, me: Me, whose: PersonId): (peer: PeerId) => boolean {
  const own = db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${me.peer_id} AND person_id = ${whose}`)
  if (own === undefined) {
    const rank = ownAuthority(db, me)?.rank ?? Number.POSITIVE_INFINITY
    const theirs = rankOf(db, whose)
    return () => theirs !== undefined && rank < theirs
  }
  const parents = linkedThrough(db, whose)
  const isLinkedThrough = (peer: PeerId): boolean => {
    const seen = new Set<PeerId>()
    for (let at = parents.get(peer); at !== undefined && !seen.has(at); at = parents.get(at)) {
      if (at === me.peer_id) return true
      seen.add(at)
    }
    return false
  }
  const isRecovered = (peer: PeerId): boolean => (peer as string) !== whose && parents.get(peer) === undefined
  const isOverAll = isRecovered(me.peer_id)
  return (peer) => peer === me.peer_id || (isOverAll ? !isRecovered(peer) : isLinkedThrough(peer))
}

/**
 * The device each was linked through, those that are gone among them; none for the first, nor for one that the
 * recovery key linked. As in the fold: the shallowest link, of several that of who was recovered, then the smallest event id.
 */
function linkedThrough(db: SafeDb, person: PersonId): ReadonlyMap<PeerId, PeerId | undefined> {
  const links = db.all<{ peer_id: PeerId; author: PeerId }>(sql`
    SELECT d.peer_id, a.author FROM ${device} d JOIN ${controlAct} a ON a.event_id = d.event_id
    WHERE d.person_id = ${person} AND d.event_id NOT IN (SELECT event_id FROM ${voidAct}) ORDER BY d.event_id`)
  const parents = new Map<PeerId, PeerId | undefined>()
  for (const { peer_id, author } of links) if (peer_id === author) parents.set(peer_id, undefined)
  for (let at: readonly PeerId[] = [...parents.keys()]; at.length > 0; ) {
    const next = links
      .filter(({ peer_id, author }) => at.includes(author) && !parents.has(peer_id))
      .toSorted((a, b) => Number((a.author as string) === person) - Number((b.author as string) === person))
    for (const { peer_id, author } of next) if (!parents.has(peer_id)) parents.set(peer_id, author)
    at = next.map(({ peer_id }) => peer_id)
  }
  return parents
}
