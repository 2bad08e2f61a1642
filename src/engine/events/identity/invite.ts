/**
 * invite (control): the signed half of an invite link. One 32-byte secret in the link derives the key
 * whose public half stands here, the place where joiners knock, and the key of the sealed part (names,
 * epoch and its key), all under the inviter's signature.
 */

import { toHex } from '../../base/bytes.ts'
import type { EventId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import {
  bytes,
  bytesUpTo,
  contradicts,
  defineShape,
  membershipRef,
  mention,
  oneOf,
  ref,
  rightRef,
  time,
  uint,
} from '../fields.ts'
import { groupShape } from '../group/group.ts'

// SHAPE
export const MAX_INVITE_USES = 400
export const MAX_SEALED_BYTES = 512

export const inviteShape = defineShape('invite', 'control', 1, {
  auth: membershipRef(),
  /** Where the right to invite comes from. */
  right: rightRef(),
  group_id: ref(groupShape),
  channel_id: mention<EventId<'channel'>>(),
  invite_pk: bytes(32),
  mode: oneOf('user'),
  expires_at: time(),
  max_uses: uint(MAX_INVITE_USES),
  sealed: bytesUpTo(MAX_SEALED_BYTES),
})

// TABLES
export const inviteTable = table('invite', {
  event_id: 'id',
  author: 'id',
  invite_pk: 'text',
  created_at: 'integer',
  expires_at: 'integer',
  max_uses: 'integer',
})

export const invite = defineEvent({
  shape: inviteShape,
  tables: [inviteTable],

  // VALIDATE
  validate: (event, { auth, right, group_id }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (!holdsRight(right, personOf(auth, event.author))) return reject('not_authorized')
    if (event.body.max_uses === 0) return reject('value_invalid')
    return contradicts(group_id.body.scope, 'all') ? reject('wrong_scope') : VALID
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    inviteTable.row({
      event_id: id,
      author,
      invite_pk: toHex(body.invite_pk),
      created_at,
      expires_at: body.expires_at,
      max_uses: body.max_uses,
    }),
  ],
  power: ({ author, body }, { auth }) => ({
    act: 'invite',
    by: personOf(auth, author),
    right: body.right,
    max_uses: body.max_uses,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
