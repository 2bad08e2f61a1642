/**
 * network_created (local-only): this identity founded its community, and what it called it. Shown
 * until, and beside, the sealed names that travel.
 */

import type { EventId, NetworkId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, mention } from '../fields.ts'

// SHAPE
export const networkCreatedShape = defineShape('network_created', 'local', 1, {
  network_id: mention<NetworkId>(),
  channel_id: mention<EventId<'channel'>>(),
})

// TABLES
export const networkCreatedTable = table('network_created', { event_id: 'id', network_id: 'id', channel_id: 'id' })

export const networkCreated = defineEvent({
  shape: networkCreatedShape,
  tables: [networkCreatedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [networkCreatedTable.row({ event_id: id, ...body })],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
