/**
 * channel.list: the channels of this person, public, private and direct, with who is in those that have
 * people of their own and the time of the newest message in each. group.members: who is in one of these.
 */

import type { EventId, GroupId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { knownChannels } from '../events/content/channel.ts'
import { isShown, messageTable } from '../events/content/message.ts'
import { manifoldConversations } from '../events/conversations.ts'
import { entitled } from '../events/entitled.ts'
import type { Me } from '../events/event-module.ts'
import { groupTable } from '../events/group/group.ts'
import { groupPlaces } from '../events/group-places.ts'
import { personNames } from '../events/identity/profile.ts'
import { ownPersons } from '../events/persons.ts'
import { groupStanding, standing } from '../store/tables.ts'

export interface ChannelPerson {
  readonly person_id: PersonId
  /** Empty while no profile has come. */
  readonly name: string
  readonly is_me: boolean
}

export interface ChannelRow {
  readonly channel_id: EventId<'channel'>
  /** A direct one is called by its people. */
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  /** Of a private or direct one: who is in it now, this person first. Empty for a public one. */
  readonly people: readonly ChannelPerson[]
  /** Known from the invite link only: the channel's own event has not arrived yet. */
  readonly stub: boolean
  /** Of the newest message that is shown; 0 when there is none. */
  readonly last_at: number
  /** Further channels of the same conversation, which are shown with this one and not listed. */
  readonly also: readonly EventId<'channel'>[]
}

export interface GroupMemberRow extends ChannelPerson {
  /** Whether this person may take them out of it. */
  readonly may_remove: boolean
}

type Listed = Omit<ChannelRow, 'stub' | 'people' | 'also'> & { readonly stub: number; readonly group_id: GroupId }

/** In the order in which they were made; a conversation that was opened from two sides at once is one. */
export function channelRows(db: SafeDb, me: Me): readonly ChannelRow[] {
  const rows = new Map(separateRows(db, me).map((row) => [row.channel_id, row]))
  if (![...rows.values()].some(({ kind }) => kind === 'direct')) return [...rows.values()]
  for (const places of manifoldConversations(db)) {
    const [kept, ...others] = places.flatMap(({ channel_id }) => rows.get(channel_id) ?? [])
    if (kept === undefined) continue
    for (const { channel_id } of others) rows.delete(channel_id)
    const last_at = Math.max(kept.last_at, ...others.map((one) => one.last_at))
    rows.set(kept.channel_id, { ...kept, last_at, also: others.map(({ channel_id }) => channel_id) })
  }
  return [...rows.values()]
}

function separateRows(db: SafeDb, me: Me): readonly ChannelRow[] {
  const rows = db.all<Listed>(sql`
    SELECT c.channel_id, c.name, c.stub, c.group_id,
      CASE coalesce(g.scope, 'all') WHEN 'all' THEN 'public' ELSE g.scope END AS kind,
      coalesce((SELECT m.created_at FROM ${messageTable} m WHERE m.channel_id = c.channel_id
        AND ${isShown(me, sql`c.group_id`, sql`coalesce(g.scope, 'all')`)} ORDER BY m.created_at DESC LIMIT 1), 0) AS last_at
    FROM (${knownChannels}) c LEFT JOIN ${groupTable} g ON g.event_id = c.group_id
    WHERE coalesce(g.scope, 'all') = 'all' OR c.group_id IN (SELECT group_id FROM (${entitled}) WHERE peer_id = ${me.peer_id})
    ORDER BY c.created_at, c.channel_id`)
  const peopleOf = new Map<GroupId, readonly ChannelPerson[]>()
  return rows.map(({ group_id, stub, ...row }) => {
    const people = row.kind === 'public' ? [] : (peopleOf.get(group_id) ?? peopleIn(db, me, group_id))
    peopleOf.set(group_id, people)
    return { ...row, people, stub: stub === 1, also: [] }
  })
}

/** Who is in the group of a channel and a member of the community; the people of a public one are its members. */
function peopleIn(db: SafeDb, me: Me, group: GroupId): readonly ChannelPerson[] {
  const own = new Set(db.all<{ person_id: PersonId }>(ownPersons(me)).map(({ person_id }) => person_id))
  return db
    .all<{ person_id: PersonId; name: string }>(sql`
      SELECT DISTINCT g.person_id, coalesce(n.name, '') AS name FROM ${groupStanding} g
      LEFT JOIN (${personNames}) n ON n.person_id = g.person_id
      WHERE g.group_id = ${group} AND g.person_id IN (SELECT person_id FROM ${standing})
      ORDER BY name, g.person_id`)
    .map((person) => ({ ...person, is_me: own.has(person.person_id) }))
    .toSorted((a, b) => Number(b.is_me) - Number(a.is_me))
}

/** Empty for a public channel, and for one this person is not in. */
export function groupMemberRows(
  db: SafeDb,
  me: Me,
  args: { readonly channel_id: EventId<'channel'> },
): readonly GroupMemberRow[] {
  const row = channelRows(db, me).find(({ channel_id }) => channel_id === args.channel_id)
  if (row === undefined || row.kind === 'public') return []
  const group = db.first<{ group_id: GroupId }>(
    sql`SELECT group_id FROM (${knownChannels}) WHERE channel_id = ${args.channel_id}`,
  )?.group_id
  const places = group === undefined ? [] : groupPlaces(db, group)
  const own = new Set(row.people.filter(({ is_me }) => is_me).map(({ person_id }) => person_id))
  const rankOf = (isTheirs: (person: PersonId) => boolean) =>
    Math.min(...places.filter(({ person_id }) => isTheirs(person_id)).map(({ rank }) => rank))
  const mine = rankOf((person) => own.has(person))
  return row.people.map((person) => ({
    ...person,
    may_remove: row.kind === 'private' && !person.is_me && mine < rankOf((one) => one === person.person_id),
  }))
}
