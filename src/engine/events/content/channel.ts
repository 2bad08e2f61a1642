/**
 * channel (sealed state): a place to talk, named inside its group's seal. Public channels belong to the
 * all-members group and are created by admins, others to groups of their own people, who create them.
 */

import type { EventId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { voidAct } from '../../store/tables.ts'
import { holdsPlace, holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { channelRightRef, type Dependency, defineShape, membershipRef, type RightShape, ref, text } from '../fields.ts'
import { allMembersGroup, groupShape } from '../group/group.ts'
import { inviteAcceptedTable } from '../local/invite_accepted.ts'
import { MAX_NAME_BYTES, typedName } from '../names.ts'
import { requireAuthority } from '../own-authority.ts'

// SHAPE
export const channelShape = defineShape('channel', 'state', 1, {
  auth: membershipRef(),
  right: channelRightRef(),
  group_id: ref(groupShape),
  name: text(MAX_NAME_BYTES),
})

// TABLES
export const channelTable = table('channel', {
  event_id: 'id',
  group_id: 'id',
  name: 'text',
  created_at: 'integer',
})

/** Channels whose making has effect, and the one an accepted link names until its own event comes: `channel_id, group_id, name, stub, created_at`. */
export const knownChannels = sql`
  SELECT event_id AS channel_id, group_id, name, 0 AS stub, created_at FROM ${channelTable}
  WHERE event_id NOT IN (SELECT event_id FROM ${voidAct})
  UNION ALL
  SELECT a.channel_id, a.group_id, a.channel_name, 1, 0 FROM ${inviteAcceptedTable} a
  WHERE a.channel_id NOT IN (SELECT event_id FROM ${channelTable})`

const isRight = (right: Dependency): right is Dependency<RightShape> =>
  right.type === 'network' || right.type === 'admin_grant'

export const channel = defineEvent({
  shape: channelShape,
  tables: [channelTable],

  // VALIDATE
  validate: (event, { auth, right, group_id }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    const person = personOf(auth, event.author)
    const isOpenToAll = group_id.body.scope === undefined || group_id.body.scope === 'all'
    const mayMake = isOpenToAll
      ? isRight(right) && holdsRight(right, person)
      : holdsPlace(right, event.body.group_id, person)
    if (!mayMake) return reject('not_authorized')
    return event.group_id === event.body.group_id ? VALID : reject('wrong_scope')
  },

  // PROJECT
  project: ({ id, created_at, body }) => [
    channelTable.row({ event_id: id, group_id: body.group_id, name: body.name, created_at }),
  ],
  power: ({ author, body }, { auth, right }) => {
    const by = personOf(auth, author)
    return isRight(right)
      ? { act: 'use', by, right: right.id }
      : { act: 'dwell', by, group: body.group_id, right: right.id }
  },

  // COMMANDS
  commands: {
    /** @throws EngineError `name_invalid`, `not_permitted`, `no_key` */
    create: (context, args: { name: string }): EventId<'channel'> => {
      const name = typedName(args.name)
      const { auth, right } = requireAuthority(context.db, context.me)
      const group_id = allMembersGroup(context.db)
      return context.author(channelShape, { auth, right, group_id, name }, group_id)
    },
  },

  // QUERIES
  queries: {},
})
