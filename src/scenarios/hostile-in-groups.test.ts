/** Who is in a group of its own people, or was, and uses their own software there. */

import { expect } from 'vitest'
import type { EventId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { cutOf } from '../testing/cuts.ts'
import { epochKeyIn, handGoingOn, membershipOf } from '../testing/forge.ts'
import { malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { grants, ownPerson, removes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const DIRECT = { modes: ['direct'] } as const

/** By what somebody is in the only private channel there is. */
async function placeOf(who: Actor): Promise<EventId<'group_member'>> {
  const person = await ownPerson(who)
  const rows = who.device.sql.all('SELECT event_id FROM group_standing WHERE person_id = ?', [person])
  return certain(rows[0]).event_id as EventId<'group_member'>
}

/** Alice makes a private channel for all of them. */
async function secretOf(world: World) {
  const people = await acquainted(world, 'alice', 'bob', 'carol')
  const [alice, bob, carol] = people
  const channel_id = await alice.createsPrivate('secret', bob, carol)
  await exchange(people)
  return { people, channel_id, epoch: epochKeyIn(alice, channel_id) }
}

/** Adds somebody again and again. */
async function addsOften(world: World, by: Actor, whom: Actor, group_id: EventId, times: number) {
  const hand = await handGoingOn(by, world.prng)
  const body = {
    auth: membershipOf(by),
    group_id: group_id as string as EventId<'group'>,
    right: await placeOf(by),
    person: await ownPerson(whom),
  }
  return Array.from({ length: times }, () => hand.writes(shapes.group_member, body).bytes)
}

for (const times of [0, 17]) {
  scenario(
    `who made a private channel takes somebody out of it who has added themselves ${times} times`,
    async (world) => {
      const { people, epoch } = await secretOf(world)
      const [alice, bob, carol] = people
      const adds = await addsOften(world, carol, carol, epoch.group_id, times)
      for (const to of [alice, bob]) await handsOver(to, adds)
      await alice.removesFrom('secret', carol)
      expect((await alice.groupMembers('secret')).map(({ name }) => name)).toEqual(['alice', 'bob'])
    },
    DIRECT,
  )

  scenario(
    `who leaves a private channel has left it, though somebody has added them ${times} times`,
    async (world) => {
      const { people, epoch } = await secretOf(world)
      const [alice, bob, carol] = people
      await handsOver(carol, await addsOften(world, bob, carol, epoch.group_id, times))
      await carol.leavesChannel('secret')
      expect(await carol.channels()).toEqual(['general'])
      await exchange(people)
      expect((await alice.groupMembers('secret')).map(({ name }) => name)).toEqual(['alice', 'bob'])
    },
    DIRECT,
  )
}

for (const [how, goes] of [
  ['taken out of it', (alice: Actor, carol: Actor) => alice.removesFrom('secret', carol)],
  ['removed from the community', (alice: Actor) => removes(alice, 'carol')],
] as const) {
  scenario(
    `who was ${how} makes no channel in a private group`,
    async (world) => {
      const { people, epoch } = await secretOf(world)
      const [alice, bob, carol] = people
      const [auth, right] = [membershipOf(carol), await placeOf(carol)]
      const { group_id } = epoch
      const hand = await handGoingOn(carol, world.prng)
      const makes = (name: string) => hand.writes(shapes.channel, { auth, right, group_id, name }, { epoch }).bytes
      const made = makes('made while in it')
      for (const to of [alice, bob]) await handsOver(to, [made])
      await goes(alice, carol)
      await exchange([alice, bob])
      const late = makes('made since')
      for (const to of [alice, bob]) await handsOver(to, [late])
      const listed = ['general', 'made while in it', 'secret']
      for (const reader of [alice, bob]) expect((await reader.channels()).toSorted()).toEqual(listed)
    },
    DIRECT,
  )
}

scenario(
  'what somebody said before they were taken out stays, though one who is no further above takes them out as well',
  async (world) => {
    const { people, epoch } = await secretOf(world)
    const [alice, bob, carol] = people
    await carol.says('said while in it', 'secret')
    await exchange(people)
    const [auth, right, add] = [membershipOf(bob), await placeOf(bob), await placeOf(carol)]
    const { group_id } = epoch
    const person = await ownPerson(carol)
    const hand = await handGoingOn(bob, world.prng)
    const drop = { auth, group_id, right, person, adds: [add], cuts: [] }
    const late = hand.writes(shapes.group_member_removed, drop)
    for (const to of [alice, carol]) await handsOver(to, [late.bytes])
    expect((await alice.groupMembers('secret')).map(({ name }) => name)).toEqual(['alice', 'bob', 'carol'])
    await alice.removesFrom('secret', carol)
    await exchange([alice, bob])
    expect(await alice.reads('secret')).toEqual(['carol: said while in it'])
  },
  DIRECT,
)

scenario(
  'who leaves a private channel gives nobody who was taken out of it their voice back',
  async (world) => {
    const { people, channel_id, epoch } = await secretOf(world)
    const [alice, bob, carol] = people
    await carol.says('said while in it', 'secret')
    await exchange(people)
    await alice.removesFrom('secret', carol)
    await exchange([alice, bob])
    const hand = await handGoingOn(carol, world.prng)
    const late = hand.writes(shapes.message, { channel_id, text: 'said since' }, { epoch })
    for (const to of [alice, bob]) await handsOver(to, [late.bytes])
    const [right, person] = [await placeOf(bob), await ownPerson(bob)]
    const { group_id } = epoch
    const drop = (await handGoingOn(bob, world.prng)).writes(shapes.group_member_removed, {
      auth: membershipOf(bob),
      group_id,
      right,
      person,
      adds: [right],
      cuts: [cutOf(bob, hand.peer_id)],
    })
    await handsOver(alice, [drop.bytes])
    expect(await alice.reads('secret')).toEqual(['carol: said while in it'])
  },
  DIRECT,
)

scenario(
  'an admin who was taken out of a private channel deletes nothing there that others say; what they deleted in time is gone',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol')
    const [alice, bob, carol] = people
    const right = await grants(alice, bob)
    await exchange(people)
    const channel_id = await alice.createsPrivate('secret', bob, carol)
    await exchange(people)
    const gone = await carol.says('rude', 'secret')
    await exchange(people)
    await bob.deletes(gone)
    await exchange(people)
    await alice.removesFrom('secret', bob)
    await exchange(people)
    const kept = await carol.says('said since', 'secret')
    await exchange(people)
    const { epoch_id } = epochKeyIn(carol, channel_id)
    // Bob holds the sealed event, as everybody does: its id, and in its header that of its epoch.
    const deletion = (await handGoingOn(bob, world.prng)).writes(shapes.message_deletion, {
      auth: membershipOf(bob),
      right,
      epochs: [epoch_id as string as EventId<'group_epoch'>],
      targets: [kept],
    })
    for (const to of [alice, carol]) await handsOver(to, [deletion.bytes])
    for (const reader of [alice, carol]) expect(await reader.reads('secret')).toEqual(['carol: said since'])
    await world.proves({ blocked: { bob: 1 } })
  },
  DIRECT,
)

scenario(
  'what somebody writes after they were taken out of a private channel makes it no news',
  async (world) => {
    const { people, channel_id, epoch } = await secretOf(world)
    const [alice, bob, carol] = people
    await bob.says('hello', 'secret')
    await exchange(people)
    await alice.removesFrom('secret', carol)
    await exchange([alice, bob])
    const lastOf = async () => certain((await alice.channelRows()).find((row) => row.channel_id === channel_id)).last_at
    const before = await lastOf()
    const hand = await handGoingOn(carol, world.prng)
    const late = hand.writes(shapes.message, { channel_id, text: 'not shown' }, { epoch, created_at: 2 ** 47 })
    await handsOver(alice, [late.bytes])
    expect(await alice.reads('secret')).toEqual(['bob: hello'])
    expect(await lastOf()).toBe(before)
    expect(before).toBeGreaterThan(0)
  },
  DIRECT,
)

scenario(
  'who has left a private channel takes nobody out of it',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol')
    const [alice, bob, carol] = people
    const channel_id = await alice.createsPrivate('secret', bob)
    await exchange(people)
    await bob.addsTo('secret', carol)
    await exchange(people)
    await carol.says('said while in it', 'secret')
    await exchange(people)
    const [right, add, person] = [await placeOf(bob), await placeOf(carol), await ownPerson(carol)]
    const { group_id } = epochKeyIn(alice, channel_id)
    await bob.leavesChannel('secret')
    await exchange(people)
    const late = (await handGoingOn(bob, world.prng)).writes(shapes.group_member_removed, {
      auth: membershipOf(bob),
      group_id: group_id as string as EventId<'group'>,
      right,
      person,
      adds: [add],
      cuts: [],
    })
    for (const to of [alice, carol]) await handsOver(to, [late.bytes])
    expect((await alice.groupMembers('secret')).map(({ name }) => name)).toEqual(['alice', 'carol'])
    expect(await alice.reads('secret')).toEqual(['carol: said while in it'])
    await world.proves({ orders: 0 })
  },
  DIRECT,
)

scenario(
  'who was taken out of a private channel is nobody who could give a key of it',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    const [alice, bob, carol, dave] = people
    const channel_id = await alice.createsPrivate('secret', bob, carol, dave)
    await exchange(people)
    const { network_id } = await dave.row()
    const left_out = malloryMakesEpoch(await handGoingOn(dave, world.prng), {
      knows: dave,
      after: epochKeyIn(dave, channel_id),
      auth: membershipOf(dave),
      right: await placeOf(dave),
      to: await Promise.all([alice, carol].map(async (one) => (await one.row()).peer_id)),
      network: network_id,
      random: world.prng,
    })
    await handsOver(bob, [left_out.event.bytes])
    const suppliers = async () => {
      const own = certain((await bob.keyHealth()).find(({ is_this }) => is_this))
      return own.lacks.flatMap((lack) => lack.suppliers.map(({ name }) => name))
    }
    expect(await suppliers()).toEqual(['alice', 'carol'])
    await alice.removesFrom('secret', carol)
    await handsOver(bob, eventsOf(alice))
    expect(await suppliers()).toEqual(['alice'])
  },
  DIRECT,
)
