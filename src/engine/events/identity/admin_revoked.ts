/**
 * admin_revoked (control): these grants of a person end. What the person did by them stays as far as the
 * cut of each of their devices; a device that is not cut did nothing by them. With their own right, a
 * person steps down.
 */

import type { EventId, PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { cuts, defineShape, membershipRef, mention, mentions, rightRef } from '../fields.ts'

// SHAPE
export const MAX_REVOKED_GRANTS = 64

export const adminRevokedShape = defineShape('admin_revoked', 'control', 1, {
  auth: membershipRef(),
  right: rightRef(),
  person: mention<PersonId>(),
  grants: mentions<EventId<'admin_grant'>>(MAX_REVOKED_GRANTS),
  cuts: cuts(),
})

// TABLES
export const adminRevokedTable = table('admin_revoked', {
  event_id: 'id',
  author: 'id',
  person_id: 'id',
  created_at: 'integer',
})

export const adminRevoked = defineEvent({
  shape: adminRevokedShape,
  tables: [adminRevokedTable],

  // VALIDATE
  validate: (event, { auth, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    return holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    adminRevokedTable.row({ event_id: id, author, person_id: body.person, created_at }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'revoke',
    by: personOf(auth, author),
    right: body.right,
    person: body.person,
    grants: body.grants,
    cuts: body.cuts,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
