/**
 * Who is in a group of its own people, and how they rank in it, as the authority fold left it. Queries only.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, GroupId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { groupStanding } from '../store/tables.ts'
import type { Me } from './event-module.ts'
import type { PlaceId } from './fields.ts'
import { groupMemberTable } from './group/group_member.ts'
import { ownPersons } from './persons.ts'

/** One reason for which somebody is in a group. */
export interface GroupPlace {
  /** The group itself for who made it, or what added the person. */
  readonly event_id: PlaceId
  readonly person_id: PersonId
  /** 0 for who made the group, and one more than that of who added them. */
  readonly rank: number
}

/** The highest first; a person may have several. */
export function groupPlaces(db: SafeDb, group: GroupId): readonly GroupPlace[] {
  const rows = db.all<{ event_id: EventId; right_id: EventId }>(
    sql`SELECT event_id, right_id FROM ${groupMemberTable} WHERE group_id = ${group}`,
  )
  const rights = new Map(rows.map(({ event_id, right_id }) => [event_id, right_id]))
  const rankOf = (place: EventId): number => {
    let rank = 0
    for (let at = rights.get(place); at !== undefined; at = rights.get(at)) rank++
    return rank
  }
  return db
    .all<Omit<GroupPlace, 'rank'>>(
      sql`SELECT event_id, person_id FROM ${groupStanding} WHERE group_id = ${group} ORDER BY event_id`,
    )
    .map((place) => ({ ...place, rank: rankOf(place.event_id) }))
    .toSorted((a, b) => a.rank - b.rank)
}

/** What this device's person acts by in the group. @throws EngineError `not_permitted` for who is not in it */
export function ownPlace(db: SafeDb, me: Me, group: GroupId): GroupPlace {
  const own = new Set(db.all<{ person_id: PersonId }>(ownPersons(me)).map(({ person_id }) => person_id))
  const place = groupPlaces(db, group).find(({ person_id }) => own.has(person_id))
  if (place === undefined) throw new EngineError('not_permitted')
  return place
}
