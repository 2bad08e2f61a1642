/**
 * What has no effect gives nobody anything: links written by a device that was taken away, additions by somebody who is
 * not in the group, a second group of everybody.
 */

import { expect } from 'vitest'
import type { EventId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { carries, exchange, handsOver } from '../testing/courier.ts'
import { epochKeyIn, epochKeysOf, type Hand, handGoingOn, membershipOf } from '../testing/forge.ts'
import { linksDevice } from '../testing/linking.ts'
import { consentOf, linksChild } from '../testing/malicious-device.ts'
import { malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { grants, ownPerson, removes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const CALM = { network: {}, modes: ['direct'] } as const
const DIRECT = { modes: ['direct'] } as const

/** Links a second device of somebody's that is stolen, and goes on writing in its name. */
async function losesDevice(world: World, owner: Actor, { isTakenAway = true } = {}) {
  const phone = await world.actor('phone')
  await linksDevice(world, owner, phone)
  await world.settle()
  const { network_id: network } = await owner.row()
  const person = await ownPerson(owner)
  const auth = membershipOf(phone)
  await phone.goesOffline()
  const { peer_id: peer } = await phone.row()
  if (isTakenAway) await owner.sotto().command('device.remove', { as: owner.identity(), peer })
  await world.settle()
  const lost = await handGoingOn(phone, world.prng)
  return {
    /** Makes another device theirs too: whoever writes with this hand. */
    links: (hand: Hand) => {
      const consent = consentOf(hand, network, person, lost.peer_id)
      return lost.writes(shapes.device_link, { auth, person, new_peer: hand.peer_id, consent, recovery: undefined })
    },
    linksMany: (count: number) =>
      Array.from({ length: count }, () => linksChild(lost, { network, auth, person }, world.prng).link.bytes),
  }
}

scenario(
  'a member whom a removed device links deletes nothing of its person',
  async (world) => {
    const [alice, bob, mallory] = await connected(world, 'alice', 'bob', 'mallory')
    const kept = await bob.says('not to be deleted')
    const lost = await losesDevice(world, bob)
    const hand = await handGoingOn(mallory, world.prng)
    const link = lost.links(hand)
    const claim = { auth: link.id, right: undefined, epochs: [], targets: [kept] }
    const deletion = hand.writes(shapes.message_deletion, claim)
    for (const to of [alice, bob]) await handsOver(to, [link.bytes, deletion.bytes])
    await world.settle()
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(['bob: not to be deleted'])
  },
  CALM,
)

scenario(
  'an admin deletes what a member says whom a removed device of the founder links',
  async (world) => {
    const [alice, bob, mallory] = await connected(world, 'alice', 'bob', 'mallory')
    await grants(alice, bob)
    const spam = await mallory.says('spam')
    await world.settle()
    const lost = await losesDevice(world, alice)
    const link = lost.links(await handGoingOn(mallory, world.prng))
    for (const to of [alice, bob]) await handsOver(to, [link.bytes])
    await bob.deletes(spam)
    await world.settle()
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual([])
  },
  CALM,
)

scenario(
  'a member whom a removed device links says nothing in a private channel of its person, and nothing of theirs is taken for its person’s',
  async (world) => {
    const [alice, bob, mallory] = await connected(world, 'alice', 'bob', 'mallory')
    const channel_id = await alice.createsPrivate('secret', bob)
    const epoch = epochKeyIn(alice, channel_id)
    await bob.says('one')
    await mallory.says('two')
    const lost = await losesDevice(world, bob)
    const hand = await handGoingOn(mallory, world.prng)
    const message = hand.writes(shapes.message, { channel_id, text: 'I am not in it' }, { epoch })
    const links = Array.from({ length: 8 }, () => lost.links(hand).bytes)
    for (const to of [alice, bob]) await handsOver(to, [...links, message.bytes])
    for (const reader of [alice, bob]) expect(await reader.reads('secret')).toEqual([])
    await world.settle()
    await removes(alice, 'mallory')
    await world.settle()
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(['bob: one', 'mallory: two'])
    await world.proves({ blocked: { mallory: 2 } }) // the channel, and what she said in it
  },
  CALM,
)

for (const isTakenAway of [true, false]) {
  scenario(
    `what a person said stays when they are removed, though a stolen device of theirs, ${isTakenAway ? 'taken away before' : 'not taken away'}, linked many more`,
    async (world) => {
      const [alice, bob] = await connected(world, 'alice', 'bob', 'carol')
      await bob.says('said long ago')
      const lost = await losesDevice(world, bob, { isTakenAway })
      const tablet = await world.actor('tablet')
      if (!isTakenAway) await linksDevice(world, bob, tablet)
      await handsOver(alice, lost.linksMany(isTakenAway ? 70 : 300))
      if (isTakenAway) {
        await world.settle()
        await linksDevice(world, bob, tablet)
      }
      await tablet.says('said from the tablet')
      await world.settle()
      await removes(alice, 'bob')
      await world.settle()
      expect(await alice.reads()).toEqual(['bob: said long ago', 'bob: said from the tablet'])
    },
    CALM,
  )
}

for (const order of ['before', 'after'] as const) {
  scenario(
    `an admin who is not in a private channel deletes nothing there, who adds himself without effect ${order} it`,
    async (world) => {
      const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
      const right = await grants(alice, bob)
      await exchange([alice, bob, carol, dave])
      const epoch = epochKeyIn(carol, await carol.createsPrivate('secret', dave))
      const message = await carol.says('among us two', 'secret')
      await exchange([alice, bob, carol, dave])
      const hand = await handGoingOn(bob, world.prng)
      const [auth, person] = [membershipOf(bob), await ownPerson(bob)]
      const { group_id } = epoch
      const place = { auth, group_id, right: group_id as string as EventId<'group'>, person }
      const claim = { auth, right, epochs: [epoch.epoch_id], targets: [message] }
      const add = hand.writes(shapes.group_member, place)
      const deletion = hand.writes(shapes.message_deletion, claim)
      const events = order === 'before' ? [add.bytes, deletion.bytes] : [deletion.bytes, add.bytes]
      for (const to of [carol, dave]) for (const one of events) await handsOver(to, [one])
      expect((await dave.groupMembers('secret')).map(({ name }) => name)).toEqual(['dave', 'carol'])
      for (const reader of [carol, dave]) expect(await reader.reads('secret')).toEqual(['carol: among us two'])
      await world.proves({ blocked: { alice: 2, bob: 2 } })
    },
    DIRECT,
  )
}

scenario(
  'what an admin deletes in a private channel comes back when who added them to it turns out to have been removed before',
  async (world) => {
    const all = await acquainted(world, 'alice', 'bob', 'carol', 'dave', 'erin')
    const [alice, bob, carol, dave, erin] = all
    await grants(alice, bob)
    await exchange(all)
    await carol.createsPrivate('secret', dave, erin)
    await exchange(all)
    const message = await erin.says('among us three', 'secret')
    await exchange(all)
    await removes(alice, 'carol')
    await carol.addsTo('secret', bob)
    await carries(carol, bob)
    await bob.deletes(message)
    await carries(bob, dave)
    expect(await dave.reads('secret')).toEqual([])
    await carries(alice, dave)
    await carries(erin, dave)
    expect(await dave.reads('secret')).toEqual(['erin: among us three'])
    await world.proves({ blocked: { alice: 2 } })
  },
  DIRECT,
)

for (const [since, seq] of [
  ['removed', 1],
  ['removed', 900],
  ['not removed', 900],
] as const) {
  scenario(
    `a stolen first device of the founder, ${since} since, makes no other group of everybody, in place ${seq} of its chain`,
    async (world) => {
      const [alice, bob] = await connected(world, 'alice', 'bob')
      const copy = alice.device.copyDisk()
      await alice.says('lost')
      await world.settle()
      await alice.goesOffline()
      await alice.device.rollsBack(copy)
      await alice.goesOffline()
      await alice.says('said instead')
      const stolen = await handGoingOn(alice, world.prng)
      const { network_id, peer_id: old } = await alice.row()
      await alice.comesOnline()
      await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
      await alice.goesOn()
      await world.settle()
      if (since === 'removed') await alice.sotto().command('device.remove', { as: alice.identity(), peer: old })
      await world.settle()
      const auth = network_id as string as EventId<'network'>
      const group = stolen.writes(shapes.group, { auth, scope: 'all' }, { created_at: 1, seq })
      expect(await handsOver(bob, [group.bytes])).toEqual(['stored.valid'])
      await world.settle()
      await bob.callsThemselves('Robert')
      await bob.says('still works')
      await alice.invites()
      await world.settle()
      expect(await alice.people()).toEqual(['Robert', 'alice'])
      expect(await alice.reads()).toContain('Robert: still works')
    },
    CALM,
  )
}

scenario(
  'what somebody writes after they were removed is not waited for, but what a member says under a key of theirs is',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    const [alice, bob, carol, dave] = people
    await carol.says('hello')
    await exchange(people)
    const [hand, unaware] = [await handGoingOn(carol, world.prng), await handGoingOn(dave, world.prng)]
    const auth = membershipOf(carol)
    await removes(alice, 'carol')
    await exchange([alice, bob])
    const { network_id, channel_id } = await bob.row()
    const after = certain(epochKeysOf(carol).at(-1))
    const plan = { knows: carol, after, auth, to: [], network: network_id, random: world.prng }
    const { event, epoch } = malloryMakesEpoch(hand, plan)
    const names = Array.from({ length: 5 }, (_, i) =>
      hand.writes(shapes.profile, { name: `${i}`, after: [] }, { epoch }),
    )
    await handsOver(bob, [event.bytes, ...names.map(({ bytes }) => bytes)])
    const lackingOf = async (who: Actor) => certain((await who.keyHealth()).find(({ is_this }) => is_this)).lacking
    expect([await bob.waiting(), await lackingOf(bob)]).toEqual([0, 0])
    const word = unaware.writes(shapes.message, { channel_id: certain(channel_id), text: 'word' }, { epoch })
    await handsOver(bob, [word.bytes])
    expect(await bob.waiting()).toBe(6)
    expect(await lackingOf(bob)).toBe(1)
    await world.proves({ orders: 0, blocked: { bob: 6 } })
  },
  DIRECT,
)

scenario(
  'what somebody says in a private channel after they were taken out of it is not waited for',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol')
    const [alice, bob, carol] = people
    const channel_id = await alice.createsPrivate('secret', bob, carol)
    await exchange(people)
    const rows = carol.device.sql.all('SELECT event_id FROM group_standing WHERE person_id = ?', [
      await ownPerson(carol),
    ])
    const right = certain(rows[0]).event_id as EventId<'group_member'>
    const hand = await handGoingOn(carol, world.prng)
    const [auth, after] = [membershipOf(carol), epochKeyIn(carol, channel_id)]
    await alice.removesFrom('secret', carol)
    await exchange([alice, bob])
    const { network_id } = await bob.row()
    const plan = { knows: carol, after, auth, right, to: [], network: network_id, random: world.prng }
    const { event, epoch } = malloryMakesEpoch(hand, plan)
    const said = Array.from({ length: 5 }, () => hand.writes(shapes.message, { channel_id, text: 'x' }, { epoch }))
    await handsOver(bob, [event.bytes, ...said.map(({ bytes }) => bytes)])
    expect(await bob.waiting()).toBe(0)
    await world.proves({ orders: 0, blocked: { bob: 5 } })
  },
  DIRECT,
)

scenario(
  'a linked device opens first a channel that is there',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const right = await grants(alice, bob)
    await world.settle()
    const hand = await handGoingOn(bob, world.prng)
    const epoch = certain(epochKeysOf(bob)[0])
    const auth = membershipOf(bob)
    await bob.closesTheApp()
    await removes(alice, 'bob')
    const late = hand.writes(
      shapes.channel,
      { auth, right, group_id: epoch.group_id, name: 'nowhere' },
      { epoch, created_at: 1 },
    )
    await handsOver(alice, [late.bytes])
    expect(await alice.channels()).toEqual(['general'])
    const phone = await world.actor('phone')
    await linksDevice(world, alice, phone)
    await world.settle()
    const first = (await phone.row()).channel_id
    expect((await phone.channelRows()).map(({ channel_id }) => channel_id)).toContain(first)
  },
  CALM,
)
