/**
 * What must hold at the end of every story, whatever it was about:
 *
 * 1. replay leads to the same state (I2);
 * 2. every stored event delivered again, one to five times, in random order, changes nothing;
 * 3. the same events delivered reversed, and shuffled, to a fresh state lead to the same state;
 * 4. nothing is blocked but what the story says;
 * 5. members with a live link to each other store the same events and see the same.
 *
 * Reads only; throws an ordinary error, to which the world adds what it knows.
 */

import type { Prng } from '../platform/sim/prng.ts'
import type { Actor } from './actor.ts'
import { eventsOf, handsOver, inOrder, type Order } from './courier.ts'
import { createFreshState, type FreshState } from './fresh-state.ts'
import type { Member } from './member.ts'
import { repeated } from './shuffle.ts'

export interface Expectation {
  /** How many events each actor's identities hold blocked, by actor; 0 for who is not named. */
  readonly blocked?: Readonly<Record<string, number>>
  /** Random orders tried on a fresh state, beside the reversed one; fewer for long logs. */
  readonly orders?: number
  /** Copies of each event delivered again, at most. Default 5; 0 for logs too long to tell twice. */
  readonly copies?: number
}

export interface OracleHost {
  readonly prng: Prng
  /** Named in the report when something fails now. */
  phase(name: string): void
}

const MAX_COPIES = 5
/** What the waiting room holds for one link: a longer log may need several deliveries. */
const MOST_DELIVERIES = 40

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a === b) return
  let at = 0
  while (a?.[at] === b?.[at]) at++
  const around = (text: string | undefined) => text?.slice(Math.max(0, at - 200), at + 200)
  throw new Error(`${what}\n  is       …${around(a)}…\n  expected …${around(b)}…`)
}

interface State {
  readonly fingerprint: string
  readonly blocked: unknown
  readonly seen: unknown
}

async function stateOf(member: Member): Promise<State> {
  const { inspect } = member.device.engine
  const identity = member.identity()
  return { fingerprint: inspect.fingerprint(identity), blocked: inspect.blocked(identity), seen: await member.sees() }
}

function sameState(actual: State, expected: State, what: string): void {
  same(actual.seen, expected.seen, `${what}: what is seen`)
  same(actual.blocked, expected.blocked, `${what}: what is blocked`)
  same(actual.fingerprint, expected.fingerprint, `${what}: the fingerprint`)
}

async function provesReplay(member: Member, who: string): Promise<void> {
  const before = await stateOf(member)
  member.device.engine.inspect.replay(member.identity())
  sameState(await stateOf(member), before, `${who}: after a replay`)
}

async function provesRepetition(member: Member, who: string, copies: number, prng: Prng): Promise<void> {
  const before = await stateOf(member)
  const stored = eventsOf(member).length
  const outcomes = await handsOver(member, repeated(eventsOf(member), copies, prng))
  same([...new Set(outcomes)], stored === 0 ? [] : ['known'], `${who}: outcomes of events delivered again`)
  sameState(await stateOf(member), before, `${who}: after every event came again`)
}

async function deliverAll(fresh: FreshState, events: readonly Uint8Array[]): Promise<void> {
  for (let delivery = 0; delivery < MOST_DELIVERIES; delivery++) {
    const before = fresh.whole()
    await fresh.receives(events)
    if (fresh.whole() === events.length || fresh.whole() === before) return
  }
}

