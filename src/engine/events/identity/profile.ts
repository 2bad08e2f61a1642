/**
 * profile (sealed state): what a person is called, said by any of their devices.
 */

import type { EventId, GroupId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { isCutOff, isOfVoidLink } from '../../store/counted.ts'
import { device } from '../../store/tables.ts'
import { type CommandContext, defineEvent } from '../event-module.ts'
import { defineShape, mentions, text } from '../fields.ts'
import { allMembersGroup } from '../group/group.ts'
import { MAX_AFTER, MAX_NAME_BYTES, replacesText, typedName, updateColumns } from '../names.ts'
import { devicesOfPersons } from '../persons.ts'

// SHAPE
export const profileShape = defineShape('profile', 'state', 1, {
  name: text(MAX_NAME_BYTES),
  after: mentions<EventId<'profile'>>(MAX_AFTER),
})

// TABLES
export const profileTable = table('profile', { ...updateColumns, seq: 'integer' }, { indexes: [['author']] })

/**
 * Whose device said what: an author whose membership has not arrived is a person by itself. What a device
 * that was taken away says beyond its cut is late.
 */
const said = sql`SELECT u.event_id, u.name, u.created_at, u.seq, u.replaces, coalesce(d.person_id, u.author) AS person_id,
    (${isCutOff({ author: sql`u.author`, seq: sql`u.seq`, event_id: sql`u.event_id` }, 1)}
      OR ${isOfVoidLink(sql`u.author`)}) AS is_late
  FROM ${profileTable} u LEFT JOIN (${devicesOfPersons}) d ON d.peer_id = u.author`

/**
 * Updates that no other update of the same person names, best first: any device of a person may rename
 * them, and nobody else. No counter exists that a peer could claim, so nothing can pin. What is late renames
 * nobody: of who has no other name it is the first that tells what they were called.
 */
const current = sql`WITH said AS MATERIALIZED (${said})
  SELECT u.event_id, u.person_id, u.name, u.is_late, CASE u.is_late WHEN 0 THEN u.created_at ELSE -u.seq END AS weight
  FROM said u WHERE NOT EXISTS (
    SELECT 1 FROM said r WHERE r.is_late = 0 AND r.person_id = u.person_id AND instr(r.replaces, u.event_id) > 0)
  ORDER BY is_late, weight DESC, event_id DESC`

/** One row a person: `person_id`, `name`. For joins. */
export const personNames = sql`SELECT person_id, name FROM (
  SELECT person_id, name, row_number() OVER (PARTITION BY person_id ORDER BY is_late, weight DESC, event_id DESC) AS rank
  FROM (${current})
) WHERE rank = 1`

/** One row a device: `peer_id`, `name` of its person. For joins. */
export const currentProfiles = sql`SELECT p.peer_id, n.name FROM (
  SELECT peer_id, person_id FROM (${devicesOfPersons})
  UNION SELECT author, author FROM ${profileTable} WHERE author NOT IN (SELECT peer_id FROM ${device})
) p JOIN (${personNames}) n ON n.person_id = p.person_id`

function setProfile(context: CommandContext, name: string, group: GroupId): EventId<'profile'> {
  const { db, me } = context
  const replaced = db.all<{ event_id: EventId<'profile'> }>(sql`SELECT event_id FROM (${current})
    WHERE person_id = (SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${me.peer_id}) LIMIT ${MAX_AFTER}`)
  return context.author(profileShape, { name, after: replaced.map((row) => row.event_id) }, group)
}

export const profile = defineEvent({
  shape: profileShape,
  tables: [profileTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, author, seq, created_at, body }) => [
    profileTable.row({ event_id: id, author, created_at, name: body.name, replaces: replacesText(body.after), seq }),
  ],

  // COMMANDS
  commands: {
    /** @throws EngineError `name_invalid`, `no_key` */
    set: (context, args: { name: string }) => setProfile(context, typedName(args.name), allMembersGroup(context.db)),
  },

  // QUERIES
  queries: {},
})
