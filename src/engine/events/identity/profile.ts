/**
 * profile (sealed state): what a device's person is called, said by the device itself.
 */

import type { EventId, GroupId, PeerId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { type Sql, sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { type CommandContext, defineEvent } from '../event-module.ts'
import { defineShape, mentions, text } from '../fields.ts'
import { allMembersGroup } from '../group/group.ts'
import { currentUpdates, MAX_AFTER, MAX_NAME_BYTES, replacesText, typedName, updateColumns } from '../names.ts'

// SHAPE
export const profileShape = defineShape('profile', 'state', 1, {
  name: text(MAX_NAME_BYTES),
  after: mentions<EventId<'profile'>>(MAX_AFTER),
})

// TABLES
export const profileTable = table('profile', updateColumns, { indexes: [['author']] })

const ofAuthor = (peer: PeerId): Sql => currentUpdates(profileTable, sql`u.author = ${peer}`)

/** One row a device: `peer_id`, `name`. For joins. */
export const currentProfiles = sql`SELECT author AS peer_id, name FROM (
  SELECT u.author, u.name, row_number() OVER (PARTITION BY u.author ORDER BY u.created_at DESC, u.event_id DESC) AS rank
  FROM ${profileTable} u
  WHERE NOT EXISTS (SELECT 1 FROM ${profileTable} r WHERE r.author = u.author AND instr(r.replaces, u.event_id) > 0)
) WHERE rank = 1`

function setProfile(context: CommandContext, name: string, group: GroupId): EventId<'profile'> {
  const after = context.db.all<{ event_id: EventId<'profile'> }>(ofAuthor(context.me.peer_id)).slice(0, MAX_AFTER)
  return context.author(profileShape, { name, after: after.map((row) => row.event_id) }, group)
}

export const profile = defineEvent({
  shape: profileShape,
  tables: [profileTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    profileTable.row({ event_id: id, author, created_at, name: body.name, replaces: replacesText(body.after) }),
  ],

  // COMMANDS
  commands: {
    /** @throws EngineError `name_invalid`, `no_key` */
    set: (context, args: { name: string }) => setProfile(context, typedName(args.name), allMembersGroup(context.db)),
  },

  // QUERIES
  queries: {},
})
