/**
 * invite_lobby (sealed state): tells every member where the joiners of one invite knock, so that any of
 * them can answer while the inviter is away. Holding it admits nobody: only link holders can sign a proof.
 */

import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, contradicts, defineShape, ref, textList } from '../fields.ts'
import { inviteShape } from './invite.ts'

// SHAPE
const MAX_HINTS = 8
const MAX_HINT_BYTES = 256

export const inviteLobbyShape = defineShape('invite_lobby', 'state', 1, {
  invite_id: ref(inviteShape),
  lobby_key: bytes(32),
  hints: textList(MAX_HINTS, MAX_HINT_BYTES),
})

// TABLES
export const inviteLobbyTable = table('invite_lobby', { event_id: 'id', invite_id: 'id', lobby_key: 'blob' })

export const inviteLobby = defineEvent({
  shape: inviteLobbyShape,
  tables: [inviteLobbyTable],

  // VALIDATE
  validate: (event, { invite_id }) => (contradicts(invite_id.author, event.author) ? reject('not_authorized') : VALID),

  // PROJECT
  project: ({ id, body }) => [
    inviteLobbyTable.row({ event_id: id, invite_id: body.invite_id, lobby_key: body.lobby_key }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
