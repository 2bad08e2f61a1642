/**
 * network_joined (local-only): this identity has been level with a member over scope 0, so it has heard of
 * the community what a member knows. From then on it may speak of who came by which link.
 */

import type { NetworkId } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import type { SafeDb } from '../../db/database.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, mention } from '../fields.ts'
import { networkCreatedTable } from './network_created.ts'

// SHAPE
export const networkJoinedShape = defineShape('network_joined', 'local', 1, { network_id: mention<NetworkId>() })

// TABLES
export const networkJoinedTable = table('network_joined', { event_id: 'id', network_id: 'id' })

export const networkJoined = defineEvent({
  shape: networkJoinedShape,
  tables: [networkJoinedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => [networkJoinedTable.row({ event_id: id, ...body })],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})

/** Founded or joined: who is still being admitted is neither. */
export function hasJoined(db: SafeDb): boolean {
  const row = db.first(
    sql`SELECT 1 AS yes FROM ${networkCreatedTable} UNION ALL SELECT 1 FROM ${networkJoinedTable} LIMIT 1`,
  )
  return row !== undefined
}
