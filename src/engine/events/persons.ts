/**
 * Whose device a peer is, for queries. A peer that several valid events make a device belongs to the
 * person as whose it stands, and while it stands as nobody's to the one of the smallest event id that has effect.
 */

import { type Sql, sql } from '../db/sql.ts'
import { linkHasEffect } from '../store/counted.ts'
import { device, standing } from '../store/tables.ts'
import type { Me } from './event-module.ts'

/** One row a device: `peer_id`, `person_id`, `event_id` (what makes it one). For joins. */
export const devicesOfPersons = sql`SELECT peer_id, person_id, event_id FROM (
  SELECT d.peer_id, d.person_id, d.event_id,
    row_number() OVER (PARTITION BY d.peer_id ORDER BY s.since IS NULL, NOT ${linkHasEffect}, s.since, d.event_id) AS rank
  FROM ${device} d LEFT JOIN ${standing} s ON s.event_id = d.event_id
) WHERE rank = 1`

/** Whose device this is, as `person_id`; none while it is nobody's. */
export function ownPersons(me: Me): Sql {
  return sql`SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${me.peer_id}`
}

/** Peer ids of this person's devices, this one among them even while it is nobody's. */
export function ownDevices(me: Me): Sql {
  return sql`SELECT ${me.peer_id} UNION SELECT peer_id FROM (${devicesOfPersons})
    WHERE person_id IN (${ownPersons(me)})`
}
