/**
 * A community as a newcomer finds it: its events, and the orders in which they may come.
 *
 * - *plain*: messages by four members in one channel, of the lengths that chat has. In order, and
 *   newest first, when every message waits for the channel that comes last.
 * - *chained*: one author writes again each week, so each burst of messages is sealed to an epoch that
 *   depends on the one before. With the first epoch last, the whole history hangs on the event that comes
 *   last: each epoch waits for the one before, each message for its epoch's key.
 */

import { must } from '../../../src/engine/base/errors.ts'
import { asCommandId, asTimestamp, type EventId } from '../../../src/engine/base/ids.ts'
import type { SqlDriver } from '../../../src/engine/base/ports.ts'
import { KIND_CONTENT, parseEnvelope } from '../../../src/engine/crypto/envelope.ts'
import type { NewIdentity } from '../../../src/engine/device/commands.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { batchEvents, encodeMessage } from '../../../src/engine/transit/messages.ts'
import { createPrng, type Prng } from '../../../src/platform/sim/prng.ts'
import { openEngine } from './engine.ts'
import type { Corpus, CorpusRequest, Frames } from './protocol.ts'
import { openingOf, takenApart } from './taken-apart.ts'

const DAY_MS = 86_400_000
/** Epochs are replaced after seven days. */
const WEEK_AND_A_DAY_MS = 8 * DAY_MS
const CHAINED_BURST = 19
/** Between two messages, unless there are so many that they would not all come before the epoch is replaced. */
const MAX_PAUSE_MS = 20_000
const UNDER_A_WEEK_MS = 6 * DAY_MS
const MEMBERS = ['Bob', 'Carol', 'Dave']
const RECEIVER = 'receiver'
const SEED = 'bench'
const STEP_MS = 1_000
/** A constant, so that every run has the same bytes. */
const BEGIN = Date.UTC(2026, 0, 1)

interface Person {
  readonly engine: Engine
  readonly sql: SqlDriver
  readonly identity: NewIdentity['identity']
}

let commands = 0
const nextCommand = () => asCommandId(`bench-${++commands}`)

/** A database that is gone with its people. */
type OpenSql = () => Promise<SqlDriver>

async function join(engine: Engine, name: string, link: string, t_ms: number): Promise<NewIdentity> {
  const args = { persona: 'p', person_name: name, link }
  return engine.command('network.join', args, nextCommand(), asTimestamp(t_ms))
}

const logOf = ({ engine, identity }: Person) => engine.inspect.log(identity)

async function tell(listener: Person, events: readonly Uint8Array[], t_ms: number): Promise<void> {
  await listener.engine.inspect.receive(listener.identity, events, asTimestamp(t_ms))
  await listener.engine.inspect.idle()
}

/** Words of a chat: mostly short, some long. */
export function textOf(prng: Prng, n: number): string {
  const length = Math.floor(20 + 380 * prng.next() ** 1.5)
  let text = `Message ${n}:`
  while (text.length < length) text += ` ${Math.floor(prng.next() * 36 ** 5).toString(36)}`
  return text
}

function framesOf(events: readonly Uint8Array[]): Frames {
  return batchEvents(events).map((batch) =>
    encodeMessage({ kind: 'events', scope: 1, flight: 0, last: false, events: batch }),
  )
}

type Joining = Pick<Corpus, 'seed' | 'link' | 'joined_at'>

export interface Newcomer {
  readonly engine: Engine
  readonly identity: NewIdentity['identity']
}

interface Community {
  readonly founder: Person
  /** The receiver is the last. */
  readonly members: readonly Person[]
  readonly link: string
  readonly t_ms: number
}

/** A founder, three members and the receiver, all of whom know each other. */
async function makeCommunity(openSql: OpenSql): Promise<Community> {
  const prng = createPrng(SEED)
  let t_ms = BEGIN
  const sql = await openSql()
  const engine = openEngine(sql, prng.fork('Alice'), t_ms)
  const names = { persona: 'p', person_name: 'Alice', network_name: 'Bench' }
  const { identity } = await engine.command('network.create', names, nextCommand(), asTimestamp(t_ms))
  const founder = { engine, sql, identity }
  t_ms += STEP_MS
  const terms = { as: identity, expires_at: t_ms + 30 * DAY_MS, max_uses: 25 }
  const { link } = await engine.command('invite.create', terms, nextCommand(), asTimestamp(t_ms))
  const members: Person[] = []
  for (const name of [...MEMBERS, RECEIVER]) {
    t_ms += STEP_MS
    const memberSql = await openSql()
    const member = openEngine(memberSql, prng.fork(name), t_ms)
    const joined = await join(member, name, link, t_ms)
    const person = { engine: member, sql: memberSql, identity: joined.identity }
    members.push(person)
    await tell(founder, logOf(person), t_ms)
  }
  for (const member of members) await tell(member, logOf(founder), t_ms)
  return { founder, members, link, t_ms }
}

