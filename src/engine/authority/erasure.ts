/**
 * Whose body is gone: decided from the header of the target by every holder, readable or not. It lies
 * beyond a cut; or a claim takes it, which does not lie beyond one itself: in the name of the author's
 * person, or by a right in force that out-ranks the author's person, made while its own author was in the
 * group whose epoch the header names. Writes nothing.
 */

import type { EpochId, EventId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import { FORM_HUSK } from '../crypto/envelope.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import { isCutOff, LOGGED } from '../store/counted.ts'
import { createPeople } from '../store/people.ts'
import {
  cut,
  erasureClaim,
  erasureRight,
  erasureScope,
  lateErasure,
  log,
  membership,
  voidAct,
} from '../store/tables.ts'

/** What the header of a content event tells. */
export interface ErasureTarget {
  readonly event_id: EventId
  readonly author: PeerId
  readonly epoch_id: EpochId
}

interface ClaimRow {
  readonly event_id: EventId
  readonly author: PeerId
  readonly person_id: PersonId
  /** Empty when it claims none. */
  readonly right_id: string
}

export interface ErasureJudge {
  /** Whether an effective claim or a cut in force says that this body is gone. */
  isErased(target: ErasureTarget): boolean
}

/** For one transaction, after the fold has run. */
export function createErasureJudge(db: SafeDb, me: PeerId): ErasureJudge {
  const people = createPeople(db)

  const isIn = (person: PersonId, group: GroupId): boolean =>
    db.first(sql`SELECT 1 AS yes FROM ${membership} WHERE person_id = ${person} AND group_id = ${group}
      AND event_id NOT IN (SELECT event_id FROM ${voidAct}) LIMIT 1`) !== undefined

  const isLate = (claim: EventId, group: GroupId): boolean =>
    db.first(sql`SELECT 1 AS yes FROM ${lateErasure} WHERE event_id = ${claim} AND group_id = ${group}`) !== undefined

  /** The claim names the epochs it speaks of, so whoever has the claim knows their groups. */
  const groupOf = (claim: EventId, epoch: EpochId): GroupId | undefined =>
    db.first<{ group_id: GroupId }>(
      sql`SELECT group_id FROM ${erasureScope} WHERE event_id = ${claim} AND epoch_id = ${epoch}`,
    )?.group_id

  const isBeyond = (event: EventId, plane: 1 | 2): boolean =>
    db.first(sql`SELECT 1 AS yes FROM ${log} l WHERE l.event_id = ${event} AND (${isCutOff(LOGGED, plane)})`) !==
    undefined

  const rankOfRight = (claim: EventId): number =>
    db.first<{ rank: number }>(sql`SELECT rank FROM ${erasureRight} WHERE event_id = ${claim}`)?.rank ??
    Number.POSITIVE_INFINITY

  const isOf = (peer: PeerId, person: PersonId): boolean => people.of(peer).includes(person)

  const isEffective = ({ event_id, author, person_id, right_id }: ClaimRow, target: ErasureTarget): boolean => {
    if (isOf(target.author, person_id)) return isOf(author, person_id) && !isBeyond(event_id, 1)
    if (right_id === '' || rankOfRight(event_id) >= people.rankOf(target.author)) return false
    const group = groupOf(event_id, target.epoch_id)
    return group !== undefined && isIn(person_id, group) && !isLate(event_id, group)
  }

  return {
    isErased: (target) =>
      // What one said oneself after one was removed is kept where it was said.
      (target.author !== me && isBeyond(target.event_id, 2)) ||
      db
        .all<ClaimRow>(
          sql`SELECT c.event_id, l.author, c.person_id, c.right_id FROM ${erasureClaim} c
            CROSS JOIN ${log} l ON l.event_id = c.event_id WHERE c.target_id = ${target.event_id}`,
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

/** Of these content events, those that lie beyond a cut. */
export function cutOffAmong(db: SafeDb, ids: readonly EventId[]): readonly EventId[] {
  if (ids.length === 0) return []
  return db
    .all<{ event_id: EventId }>(
      sql`SELECT l.event_id FROM ${log} l WHERE l.event_id IN ${each(ids)} AND ${isCutOff(LOGGED, 2)}`,
    )
    .map((row) => row.event_id)
}

/** All content that lies beyond a cut. */
export function allCutOff(db: SafeDb): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(sql`SELECT l.event_id FROM ${log} l
      WHERE l.author IN (SELECT peer_id FROM ${cut}) AND l.plane = 2 AND ${isCutOff(LOGGED, 2)}`)
    .map((row) => row.event_id)
}

/**
 * Content that another cut of these devices, or their standing, may take or give back, and what their deletions
 * claim. O(their content), if any of them is cut or was.
 */
export function concernedByCuts(
  db: SafeDb,
  { cutDevices, others }: { readonly cutDevices: readonly PeerId[]; readonly others: readonly PeerId[] },
): readonly EventId[] {
  const stillCut = db.all<{ peer_id: PeerId }>(
    sql`SELECT DISTINCT peer_id FROM ${cut} WHERE peer_id IN ${each(others)}`,
  )
  const devices = [...new Set([...cutDevices, ...stillCut.map((row) => row.peer_id)])]
  if (devices.length === 0) return []
  const content = db.all<{ event_id: EventId }>(
    sql`SELECT l.event_id FROM ${log} l WHERE l.author IN ${each(devices)} AND l.plane = 2
      AND (l.form = ${FORM_HUSK} OR ${isCutOff(LOGGED, 2)})`,
  )
  const claimed = targets(
    db,
    sql`SELECT DISTINCT c.target_id FROM ${erasureClaim} c JOIN ${log} l ON l.event_id = c.event_id
      WHERE l.author IN ${each(devices)}`,
  )
  return [...content.map((row) => row.event_id), ...claimed]
}

/** What these deletions claim. */
export function claimedBy(db: SafeDb, claims: readonly EventId[]): readonly EventId[] {
  if (claims.length === 0) return []
  return targets(db, sql`SELECT DISTINCT target_id FROM ${erasureClaim} WHERE event_id IN ${each(claims)}`)
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
