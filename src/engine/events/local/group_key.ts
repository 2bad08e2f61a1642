/**
 * group_key (local-only): the key of one epoch, derived from a wrap this device opened or from the link
 * it joined by. Its id contains no time, so the same key learnt twice is one event. A link may lie: what
 * it says of a key counts until the epoch's own event commits to one (I9, `seal/keys.ts`).
 */

import type { EpochId, GroupId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, mention } from '../fields.ts'
import { keyIdOf } from '../key-ids.ts'

// SHAPE
export const groupKeyShape = defineShape('group_key', 'local', 1, {
  epoch_id: mention<EpochId>(),
  group_id: mention<GroupId>(),
  key: bytes(32),
})

// TABLES
/** `key_id` is computed from the row itself, in hexadecimal: what an epoch must state for this to be its key. */
export const groupKeyTable = table(
  'group_key',
  { event_id: 'id', epoch_id: 'id', group_id: 'id', key: 'blob', key_id: 'text' },
  { indexes: [['epoch_id']] },
)

export const groupKey = defineEvent({
  shape: groupKeyShape,
  tables: [groupKeyTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, network_id, body }) => [
    groupKeyTable.row({ event_id: id, ...body, key_id: keyIdOf(network_id, body.group_id, body.key) }),
  ],
  opens: ({ body }) => [`key:${body.epoch_id}`],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
