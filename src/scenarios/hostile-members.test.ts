/**
 * Behaviours 8, 26 and 27, in the clauses whose event types exist: what a member with software of their
 * own signs, handed straight to the others, confers nothing, and what rests on it never shows. The same
 * over real links, and more of it, is in `malicious-events.test.ts`.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, eventsOf, handsOver } from '../testing/courier.ts'
import { type EpochKey, epochKeysOf, type Hand, handOf, membershipOf, movedTo } from '../testing/forge.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

interface Stage {
  readonly alice: Actor
  readonly bob: Actor
  readonly mallory: Actor
  readonly hand: Hand
  readonly epoch: EpochKey
  /** Mallory's own membership. */
  readonly auth: ReturnType<typeof membershipOf>
}

async function withMallory(world: World): Promise<Stage> {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const hand = await handOf(mallory, world.prng)
  const [epoch] = epochKeysOf(mallory)
  if (epoch === undefined) throw new Error('mallory holds a key')
  return { alice, bob, mallory, hand, epoch, auth: membershipOf(mallory) }
}

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

scenario('a member who signs a second root of the community founds nothing', async (world) => {
  const { alice, bob, mallory, hand } = await withMallory(world)
  const root = hand.writes(shapes.network, { policy: 0, suite: 1, recovery_pk: new Uint8Array(32) })
  for (const member of [alice, bob, mallory]) {
    expect(await handsOver(member, [root.bytes])).toEqual(['rejected.not_authorized'])
    const founders = (await member.memberRows()).filter(({ role }) => role === 'founder')
    expect(founders.map(({ name }) => name)).toEqual(['alice'])
  }
  await expect(mallory.createsChannel('takeover')).rejects.toMatchObject({ code: 'not_permitted' })
})

scenario('one changed bit anywhere in an event makes it nothing, and the true one still arrives', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await alice.says('as written')
  const event = eventsOf(alice).at(-1) ?? new Uint8Array()
  const before = await bob.sees()
  const places = Array.from({ length: 60 }, (_, i) => Math.floor((i * event.length) / 60))
  const outcomes = await handsOver(
    bob,
    places.map((at) => flipped(event, at)),
  )
  expect(outcomes.every((outcome) => outcome.startsWith('dropped.'))).toBe(true)
  expect(outcomes).toContain('dropped.bad_signature')
  expect(await bob.sees()).toEqual(before)
  expect(await handsOver(bob, [event])).toEqual(['stored.valid'])
  expect(await bob.reads()).toEqual(['alice: as written'])
})

scenario('rights that do not confer the act make no channel, no name, no invite and no closing', async (world) => {
  const { alice, bob, hand, epoch, auth } = await withMallory(world)
  const { network_id } = await alice.row()
  const invite = await alice.makesInvite()
  await carries(alice, bob)
  const recovery = new Uint8Array(32)
  const group_id = epoch.group_id
  const sealed = { epoch }
  const channel = hand.writes(shapes.channel, { auth, right: network_id, group_id, name: 'coup' }, sealed)
  const inside = hand.writes(shapes.message, { channel_id: channel.id, text: 'psst' }, sealed)
  const attempts = [
    channel,
    hand.writes(shapes.network_name, { auth, right: network_id, name: 'Mallory & Co', after: [] }, sealed),
    hand.writes(shapes.group, { auth, scope: 'all' }),
    hand.writes(shapes.invite_closed, {
      auth,
      right: network_id,
      invite_id: invite.invite_id,
      seen_users: [],
      revoked: true,
    }),
    hand.writes(shapes.invite_closed, {
      auth,
      right: undefined,
      invite_id: invite.invite_id,
      seen_users: [],
      revoked: true,
    }),
    hand.writes(shapes.invite_lobby, { invite_id: invite.invite_id, lobby_key: recovery, hints: [] }, sealed),
  ].map(({ bytes }) => bytes)
  for (const member of [alice, bob]) {
    const before = await member.sees()
    expect(await handsOver(member, [inside.bytes])).toEqual(['stored.blocked'])
    expect(await handsOver(member, attempts)).toEqual(attempts.map(() => 'rejected.not_authorized'))
    expect(await member.sees()).toEqual(before) // what waited on the channel no longer waits
  }
})

scenario("nobody speaks under another's membership", async (world) => {
  const { alice, bob, hand, epoch } = await withMallory(world)
  const auth = membershipOf(bob)
  const prekeys = { suite: 1, transit_prekey: hand.key.publicKey, group_prekey: hand.key.publicKey }
  const attempts = [
    hand.writes(shapes.peer_shared, { auth, ...prekeys }),
    hand.writes(shapes.group, { auth, scope: 'private' }),
    hand.writes(shapes.group_epoch, {
      auth,
      group_id: epoch.group_id,
      parents: [],
      right: undefined,
      excludes: [],
      key_id: world.prng.bytes(32),
      wraps: [],
    }),
  ].map(({ bytes }) => bytes)
  const before = await alice.sees()
  expect(await handsOver(alice, attempts)).toEqual(attempts.map(() => 'rejected.author_not_bound'))
  expect(await alice.sees()).toEqual(before)
})

scenario('what somebody sealed cannot be said again under another name', async (world) => {
  const { alice, bob, hand } = await withMallory(world)
  await alice.says('my own words')
  const { network_id } = await alice.row()
  const moved = movedTo(hand, network_id, eventsOf(alice).at(-1) ?? new Uint8Array())
  expect(await handsOver(bob, [moved.bytes])).toEqual(['rejected.decrypt_failed'])
  await carries(alice, bob)
  expect(await bob.reads()).toEqual(['alice: my own words'])
})

scenario('a message shows under its signer, who is unknown until their name arrives', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await bob.joins(await alice.invites())
  await bob.says('who am I?')
  const own = eventsOf(bob)
  const name = own.at(-2) ?? new Uint8Array() // his profile, just before the message
  await handsOver(
    alice,
    own.filter((event) => event !== name),
  )
  expect(await alice.reads()).toEqual(['somebody: who am I?'])
  expect(await alice.people()).toEqual(['alice', 'somebody'])
  await handsOver(alice, [name])
  expect(await alice.reads()).toEqual(['bob: who am I?'])
  await carries(alice, bob)
})

scenario("taking another's name changes nothing of what either wrote", async (world) => {
  const { alice, bob, mallory } = await withMallory(world)
  await alice.says('the real one')
  await mallory.callsThemselves('alice')
  await mallory.says('the other one')
  await carries(alice, bob)
  await carries(mallory, bob)
  const authors = (await bob.messages()).map(({ author, text }) => [author, text])
  expect(authors).toEqual([
    [(await alice.row()).peer_id, 'the real one'],
    [(await mallory.row()).peer_id, 'the other one'],
  ])
})
