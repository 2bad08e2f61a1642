/**
 * group_epoch (control): a fresh random key of a group, wrapped to every live device of every member
 * its author knows, in the same event (I5). Epochs form a DAG by `parents`; concurrent ones coexist.
 */

import { toHex } from '../../base/bytes.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { holdsPlace, isBound, personOf } from '../bound.ts'
import { defineEvent, localDraft } from '../event-module.ts'
import {
  bytes,
  contradicts,
  defineShape,
  membershipRef,
  mentions,
  optionalPlaceRef,
  ref,
  refsTo,
  wraps,
} from '../fields.ts'
import { groupKeyShape } from '../local/group_key.ts'
import { groupShape } from './group.ts'

// SHAPE
export const MAX_WRAPS = 400
export const MAX_PARENTS = 16
export const MAX_EXCLUDES = 64

export const groupEpochShape = defineShape('group_epoch', 'control', 1, {
  auth: membershipRef(),
  group_id: ref(groupShape),
  /** In a group of its own people: the author's place in it. In the group of everybody none is needed. */
  right: optionalPlaceRef(),
  parents: refsTo('group_epoch', MAX_PARENTS),
  /** Removals and revocations its author knew; those that its parents name are not repeated. */
  excludes: mentions(MAX_EXCLUDES),
  key_id: bytes(32),
  wraps: wraps(MAX_WRAPS),
})

// TABLES
export const epochTable = table('epoch', {
  event_id: 'id',
  group_id: 'id',
  author: 'id',
  created_at: 'integer',
  key_id: 'text',
})
export const epochParentTable = table(
  'epoch_parent',
  { event_id: 'id', parent_id: 'id' },
  { key: ['parent_id'], indexes: [['parent_id']] },
)
export const epochExcludeTable = table('epoch_exclude', { event_id: 'id', excluded_id: 'id' }, { key: ['excluded_id'] })
/** Which device was given a wrap of which epoch's key, by an epoch or by a share. */
export const wrapTable = table(
  'wrap',
  { event_id: 'id', epoch_id: 'id', recipient: 'id' },
  {
    key: ['epoch_id', 'recipient'],
    indexes: [
      ['recipient', 'epoch_id'],
      ['epoch_id', 'recipient'],
    ],
  },
)

export const groupEpoch = defineEvent({
  shape: groupEpochShape,
  tables: [epochTable, epochParentTable, epochExcludeTable, wrapTable],

  // VALIDATE
  validate: (event, { auth, group_id, right, parents }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    const { scope } = group_id.body
    const isOpenToAll = scope === undefined || scope === 'all'
    const isPlaced = right !== undefined && holdsPlace(right, event.body.group_id, personOf(auth, event.author))
    if (isOpenToAll ? right !== undefined : !isPlaced) return reject('not_authorized')
    const isForeign = parents.some((parent) => {
      const body: { readonly group_id?: string } = parent.body
      return contradicts(body.group_id, event.body.group_id)
    })
    return isForeign ? reject('wrong_scope') : VALID
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    epochTable.row({ event_id: id, group_id: body.group_id, author, created_at, key_id: toHex(body.key_id) }),
    ...body.parents.map((parent_id) => epochParentTable.row({ event_id: id, parent_id })),
    ...body.excludes.map((excluded_id) => epochExcludeTable.row({ event_id: id, excluded_id })),
    ...[...new Set(body.wraps.map((wrap) => wrap.recipient))].map((recipient) =>
      wrapTable.row({ event_id: id, epoch_id: id, recipient }),
    ),
  ],
  // What did not open under the key a link gave may be looked at for the last time now.
  opens: ({ id }) => [`key:${id}`],
  derive: ({ id, author, body }, _deps, secrets) => {
    for (const wrap of body.wraps) {
      if (wrap.recipient !== secrets.me) continue
      const key = secrets.unwrap(wrap, body.group_id, author, toHex(body.key_id))
      if (key !== undefined) return [localDraft(groupKeyShape, { epoch_id: id, group_id: body.group_id, key })]
    }
    return []
  },

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
