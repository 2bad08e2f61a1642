/**
 * device_requested (local-only): this identity is to become a further device of somebody: it knocks at
 * the lobby of one of their devices until it is linked and holds a key to meet others by.
 */

import type { NetworkId, PeerId, PersonId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, mention } from '../fields.ts'

// SHAPE
export const deviceRequestedShape = defineShape('device_requested', 'local', 1, {
  network_id: mention<NetworkId>(),
  /** Where to knock. */
  lobby_key: bytes(32),
  /** The device that alone answers there. */
  host: mention<PeerId>(),
  person: mention<PersonId>(),
})

// TABLES
export const deviceRequestedTable = table('device_requested', {
  event_id: 'id',
  lobby_key: 'blob',
  host: 'id',
  person_id: 'id',
})

export const deviceRequested = defineEvent({
  shape: deviceRequestedShape,
  tables: [deviceRequestedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [
    deviceRequestedTable.row({ event_id: id, lobby_key: body.lobby_key, host: body.host, person_id: body.person }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
