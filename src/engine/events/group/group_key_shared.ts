/**
 * group_key_shared (control): existing keys of a group, wrapped to one device that lacks them: a joiner
 * who was admitted, a device linked, a repair. Any holder may write it (I11).
 */

import { toHex } from '../../base/bytes.ts'
import type { PeerId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { isBound } from '../bound.ts'
import { defineEvent, localDraft } from '../event-module.ts'
import { contradicts, defineShape, membershipRef, mention, ref, refsTo, wraps } from '../fields.ts'
import { groupKeyShape } from '../local/group_key.ts'
import { groupShape } from './group.ts'
import { type groupEpochShape, wrapTable } from './group_epoch.ts'

// SHAPE
export const MAX_SHARED_KEYS = 64

export const groupKeySharedShape = defineShape('group_key_shared', 'control', 1, {
  auth: membershipRef(),
  group_id: ref(groupShape),
  recipient: mention<PeerId>(),
  epochs: refsTo<'group_epoch', (typeof groupEpochShape)['fields']>('group_epoch', MAX_SHARED_KEYS),
  /** One for each of `epochs`, in its order. */
  wraps: wraps(MAX_SHARED_KEYS),
})

export const groupKeyShared = defineEvent({
  shape: groupKeySharedShape,

  // TABLES
  tables: [],

  // VALIDATE
  validate: (event, { auth, epochs }) => {
    const { body } = event
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (body.epochs.length !== body.wraps.length || body.epochs.length === 0) return reject('value_invalid')
    if (body.wraps.some((wrap) => wrap.recipient !== body.recipient)) return reject('value_invalid')
    return epochs.some((epoch) => contradicts(epoch.body.group_id, body.group_id)) ? reject('wrong_scope') : VALID
  },

  // PROJECT
  project: ({ id, body }) =>
    body.epochs.map((epoch_id) => wrapTable.row({ event_id: id, epoch_id, recipient: body.recipient })),
  derive: ({ author, body }, { epochs }, secrets) => {
    if (body.recipient !== secrets.me) return []
    return body.wraps.flatMap((wrap, i) => {
      const epoch = epochs[i]
      if (epoch?.body.key_id === undefined) return [] // no link vouches for an epoch: this is for the types
      const key = secrets.unwrap(wrap, body.group_id, author, toHex(epoch.body.key_id))
      return key === undefined ? [] : [localDraft(groupKeyShape, { epoch_id: epoch.id, group_id: body.group_id, key })]
    })
  },

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
