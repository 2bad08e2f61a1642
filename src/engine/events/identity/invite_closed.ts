/**
 * invite_closed (control): a link ends. Joins it names stay, later ones have no effect; several
 * closings of one invite add up. An admin closes by right; any member closes a used-up invite by naming
 * as many joins as it allows. What it takes away is decided by the authority fold.
 */

import type { EventId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, flag, membershipRef, mentions, optionalRightRef, ref } from '../fields.ts'
import { inviteShape, MAX_INVITE_USES } from './invite.ts'

// SHAPE
export const inviteClosedShape = defineShape('invite_closed', 'control', 1, {
  auth: membershipRef(),
  right: optionalRightRef(),
  invite_id: ref(inviteShape),
  seen_users: mentions<EventId<'user'>>(MAX_INVITE_USES),
  revoked: flag(),
})

// TABLES
export const inviteClosedTable = table('invite_closed', {
  event_id: 'id',
  invite_id: 'id',
  author: 'id',
  revoked: 'integer',
})

export const inviteClosed = defineEvent({
  shape: inviteClosedShape,
  tables: [inviteClosedTable],

  // VALIDATE
  validate: (event, { auth, right, invite_id }) => {
    const { body } = event
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (right !== undefined) return holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')
    if (body.revoked) return reject('not_authorized')
    const { max_uses } = invite_id.body
    return max_uses !== undefined && body.seen_users.length < max_uses ? reject('not_authorized') : VALID
  },

  // PROJECT
  project: ({ id, author, body }) => [
    inviteClosedTable.row({ event_id: id, invite_id: body.invite_id, author, revoked: body.revoked ? 1 : 0 }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'close',
    by: personOf(auth, author),
    right: body.right,
    invite: body.invite_id,
    seen: body.seen_users,
    revoked: body.revoked,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
