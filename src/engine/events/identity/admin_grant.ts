/**
 * admin_grant (control): a person becomes an admin, one rank below whoever grants it; a founder may make
 * a co-founder, equal to themselves. What it is worth is decided by the authority fold.
 */

import type { PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, flag, membershipRef, mention, rightRef } from '../fields.ts'

// SHAPE
export const adminGrantShape = defineShape('admin_grant', 'control', 1, {
  auth: membershipRef(),
  /** Where the right to grant comes from. */
  right: rightRef(),
  person: mention<PersonId>(),
  co_founder: flag(),
})

// TABLES
export const adminGrantTable = table('admin_grant', {
  event_id: 'id',
  author: 'id',
  person_id: 'id',
  created_at: 'integer',
})

export const adminGrant = defineEvent({
  shape: adminGrantShape,
  tables: [adminGrantTable],

  // VALIDATE
  validate: (event, { auth, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    return holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    adminGrantTable.row({ event_id: id, author, person_id: body.person, created_at }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'grant',
    by: personOf(auth, author),
    right: body.right,
    person: body.person,
    co_founder: body.co_founder,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
