/**
 * channel.list: the channels of a community, with the time of the newest message in each.
 */

import type { EventId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { knownChannels } from '../events/content/channel.ts'
import { messageTable } from '../events/content/message.ts'

export interface ChannelRow {
  readonly channel_id: EventId<'channel'>
  readonly name: string
  /** Known from the invite link only: the channel's own event has not arrived yet. */
  readonly stub: boolean
  /** Of the newest message; 0 when there is none. */
  readonly last_at: number
}

export function channelRows(db: SafeDb): readonly ChannelRow[] {
  return db
    .all<Omit<ChannelRow, 'stub'> & { stub: number }>(sql`
      SELECT c.channel_id, c.name, c.stub,
        coalesce((SELECT max(m.created_at) FROM ${messageTable} m WHERE m.channel_id = c.channel_id), 0) AS last_at
      FROM (${knownChannels}) c ORDER BY c.created_at, c.channel_id`)
    .map((row) => ({ ...row, stub: row.stub === 1 }))
}
