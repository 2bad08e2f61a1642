/**
 * group (control): a set of people who share keys. The first one of scope `all`, made by the founder,
 * is everybody; private channels and direct messages have groups of their own.
 */

import { EngineError } from '../../base/errors.ts'
import type { GroupId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import type { SafeDb } from '../../db/database.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { membership, voidAct } from '../../store/tables.ts'
import { isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, membershipRef, oneOf } from '../fields.ts'
import { inviteAcceptedTable } from '../local/invite_accepted.ts'

// SHAPE
export type GroupScope = 'all' | 'private' | 'direct'

export const groupShape = defineShape('group', 'control', 1, {
  auth: membershipRef(),
  scope: oneOf('all', 'private', 'direct'),
})

// TABLES
export const groupTable = table('community_group', {
  event_id: 'id',
  scope: 'text',
  creator: 'id',
  seq: 'integer',
})

/**
 * The group of everybody: the first of scope `all` that has effect in the chain of the founder's first device, or the one
 * an accepted link names until it comes. No date says which is first: whoever has stolen that device sets it.
 */
export function findAllMembersGroup(db: SafeDb): GroupId | undefined {
  return db.first<{ group_id: GroupId }>(sql`
    SELECT event_id AS group_id, event_id IN (SELECT event_id FROM ${voidAct}) AS is_void, seq
    FROM ${groupTable} WHERE scope = 'all'
    UNION ALL SELECT group_id, 0, 9e15 FROM ${inviteAcceptedTable}
    ORDER BY is_void, seq, group_id LIMIT 1`)?.group_id
}

/** `all` for one that only a link names. */
export function scopeOf(db: SafeDb, group: GroupId): GroupScope {
  return db.first<{ scope: GroupScope }>(sql`SELECT scope FROM ${groupTable} WHERE event_id = ${group}`)?.scope ?? 'all'
}

/** @throws EngineError `no_key` before there is one */
export function allMembersGroup(db: SafeDb): GroupId {
  const group = findAllMembersGroup(db)
  if (group === undefined) throw new EngineError('no_key')
  return group
}

export const group = defineEvent({
  shape: groupShape,
  tables: [groupTable],

  // VALIDATE
  validate: (event, { auth }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    return event.body.scope === 'all' && auth.type !== 'network' ? reject('not_authorized') : VALID
  },

  // PROJECT
  project: ({ id, author, seq, body }, { auth }) => [
    groupTable.row({ event_id: id, scope: body.scope, creator: author, seq }),
    membership.row({ event_id: id, person_id: personOf(auth, author), group_id: id }),
  ],
  opens: ({ id, author }, { auth }) => [`member:${personOf(auth, author)}:${id}`],
  power: ({ author }, { auth }) => ({ act: 'group', by: personOf(auth, author) }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
