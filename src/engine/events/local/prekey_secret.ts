/**
 * prekey_secret (local-only): the private half of one prekey of this device. Durable before its public
 * half leaves (I7); the first of each namespace is never deleted.
 */

import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, oneOf, uint } from '../fields.ts'

// SHAPE
export const prekeySecretShape = defineShape('prekey_secret', 'local', 1, {
  namespace: oneOf('transit', 'group'),
  rotation: uint(0xffffffff),
  /** 8 bytes: the first of the hash of the public half. */
  prekey_id: bytes(8),
  secret: bytes(32),
})

// TABLES
export const prekeySecretTable = table('prekey_secret', {
  event_id: 'id',
  namespace: 'text',
  rotation: 'integer',
  prekey_id: 'blob',
  secret: 'blob',
})

export const prekeySecret = defineEvent({
  shape: prekeySecretShape,
  tables: [prekeySecretTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [prekeySecretTable.row({ event_id: id, ...body })],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
