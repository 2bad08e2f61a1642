/**
 * By what this device may act for the community: the best rank its person holds now, the right that gives
 * it, and the membership by which the device is that person's.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { heldGrant, standing, voidAct } from '../store/tables.ts'
import type { Me } from './event-module.ts'
import type { MembershipId, RightId } from './fields.ts'
import { networkTable } from './identity/network.ts'

export interface Authority {
  readonly auth: MembershipId
  readonly right: RightId
  readonly rank: number
  readonly person_id: PersonId
}

/** `undefined` for members without a right, and for who is none. */
export function ownAuthority(db: SafeDb, me: Me): Authority | undefined {
  return db.first<Authority>(sql`
    SELECT s.event_id AS auth, n.event_id AS right, 0 AS rank, s.person_id
    FROM ${standing} s JOIN ${networkTable} n ON n.founder = s.person_id WHERE s.peer_id = ${me.peer_id}
    UNION ALL
    SELECT s.event_id, g.event_id, g.rank, s.person_id
    FROM ${standing} s JOIN ${heldGrant} g ON g.person_id = s.person_id WHERE s.peer_id = ${me.peer_id}
    ORDER BY rank, right, auth LIMIT 1`)
}

/** @throws EngineError `not_permitted` */
export function requireAuthority(db: SafeDb, me: Me): Authority {
  const authority = ownAuthority(db, me)
  if (authority === undefined) throw new EngineError('not_permitted')
  return authority
}

/** The rank of a person who stands; `undefined` for one who does not. */
export function rankOf(db: SafeDb, person: PersonId): number | undefined {
  const row = db.first<{ rank: number | null }>(
    sql`SELECT min(rank) AS rank FROM ${standing} WHERE person_id = ${person}`,
  )
  return row?.rank ?? undefined
}

/** After authoring: the fold has run, and says whether it took effect. @throws EngineError `not_permitted` */
export function requireEffect(db: SafeDb, act: EventId): void {
  const isVoid = db.first(sql`SELECT 1 AS yes FROM ${voidAct} WHERE event_id = ${act}`) !== undefined
  if (isVoid) throw new EngineError('not_permitted')
}
