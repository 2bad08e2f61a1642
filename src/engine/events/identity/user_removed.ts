/**
 * user_removed (control): a person is no longer a member, with all their devices. What each device did
 * counts as far as its cut; of one that is not cut, nothing. Without a right, the person leaves.
 */

import type { PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { cuts, defineShape, membershipRef, mention, optionalRightRef } from '../fields.ts'

// SHAPE
export const userRemovedShape = defineShape('user_removed', 'control', 1, {
  auth: membershipRef(),
  right: optionalRightRef(),
  person: mention<PersonId>(),
  cuts: cuts(),
})

// TABLES
export const userRemovedTable = table('user_removed', {
  event_id: 'id',
  author: 'id',
  person_id: 'id',
  created_at: 'integer',
})

export const userRemoved = defineEvent({
  shape: userRemovedShape,
  tables: [userRemovedTable],

  // VALIDATE
  validate: (event, { auth, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    const by = personOf(auth, event.author)
    const mayAct = right === undefined ? by === event.body.person : holdsRight(right, by)
    return mayAct ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    userRemovedTable.row({ event_id: id, author, person_id: body.person, created_at }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'remove',
    by: personOf(auth, author),
    right: body.right,
    person: body.person,
    cuts: body.cuts,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