/** The newcomer's engine, on whatever database: the same device each time it joins. */
export async function joinAsReceiver(sql: SqlDriver, { seed, link, joined_at }: Joining): Promise<Newcomer> {
  const engine = openEngine(sql, createPrng(seed).fork(RECEIVER), joined_at)
  const { identity } = await join(engine, RECEIVER, link, joined_at)
  return { engine, identity }
}

/** What each of the people has written since `before`, by time. */
function writtenSince(people: readonly Person[], before: ReadonlySet<string>): Uint8Array[] {
  const written = new Map<string, { at: number; bytes: Uint8Array }>()
  for (const { sql } of people) {
    for (const row of sql.all('SELECT event_id, created_at, bytes FROM log WHERE plane > 0')) {
      const id = String(row.event_id)
      if (!before.has(id)) written.set(id, { at: Number(row.created_at), bytes: row.bytes as Uint8Array })
    }
  }
  return [...written.values()].sort((a, b) => a.at - b.at).map(({ bytes }) => bytes)
}

function idsOf({ sql }: Person): Set<string> {
  return new Set(sql.all('SELECT event_id FROM log WHERE plane > 0').map((row) => String(row.event_id)))
}

/** Newest first, control events ahead of messages, but for the one on which all the others hang: it comes last. */
function worstOrder([first, ...rest]: readonly Uint8Array[]): Uint8Array[] {
  const isMessage = (bytes: Uint8Array) => {
    const envelope = parseEnvelope(bytes)
    return typeof envelope !== 'string' && envelope.header.kind === KIND_CONTENT
  }
  const newestFirst = rest.reverse()
  const control = newestFirst.filter((bytes) => !isMessage(bytes))
  return [...control, ...newestFirst.filter(isMessage), must(first, 'a first event')]
}

async function createChannel({ engine, identity }: Person, t_ms: number): Promise<EventId<'channel'>> {
  return engine.command('channel.create', { as: identity, name: 'bench' }, nextCommand(), asTimestamp(t_ms))
}

export async function makeCorpus({ kind, events: count }: CorpusRequest, openSql: OpenSql): Promise<Corpus> {
  const { founder, members, link, t_ms: joined_at } = await makeCommunity(openSql)
  const prng = createPrng(SEED).fork('texts')
  const writers = kind === 'plain' ? [founder, ...members.slice(0, MEMBERS.length)] : [founder]

  const before = logOf(founder)
  let t_ms = joined_at + STEP_MS
  const channel_id = await createChannel(founder, t_ms)
  const channel = logOf(founder).slice(before.length)
  for (const member of members) await tell(member, channel, t_ms)
  const known = idsOf(founder)

  const pause_ms = Math.min(MAX_PAUSE_MS, Math.floor((2 * UNDER_A_WEEK_MS) / count))
  let messages = 0
  let epochs = 0
  while (messages + epochs < count) {
    const isNewBurst = kind === 'chained' && messages % CHAINED_BURST === 0
    if (isNewBurst) epochs++
    t_ms += isNewBurst ? WEEK_AND_A_DAY_MS : Math.floor(1 + prng.next() * pause_ms)
    const writer = must(writers[messages % writers.length], 'a writer')
    const args = { as: writer.identity, channel_id, text: textOf(prng, ++messages) }
    await writer.engine.command('message.send', args, nextCommand(), asTimestamp(t_ms))
  }

  const written = writtenSince(writers, known)
  const inOrder = kind === 'plain' ? [...channel, ...written] : written
  return {
    seed: SEED,
    link,
    joined_at,
    received_at: t_ms + STEP_MS,
    before: framesOf(kind === 'plain' ? before : [...before, ...channel]),
    channel_id,
    messages,
    events: inOrder.length,
    bytes: inOrder.reduce((sum, event) => sum + event.length, 0),
    orders: { in_order: framesOf(inOrder), worst: framesOf(worstOrder(inOrder)) },
    floor: kind === 'plain' ? takenApart(openingOf(founder.sql), written) : [],
  }
}
