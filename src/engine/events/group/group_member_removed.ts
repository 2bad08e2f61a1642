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
/** How many content events of a device count in this group, for each removal of its person. */
export const groupCutTable = table(
  'group_member_removed_cut',
  { event_id: 'id', group_id: 'id', peer_id: 'id', count: 'integer' },
  { key: ['peer_id'], indexes: [['peer_id', 'group_id']] },
)

/** Which additions each removal ends. */
export const groupEndTable = table(
  'group_member_removed_end',
  { event_id: 'id', add_id: 'id' },
  { key: ['add_id'], indexes: [['add_id']] },
)

export const groupMemberRemoved = defineEvent({
  shape: groupMemberRemovedShape,
  tables: [groupMemberRemovedTable, groupCutTable, groupEndTable],

  // VALIDATE
  validate: (event, { auth, group_id, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (!holdsPlace(right, event.body.group_id, personOf(auth, event.author))) return reject('not_authorized')
    return group_id.body.scope === 'all' ? reject('wrong_scope') : VALID
  },

  // PROJECT
  project: ({ id, body: { group_id, person, adds, cuts } }) => [
    groupMemberRemovedTable.row({ event_id: id, group_id, person_id: person }),
    ...[...new Set(adds)].map((add_id) => groupEndTable.row({ event_id: id, add_id })),
    ...cuts.map(({ peer_id, content }) =>
      groupCutTable.row({ event_id: id, group_id, peer_id, count: content?.count ?? 0 }),
    ),
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
