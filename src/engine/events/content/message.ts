/**
 * message (content): what somebody said in a channel, sealed to an epoch of the channel's group. Type,
 * channel and text are all inside the seal.
 */

import { utf8, wellFormed } from '../../base/bytes.ts'
import { EngineError } from '../../base/errors.ts'
import type { EventId, GroupId, PeerId, PersonId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import type { SafeDb } from '../../db/database.ts'
import { type Sql, sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { isCounted } from '../../store/counted.ts'
import { createPeople } from '../../store/people.ts'
import { gap, log } from '../../store/tables.ts'
import { type Place, shownWith } from '../conversations.ts'
import { type Delivery, type DeliveryDetail, deliveriesIn, deliveryDetails } from '../delivery.ts'
import { defineEvent, type Me } from '../event-module.ts'
import { contradicts, defineShape, ref, text } from '../fields.ts'
import { scopeOf } from '../group/group.ts'
import { isCountedIn } from '../group-counted.ts'
import { currentProfiles } from '../identity/profile.ts'
import { ownAuthority } from '../own-authority.ts'
import { devicesOfPersons, ownDevices } from '../persons.ts'
import { waitingEvents } from '../waiting.ts'
import { channelShape, knownChannels } from './channel.ts'

// SHAPE
/** Leaves room for padding below the limit on content, 32 KiB. */
export const MAX_TEXT_BYTES = 28_000
const FUTURE_MS = 15 * 60 * 1000
const MAX_PAGE = 500

export const messageShape = defineShape('message', 'content', 1, {
  channel_id: ref(channelShape),
  text: text(MAX_TEXT_BYTES),
})

// TABLES
export const messageTable = table(
  'message',
  { event_id: 'id', channel_id: 'id', author: 'id', seq: 'integer', created_at: 'integer', text: 'text' },
  { isInLogOrder: true, indexes: [['channel_id', 'created_at', 'event_id']] },
)

export interface MessageRow {
  readonly message_id: EventId<'message'>
  readonly author: PeerId
  /** Whose device the author is. */
  readonly person_id: PersonId
  /** Empty when the author's profile has not arrived: shown as unknown. */
  readonly author_name: string
  /** Said by this person, on whichever of their devices. */
  readonly mine: boolean
  /** Whether this person may delete it for everyone: their own, or as an admin of people below. */
  readonly may_delete: boolean
  readonly text: string
  readonly created_at: number
  /** Dated more than 15 minutes ahead of when it was recorded here. */
  readonly from_the_future: boolean
  /** Only for messages of this device. */
  readonly delivery?: Delivery
}

export interface MessagePage {
  /** In display order: (created_at, message_id), oldest first. */
  readonly messages: readonly MessageRow[]
  /** Whether older messages exist before the first of these. */
  readonly more_before: boolean
  /** Stored events of this community that cannot be shown yet; `message.waiting` says why. */
  readonly waiting: number
}

export interface ListArgs {
  readonly channel_id: EventId<'channel'>
  readonly limit: number
  readonly before?: { readonly created_at: number; readonly message_id: EventId<'message'> }
}

const MESSAGE_COLUMNS = { author: sql`m.author`, seq: sql`m.seq`, event_id: sql`m.event_id` }

/** Of a row `m` of the messages: whether it is shown. @param group of its channel; everybody's if that is its scope */
export function isShown(me: Me, group: Sql, scope: Sql): Sql {
  return sql`((m.author = ${me.peer_id} OR ${isCounted(MESSAGE_COLUMNS, 2)})
    AND (${scope} = 'all' OR ${isCountedIn(group, MESSAGE_COLUMNS)}))`
}

/** The newest messages of one channel, as an operand of UNION ALL. */
function newestIn(db: SafeDb, me: Me, { channel_id, group_id }: Place, before: Sql): Sql {
  return sql`SELECT m.*, ${group_id} AS group_id FROM ${messageTable} m WHERE m.channel_id = ${channel_id} AND ${before}
    AND ${isShown(me, sql`${group_id}`, sql`${scopeOf(db, group_id)}`)}`
}

function countWaiting(db: SafeDb, me: Me): number {
  return (
    db.first<{ n: number }>(sql`
      SELECT (SELECT count(DISTINCT event_id) FROM (${waitingEvents(me)})) + (SELECT count(*) FROM ${gap}) AS n`)?.n ??
    0
  )
}

function list(db: SafeDb, args: ListArgs, me: Me): MessagePage {
  const limit = Math.max(1, Math.min(MAX_PAGE, args.limit))
  const before =
    args.before === undefined
      ? sql`1`
      : sql`(m.created_at, m.event_id) < (${args.before.created_at}, ${args.before.message_id})`
  const waiting = countWaiting(db, me)
  const [first, ...more] = shownWith(db, args.channel_id).map((place) => newestIn(db, me, place, before))
  if (first === undefined) return { messages: [], more_before: false, waiting }
  const together = more.reduce((all, one) => sql`${all} UNION ALL ${one}`, first)
  const rows = db.all<{
    message_id: EventId<'message'>
    author: PeerId
    person_id: PersonId
    mine: number
    seq: number
    created_at: number
    text: string
    author_name: string
    recorded_at: number
    group_id: GroupId
  }>(sql`
    SELECT m.event_id AS message_id, m.group_id, m.author, m.seq, m.created_at, m.text, coalesce(p.name, '') AS author_name,
      coalesce(d.person_id, m.author) AS person_id,
      m.author IN (${ownDevices(me)}) AS mine,
      (SELECT l.recorded_at FROM ${log} l WHERE l.position = m.position) AS recorded_at
    FROM (
      ${together} ORDER BY created_at DESC, event_id DESC LIMIT ${limit + 1}
    ) m
    LEFT JOIN (${currentProfiles}) p ON p.peer_id = m.author
    LEFT JOIN (${devicesOfPersons}) d ON d.peer_id = m.author
    ORDER BY m.created_at DESC, m.event_id DESC`)
  const people = createPeople(db)
  const own = people.of(me.peer_id)
  const isAdmin = ownAuthority(db, me) !== undefined // who is in outranks who is out, by no right
  const mayDelete = (author: PeerId): boolean =>
    own.some((person) => people.of(author).includes(person) || (isAdmin && people.outranks(person, author)))
  const deliveries = new Map<GroupId, (seq: number) => Delivery>()
  const deliveryOf = (group: GroupId, seq: number): Delivery => {
    const known = deliveries.get(group) ?? deliveriesIn(db, me, group)
    deliveries.set(group, known)
    return known(seq)
  }
  const messages = rows
    .slice(0, limit)
    .reverse()
    .map(({ seq, recorded_at, mine, group_id, ...row }): MessageRow => {
      const message = {
        ...row,
        mine: mine === 1,
        may_delete: mayDelete(row.author),
        from_the_future: row.created_at > recorded_at + FUTURE_MS,
      }
      return row.author === me.peer_id ? { ...message, delivery: deliveryOf(group_id, seq) } : message
    })
  return { messages, more_before: rows.length > limit, waiting }
}

function delivery(db: SafeDb, args: { readonly message_id: EventId<'message'> }, me: Me): readonly DeliveryDetail[] {
  const message = db.first<{ seq: number; group_id: GroupId }>(
    sql`SELECT m.seq, c.group_id FROM ${messageTable} m JOIN ${log} l ON l.position = m.position
      JOIN (${knownChannels}) c ON c.channel_id = m.channel_id
      WHERE l.event_id = ${args.message_id} AND m.author = ${me.peer_id}`,
  )
  return message === undefined ? [] : deliveryDetails(db, me, message.group_id, message.seq)
}

export const message = defineEvent({
  shape: messageShape,
  tables: [messageTable],

  // VALIDATE
  validate: (event, { channel_id }) =>
    contradicts(channel_id.body.group_id, event.group_id ?? '') ? reject('wrong_scope') : VALID,

  // PROJECT
  project: ({ id, author, seq, created_at, body }) => [
    messageTable.row({ event_id: id, channel_id: body.channel_id, author, seq, created_at, text: body.text }),
  ],

  // COMMANDS
  commands: {
    /** @throws EngineError `text_empty`, `text_too_long`, `unknown_channel`, `no_key` */
    send: (context, args: { channel_id: EventId<'channel'>; text: string }): EventId<'message'> => {
      const body = wellFormed(args.text).replace(/\r\n?/g, '\n').trim()
      if (body === '') throw new EngineError('text_empty')
      if (utf8(body).length > MAX_TEXT_BYTES) throw new EngineError('text_too_long')
      const [place] = shownWith(context.db, args.channel_id)
      if (place === undefined) throw new EngineError('unknown_channel')
      return context.author(messageShape, { channel_id: place.channel_id, text: body }, place.group_id)
    },
  },

  // QUERIES
  queries: { list, delivery },
})
