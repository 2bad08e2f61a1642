/**
 * group_member_removed (control): a person is no longer in a group of its own people; what they said in it
 * counts as far as their devices' cuts. By who is further above in the group, or by the person, who leaves.
 */

import type { PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsPlace, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { cuts, defineShape, membershipRef, mention, mentions, placeRef, ref } from '../fields.ts'
import { groupShape } from './group.ts'

/** A person is in a group by few additions; two at once are rare. */
export const MAX_ENDED = 16

// SHAPE
export const groupMemberRemovedShape = defineShape('group_member_removed', 'control', 1, {
  auth: membershipRef(),
  group_id: ref(groupShape),
  /** As for `group_member`. */
  right: placeRef(),
  person: mention<PersonId>(),
  /** The additions that end; the group itself for who made it. */
  adds: mentions(MAX_ENDED),
  cuts: cuts(),
})

// TABLES
export const groupMemberRemovedTable = table(
  'group_member_removed',
  { event_id: 'id', group_id: 'id', person_id: 'id' },
  { indexes: [['group_id']] },
)

export const groupMemberRemoved = defineEvent({
  shape: groupMemberRemovedShape,
  tables: [groupMemberRemovedTable],

  // VALIDATE
  validate: (event, { auth, group_id, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (!holdsPlace(right, event.body.group_id, personOf(auth, event.author))) return reject('not_authorized')
    return group_id.body.scope === 'all' ? reject('wrong_scope') : VALID
  },

  // PROJECT
  project: ({ id, body: { group_id, person } }) => [
    groupMemberRemovedTable.row({ event_id: id, group_id, person_id: person }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'drop',
    by: personOf(auth, author),
    group: body.group_id,
    right: body.right,
    person: body.person,
    adds: body.adds,
    cuts: body.cuts,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
