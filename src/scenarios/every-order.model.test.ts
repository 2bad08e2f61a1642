/**
 * Behaviour 4, exhaustively: small communities of eight events, in all 40,320 orders of their arrival,
 * each event alone in its batch. Only the taking in of events is at work, so one mode is enough.
 */

import { expect } from 'vitest'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { type Arrivals, everyOrder, everyPermutation } from '../testing/every-order.ts'
import { epochKeysOf, handOf, membershipOf } from '../testing/forge.ts'
import { createFreshState } from '../testing/fresh-state.ts'
import { sharesKeys } from '../testing/key-share.ts'
import { huskOfEvent } from '../testing/malicious-events.ts'
import type { Member } from '../testing/member.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { shuffled } from '../testing/shuffle.ts'
import { acquainted } from '../testing/stages.ts'

const OPTIONS = { modes: ['direct'], timeout_ms: 280_000 } as const
const EVENTS = 8
const DAY_MS = 24 * 60 * 60 * 1000

/** Walks all orders at a fresh state of this member; they must end where the member is. */
async function inEveryOrder(member: Member, arrivals: Arrivals): Promise<void> {
  const fresh = await createFreshState(member)
  try {
    const state = await everyOrder(fresh, arrivals)
    expect(state.split(' ')[0]).toBe(member.device.engine.inspect.fingerprint(member.identity()))
  } finally {
    fresh.ends()
  }
}

scenario(
  'the events of a new community lead to one state in every order',
  async (world) => {
    const alice = await world.actor('alice')
    await alice.createsCommunity('Acme')
    await alice.says('hello')
    const events = eventsOf(alice)
    expect(events).toHaveLength(EVENTS)
    await inEveryOrder(alice, { events })
  },
  OPTIONS,
)

scenario(
  'a join and all it rests on lead to one state in every order at the founder',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    await bob.joins(await alice.invites())
    await carries(bob, alice)
    const [root, peer, group, epoch, name, ...rest] = eventsOf(alice)
    const all = [root, peer, group, epoch, name, ...rest].flatMap((event) => event ?? [])
    const before = all.filter((event) => event === root || event === peer || event === name || event === rest[0])
    await inEveryOrder(alice, { before, events: all.filter((event) => !before.includes(event)) })
    await world.proves({ blocked: { bob: 1 } }) // his invite waits for the root, which he has not met
  },
  OPTIONS,
)

scenario(
  'a joiner whose link vouches for what it has not seen comes to one state in every order',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    await bob.joins(await alice.invites())
    await alice.says('welcome')
    await carries(alice, bob)
    const own = eventsOf(bob).slice(0, 4)
    const events = eventsOf(bob).slice(4)
    expect(own.length + events.length).toBe(eventsOf(bob).length)
    const [first, second, ...others] = events
    const before = [...own, ...[first, second].flatMap((event) => event ?? [])]
    expect(others.length).toBeLessThanOrEqual(EVENTS)
    await inEveryOrder(bob, { before, events: others })
  },
  OPTIONS,
)

scenario(
  'keys, shares and what they open lead to one state in every order',
  async (world) => {
    const [alice] = await acquainted(world, 'alice', 'bob')
    const carol = await world.actor('carol')
    await carol.joins(await alice.invites())
    const known = eventsOf(alice).length
    await world.sleep(8 * DAY_MS)
    await alice.says('under a second key')
    await world.sleep(8 * DAY_MS)
    await alice.says('under a third key')
    await alice.callsThemselves('Alicia')
    await carries(carol, alice)
    const hand = await handOf(alice, world.prng)
    const share = await sharesKeys(alice, hand, carol, epochKeysOf(alice), world.prng)
    await handsOver(alice, [share.bytes])
    await carries(alice, carol)
    const later = eventsOf(alice).slice(known)
    const joined = later.filter((event) =>
      eventsOf(carol)
        .slice(0, 4)
        .some((own) => Buffer.from(own).equals(event)),
    )
    const events = later.filter((event) => !joined.includes(event))
    expect(events.length).toBeLessThanOrEqual(EVENTS)
    const before = eventsOf(carol).filter((event) => !events.some((other) => Buffer.from(other).equals(event)))
    await inEveryOrder(carol, { before, events })
  },
  OPTIONS,
)

