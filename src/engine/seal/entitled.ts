/**
 * Who may have which keys, and who is known to have them. Devices that stand, of people who are in the
 * group, are entitled to every key of it: history is full. Queries only.
 */

import { sql } from '../db/sql.ts'
import { wrapTable } from '../events/group/group_epoch.ts'
import { membership, standing, wrapRefused } from '../store/tables.ts'

/** For joins: `peer_id, person_id, group_id`. */
export const entitled = sql`
  SELECT DISTINCT s.peer_id, s.person_id, m.group_id FROM ${standing} s JOIN ${membership} m ON m.person_id = s.person_id`

/** Wraps whose recipient has not said that they do not open, for joins: `event_id, epoch_id, recipient`. */
export const knownWraps = sql`
  SELECT w.event_id, w.epoch_id, w.recipient FROM ${wrapTable} w WHERE NOT EXISTS (
    SELECT 1 FROM ${wrapRefused} x
    WHERE x.event_id = w.event_id AND x.epoch_id = w.epoch_id AND x.recipient = w.recipient)`