async function provesOrder(member: Member, who: string, orders: readonly Order[]): Promise<void> {
  const { inspect } = member.device.engine
  const events = eventsOf(member)
  const fresh = await createFreshState(member)
  try {
    for (const [i, order] of orders.entries()) {
      if (i > 0) fresh.rewinds()
      await deliverAll(fresh, inOrder(events, order))
      const what = `${who}: delivered ${typeof order === 'string' ? order : `shuffled (${i})`} to a fresh state`
      same(fresh.stored(), events.length, `${what}: how many events are stored`)
      same(fresh.blocked(), inspect.blocked(member.identity()), `${what}: what is blocked`)
      same(fresh.fingerprint(), inspect.fingerprint(member.identity()), `${what}: the fingerprint`)
    }
  } finally {
    fresh.ends()
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** What two members of one community both see of it: it must be equal where both see it. */
async function provesAgreement(a: Member, b: Member, who: string): Promise<void> {
  const [ofA, ofB] = [new Set(eventsOf(a).map(hex)), new Set(eventsOf(b).map(hex))]
  const lacking = (mine: ReadonlySet<string>, theirs: ReadonlySet<string>) =>
    [...theirs].filter((event) => !mine.has(event)).length
  same([lacking(ofA, ofB), lacking(ofB, ofA)], [0, 0], `${who}: how many stored events each lacks`)
  const peopleOf = async (member: Member) =>
    (await member.memberRows()).map(({ person_id, devices, rank, name }) => ({ person_id, devices, rank, name }))
  same(await peopleOf(a), await peopleOf(b), `${who}: the members`)
  const [channelsOfA, channelsOfB] = [await a.channelRows(), await b.channelRows()]
  for (const { channel_id, name } of channelsOfA) {
    if (!channelsOfB.some((channel) => channel.channel_id === channel_id)) continue
    const [saidToA, saidToB] = [await conversation(a, channel_id), await conversation(b, channel_id)]
    const common = (mine: readonly Said[], theirs: readonly Said[]) =>
      mine.filter(({ message_id }) => theirs.some((other) => other.message_id === message_id))
    same(common(saidToA, saidToB), common(saidToB, saidToA), `${who}: what was said in ${name}`)
  }
}

interface Said {
  readonly message_id: string
  readonly author: string
  readonly text: string
}

async function conversation(member: Member, channel_id: Parameters<Member['said']>[0]): Promise<readonly Said[]> {
  const rows = await member.said(channel_id)
  return rows.map(({ message_id, author, text }) => ({ message_id, author, text }))
}

async function provesConnectedAgree(actors: readonly Actor[]): Promise<void> {
  const members = actors.flatMap((actor) => actor.members.map((member) => ({ who: actor.name, member })))
  for (const [i, a] of members.entries()) {
    const rows = await a.member.memberRows()
    for (const b of members.slice(i + 1)) {
      const [mine, theirs] = [await a.member.row(), await b.member.row()]
      if (mine.network_id !== theirs.network_id) continue
      const isLinked = (rowsOf: typeof rows, peer: string) =>
        rowsOf.some((row) => row.devices.some((device) => device === peer) && row.is_connected)
      const bothWays = isLinked(rows, theirs.peer_id) && isLinked(await b.member.memberRows(), mine.peer_id)
      if (bothWays) await provesAgreement(a.member, b.member, `${a.who} and ${b.who}, connected`)
    }
  }
}

/** @throws Error that says what does not hold */
export async function prove(actors: readonly Actor[], expectation: Expectation, host: OracleHost): Promise<void> {
  const open = actors.filter((actor) => actor.device.isOpen)
  const { copies = MAX_COPIES, orders = 0 } = expectation
  for (const actor of open) {
    const blocked = actor.members.flatMap((member) => actor.device.engine.inspect.blocked(member.identity()))
    host.phase(`oracle: ${actor.name} blocks nothing unexpected`)
    same(blocked.length, expectation.blocked?.[actor.name] ?? 0, `${actor.name}: how many events are blocked`)
  }
  host.phase('oracle: connected members agree')
  await provesConnectedAgree(open)
  for (const actor of open) {
    for (const [i, member] of actor.members.entries()) {
      const who = actor.members.length === 1 ? actor.name : `${actor.name} (identity ${i + 1})`
      host.phase(`oracle: ${who} replays`)
      await provesReplay(member, who)
      host.phase(`oracle: ${who} gets everything again`)
      if (copies > 0) await provesRepetition(member, who, copies, host.prng)
      host.phase(`oracle: ${who} gets everything in other orders`)
      const random = Array.from({ length: orders }, () => host.prng)
      await provesOrder(member, who, ['reversed', ...random])
    }
  }
}
