/**
 * Whose device a device is and how the people rank, as rows of the moment say. Looked up once each: for
 * one query, or one transaction after the authority fold has run.
 */

import type { PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { linkHasEffect } from './counted.ts'
import { device, standing } from './tables.ts'

export interface People {
  /** Mostly one. */
  of(peer: PeerId): readonly PersonId[]
  /** Strictly: equals may do nothing to each other. Who does not stand is below everybody. */
  outranks(person: PersonId, author: PeerId): boolean
  /** The highest of those the device is of; infinite for who does not stand. */
  rankOf(author: PeerId): number
}

export function createPeople(db: SafeDb): People {
  const people = new Map<PeerId, readonly PersonId[]>()
  const ranks = new Map<PersonId, number>()

  const of = (peer: PeerId): readonly PersonId[] => {
    const known = people.get(peer)
    if (known !== undefined) return known
    const rows = db.all<{ person_id: PersonId }>(
      sql`SELECT DISTINCT d.person_id FROM ${device} d WHERE d.peer_id = ${peer} AND ${linkHasEffect}`,
    )
    const found = rows.map((row) => row.person_id)
    people.set(peer, found)
    return found
  }

  const rankOfPerson = (person: PersonId): number => {
    const known = ranks.get(person)
    if (known !== undefined) return known
    const row = db.first<{ rank: number | null }>(
      sql`SELECT min(rank) AS rank FROM ${standing} WHERE person_id = ${person}`,
    )
    const rank = row?.rank ?? Number.POSITIVE_INFINITY
    ranks.set(person, rank)
    return rank
  }

  const rankOf = (author: PeerId): number => Math.min(Number.POSITIVE_INFINITY, ...of(author).map(rankOfPerson))

  return { of, rankOf, outranks: (person, author) => rankOfPerson(person) < rankOf(author) }
}