scenario(
  'rejected events, and what rests on them, lead to one state in every order',
  async (world) => {
    const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
    const { network_id } = await alice.row()
    const before = [...eventsOf(bob)]
    const hand = await handOf(mallory, world.prng)
    const [epoch] = epochKeysOf(mallory)
    if (epoch === undefined) throw new Error('mallory holds a key')
    const channel = hand.writes(
      shapes.channel,
      { auth: membershipOf(mallory), right: network_id, group_id: epoch.group_id, name: 'coup' },
      { epoch },
    )
    const inside = hand.writes(shapes.message, { channel_id: channel.id, text: 'psst' }, { epoch })
    const auth = membershipOf(mallory)
    const own = hand.writes(shapes.group, { auth, scope: 'private' })
    const foreign = hand.writes(shapes.group_epoch, {
      auth,
      group_id: own.id,
      parents: [epoch.epoch_id],
      right: undefined,
      excludes: [],
      key_id: world.prng.bytes(32),
      wraps: [],
    })
    const after = hand.writes(shapes.group_epoch, {
      auth,
      group_id: own.id,
      parents: [foreign.id],
      right: undefined,
      excludes: [],
      key_id: world.prng.bytes(32),
      wraps: [],
    })
    await alice.says('meanwhile')
    const message = eventsOf(alice).at(-1) ?? new Uint8Array()
    const events = [channel, inside, own, foreign, after].map(({ bytes }) => bytes)
    await handsOver(bob, [...events, message])
    await inEveryOrder(bob, { before, events: [...events, message] })
    const fresh = await createFreshState(bob)
    await everyPermutation(fresh, { before, events: events.slice(0, 4) }) // the naive twin
    fresh.ends()
    await exchange([alice, bob, mallory])
  },
  OPTIONS,
)

scenario(
  'messages, husks and deletions lead to one state in every order',
  async (world) => {
    const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
    const before = [...eventsOf(mallory)]
    const [kept, own, spam] = [await bob.says('kept'), await bob.says('regretted'), await bob.says('spam')]
    const whole = eventsOf(bob).slice(-3)
    const hand = await handOf(mallory, world.prng)
    const claim = { auth: membershipOf(mallory), right: undefined, epochs: [], targets: [kept] }
    const unauthorised = hand.writes(shapes.message_deletion, claim)
    await exchange([alice, bob])
    await bob.deletes(own)
    await alice.deletes(spam)
    const [byBob, byAlice] = [bob, alice].map((member) => eventsOf(member).at(-1) ?? new Uint8Array())
    const [ofKept, ofOwn] = whole.map(huskOfEvent)
    const events = [...whole, ofKept, ofOwn, byBob, byAlice, unauthorised.bytes].flatMap((event) => event ?? [])
    expect(events).toHaveLength(EVENTS)
    await handsOver(mallory, events)
    expect(await mallory.reads()).toEqual(['bob: kept'])
    await inEveryOrder(mallory, { before, events })
    await exchange([alice, bob, mallory])
  },
  OPTIONS,
)

scenario(
  'twenty events of three people lead to one state in a thousand random orders',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await alice.createsChannel('plans')
    await carol.callsThemselves('Caroline')
    for (const person of [alice, bob, carol]) await person.says('hello')
    await exchange([alice, bob, carol])
    const events = eventsOf(carol)
    expect(events.length).toBeGreaterThanOrEqual(20)
    const fresh = await createFreshState(carol)
    const expected = carol.device.engine.inspect.fingerprint(carol.identity())
    for (let i = 0; i < 1_000; i++) {
      fresh.rewinds()
      await fresh.receives(shuffled(events, world.prng))
      expect(fresh.fingerprint()).toBe(expected)
    }
    fresh.ends()
  },
  OPTIONS,
)
