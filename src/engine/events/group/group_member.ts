/**
 * group_member (control): a person is added to a group of its own people, by somebody who is in it. Who is
 * in it now is for the authority fold to say.
 */

import type { PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { membership } from '../../store/tables.ts'
import { holdsPlace, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, membershipRef, mention, placeRef, ref } from '../fields.ts'
import { groupShape } from './group.ts'

// SHAPE
export const groupMemberShape = defineShape('group_member', 'control', 1, {
  auth: membershipRef(),
  group_id: ref(groupShape),
  /** What made the author's person a member of the group: the group itself, or who added them. */
  right: placeRef(),
  person: mention<PersonId>(),
})

// TABLES
export const groupMemberTable = table(
  'group_member',
  { event_id: 'id', group_id: 'id', person_id: 'id', right_id: 'id' },
  { indexes: [['group_id']] },
)

export const groupMember = defineEvent({
  shape: groupMemberShape,
  tables: [groupMemberTable],

  // VALIDATE
  validate: (event, { auth, group_id, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (!holdsPlace(right, event.body.group_id, personOf(auth, event.author))) return reject('not_authorized')
    const { scope } = group_id.body
    // Who a conversation is between is settled when it is opened.
    if (scope === 'direct') return right.type === 'group' ? VALID : reject('not_authorized')
    return scope === 'private' ? VALID : reject('wrong_scope')
  },

  // PROJECT
  project: ({ id, body }) => [
    groupMemberTable.row({ event_id: id, group_id: body.group_id, person_id: body.person, right_id: body.right }),
    membership.row({ event_id: id, person_id: body.person, group_id: body.group_id }),
  ],
  opens: ({ body }) => [`member:${body.person}:${body.group_id}`],
  power: ({ author, body }, { auth }) => ({
    act: 'add',
    by: personOf(auth, author),
    group: body.group_id,
    right: body.right,
    person: body.person,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
