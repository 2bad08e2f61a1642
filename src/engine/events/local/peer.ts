/**
 * peer (local-only): the seeds of this device in one community, and the persona it is shown under.
 * The only home of the signing seed; never leaves the device (I12).
 */

import { EMPTY_BYTES } from '../../base/bytes.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, optionalBytes, text } from '../fields.ts'

// SHAPE
export const MAX_PERSONA_BYTES = 64
export const peerShape = defineShape('peer', 'local', 1, {
  persona: text(MAX_PERSONA_BYTES),
  signing_seed: bytes(32),
  /** Its public half is in `user` or `network`: signs a new device in. Only on a person's first device. */
  recovery_seed: optionalBytes(32),
})

// TABLES
/** `recovery_seed` is empty on a linked device. */
export const peerTable = table('peer', { event_id: 'id', persona: 'text', signing_seed: 'blob', recovery_seed: 'blob' })

export const peer = defineEvent({
  shape: peerShape,
  tables: [peerTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [
    peerTable.row({ event_id: id, ...body, recovery_seed: body.recovery_seed ?? EMPTY_BYTES }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
