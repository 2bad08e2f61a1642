/**
 * Conversations: all direct groups of the same people, as one. Two who open one from both sides at once make
 * two groups with a channel each; they are shown together, and written to in the earlier. Who a group was
 * opened with says what it is: one that somebody has left is a conversation by itself. Queries only.
 */

import { groupBy } from '../base/groups.ts'
import type { EventId, GroupId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { groupStanding, membership, voidAct } from '../store/tables.ts'
import { knownChannels } from './content/channel.ts'
import { groupTable } from './group/group.ts'

/** A channel, and the group it is sealed to. */
export interface Place {
  readonly channel_id: EventId<'channel'>
  readonly group_id: GroupId
}

/** One row a direct channel that all are in whom it was opened with: `channel_id, group_id, created_at, people` (JSON, sorted). */
const whole = sql`
  SELECT c.channel_id, c.group_id, c.created_at, o.people FROM (
    SELECT m.group_id, json_group_array(DISTINCT m.person_id ORDER BY m.person_id) AS people
    FROM ${membership} m JOIN ${groupTable} g ON g.event_id = m.group_id
    WHERE g.scope = 'direct' AND m.event_id NOT IN (SELECT event_id FROM ${voidAct}) GROUP BY m.group_id
  ) o JOIN (
    SELECT group_id, json_group_array(DISTINCT person_id ORDER BY person_id) AS people FROM ${groupStanding} GROUP BY group_id
  ) i ON i.group_id = o.group_id AND i.people = o.people
  JOIN (${knownChannels}) c ON c.group_id = o.group_id`

/** The channels of the conversation of exactly these people: the one to write to first. */
export function conversationOf(db: SafeDb, people: readonly PersonId[]): readonly Place[] {
  const key = JSON.stringify([...new Set(people)].sort())
  return db.all<Place>(
    sql`SELECT channel_id, group_id FROM (${whole}) WHERE people = ${key} ORDER BY created_at, channel_id`,
  )
}

/** Those of this device's conversations that are more than one channel: the one to write to first. */
export function manifoldConversations(db: SafeDb): readonly (readonly Place[])[] {
  const rows = db.all<Place & { readonly people: string }>(
    sql`SELECT channel_id, group_id, people FROM (${whole}) ORDER BY created_at, channel_id`,
  )
  return [...groupBy(rows, ({ people }) => people).values()].filter((places) => places.length > 1)
}

/** What is shown and written to with a channel, itself among it: the one to write to first. Empty while it is not known. */
export function shownWith(db: SafeDb, channel: EventId<'channel'>): readonly Place[] {
  const own = db.first<Place & { readonly scope: string }>(sql`
    SELECT c.channel_id, c.group_id, coalesce(g.scope, 'all') AS scope FROM (${knownChannels}) c
    LEFT JOIN ${groupTable} g ON g.event_id = c.group_id WHERE c.channel_id = ${channel}`)
  if (own === undefined) return []
  const { scope, ...place } = own
  if (scope !== 'direct') return [place]
  const isOfIt = (places: readonly Place[]) => places.some(({ channel_id }) => channel_id === channel)
  return manifoldConversations(db).find(isOfIt) ?? [place]
}
