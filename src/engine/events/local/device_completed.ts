/**
 * device_completed (local-only): this device, having been linked, has published its prekeys. A fact of
 * its own, because the publication may have to come back from others first (a lost commit, a replay).
 */

import type { EventId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, mention } from '../fields.ts'

// SHAPE
export const deviceCompletedShape = defineShape('device_completed', 'local', 1, {
  link: mention<EventId<'device_link'>>(),
})

// TABLES
export const deviceCompletedTable = table('device_completed', { event_id: 'id', link_id: 'id' })

export const deviceCompleted = defineEvent({
  shape: deviceCompletedShape,
  tables: [deviceCompletedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [deviceCompletedTable.row({ event_id: id, link_id: body.link })],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
