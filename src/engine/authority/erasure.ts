/**
 * Whose body may be erased by whom: decided from the header of the target by every holder, readable or
 * not. Two ways: the claim is in the name of the author's person, or its person out-ranks the author's
 * and is a member of the group whose epoch the header names. Writes nothing.
 */

import type { EpochId, EventId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import { createPeople } from '../store/people.ts'
import { erasureClaim, erasureScope, log, membership } from '../store/tables.ts'

/** What the header of a content event tells. */
export interface ErasureTarget {
  readonly event_id: EventId
  readonly author: PeerId
  readonly epoch_id: EpochId
}

interface ClaimRow {
  readonly event_id: EventId
  readonly person_id: PersonId
  /** Empty when it claims none. */
  readonly right_id: string
}

export interface ErasureJudge {
  /** Whether an effective claim says that this body is gone. */
  isErased(target: ErasureTarget): boolean
}

/** For one transaction, after the fold has run. */
export function createErasureJudge(db: SafeDb): ErasureJudge {
  const people = createPeople(db)

  const isIn = (person: PersonId, group: GroupId): boolean =>
    db.first(sql`SELECT 1 AS yes FROM ${membership} WHERE person_id = ${person} AND group_id = ${group} LIMIT 1`) !==
    undefined

  /** The claim names the epochs it speaks of, so whoever has the claim knows their groups. */
  const groupOf = (claim: EventId, epoch: EpochId): GroupId | undefined =>
    db.first<{ group_id: GroupId }>(
      sql`SELECT group_id FROM ${erasureScope} WHERE event_id = ${claim} AND epoch_id = ${epoch}`,
    )?.group_id

  const isEffective = ({ event_id, person_id, right_id }: ClaimRow, target: ErasureTarget): boolean => {
    if (people.of(target.author).includes(person_id)) return true
    if (right_id === '' || !people.outranks(person_id, target.author)) return false
    const group = groupOf(event_id, target.epoch_id)
    return group !== undefined && isIn(person_id, group)
  }

  return {
    isErased: (target) =>
      db
        .all<ClaimRow>(
          sql`SELECT event_id, person_id, right_id FROM ${erasureClaim} WHERE target_id = ${target.event_id}`,
        )
        .some((claim) => isEffective(claim, target)),
  }
}

const each = (ids: readonly string[]): Sql => sql`(SELECT value FROM json_each(${JSON.stringify(ids)}))`

function targets(db: SafeDb, statement: Sql): readonly EventId[] {
  return db.all<{ target_id: EventId }>(statement).map((row) => row.target_id)
}

/** Of these content events, those that some claim names. */
export function claimedAmong(db: SafeDb, ids: readonly EventId[]): readonly EventId[] {
  if (ids.length === 0) return []
  return targets(db, sql`SELECT DISTINCT target_id FROM ${erasureClaim} WHERE target_id IN ${each(ids)}`)
}

/** What these people claim. */
export function claimedByPeople(db: SafeDb, people: readonly PersonId[]): readonly EventId[] {
  if (people.length === 0) return []
  return targets(db, sql`SELECT DISTINCT target_id FROM ${erasureClaim} WHERE person_id IN ${each(people)}`)
}

/** Stored content of these devices that some claim names. O(their content), if there are claims at all. */
export function claimedOfDevices(db: SafeDb, devices: readonly PeerId[]): readonly EventId[] {
  if (devices.length === 0 || db.first(sql`SELECT 1 AS yes FROM ${erasureClaim} LIMIT 1`) === undefined) return []
  return targets(
    db,
    sql`SELECT DISTINCT c.target_id FROM ${log} l JOIN ${erasureClaim} c ON c.target_id = l.event_id
      WHERE l.author IN ${each(devices)} AND l.plane = 2`,
  )
}
