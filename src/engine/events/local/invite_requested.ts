/**
 * invite_requested (local-only): this identity holds a short link and waits for a member to tell it the
 * invite itself. Ends with `invite_accepted`.
 */

import type { NetworkId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, mention, text } from '../fields.ts'

// SHAPE
const MAX_NAME_BYTES = 240

export const inviteRequestedShape = defineShape('invite_requested', 'local', 1, {
  network_id: mention<NetworkId>(),
  /** The link's, from which everything else derives. */
  secret: bytes(32),
  /** Where to knock. */
  lobby_key: bytes(32),
  /** What the joiner wants to be called. */
  person_name: text(MAX_NAME_BYTES),
})

// TABLES
export const inviteRequestedTable = table('invite_requested', {
  event_id: 'id',
  secret: 'blob',
  lobby_key: 'blob',
  person_name: 'text',
})

export const inviteRequested = defineEvent({
  shape: inviteRequestedShape,
  tables: [inviteRequestedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [
    inviteRequestedTable.row({
      event_id: id,
      secret: body.secret,
      lobby_key: body.lobby_key,
      person_name: body.person_name,
    }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
