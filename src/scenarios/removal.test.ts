/** Behaviours 29 and 31: who is removed, what stays of them, and which links and joins end with it. */

import { expect } from 'vitest'
import { carries, controlEventsOf, eventsOf, exchange, handsOver, withoutState } from '../testing/courier.ts'
import { createStranger, epochKeysOf, handOf } from '../testing/forge.ts'
import { holderOf } from '../testing/link-holder.ts'
import { linksDevice } from '../testing/linking.ts'
import { grants, noticed, notices, removes, revokes, rowOf } from '../testing/people.ts'
import { founderRemoves, openedBy } from '../testing/removal.ts'
import { scenario } from '../testing/scenario.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'

/** Of one link. */
const MOST_USES = 400

scenario(
  'who is removed is gone from every list, though the remover is away; what they had said stays, what they say later is not shown',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    await grants(alice, bob)
    await carol.says('while I am here')
    await exchange([alice, bob, carol, dave])
    await removes(bob, 'carol')
    await carol.says('after it')
    await bob.closesTheApp()
    await bob.opensTheApp()
    await carries(bob, alice)
    await exchange([alice, carol, dave])
    for (const reader of [alice, dave]) {
      expect(await reader.people()).toEqual(['alice', 'bob', 'dave'])
      expect(await reader.reads()).toEqual(['carol: while I am here'])
      expect(await noticed(reader)).toContain('removed carol by bob')
    }
  },
)

scenario('a removal ends every open link; a join it had not seen waits for an admin to admit it', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const link = await alice.invites({ uses: 9 })
  const [dave, erin] = [await world.actor('dave'), await world.actor('erin')]
  await dave.joins(link)
  await exchange([alice, bob, carol, dave])
  await erin.joins(link)
  await carries(erin, bob)
  await removes(alice, 'carol')
  expect((await alice.inviteRows()).map(({ state }) => state)).toEqual(['closed', 'closed'])
  await exchange([alice, bob, dave])
  await carries(bob, alice)
  for (const reader of [alice, bob, dave]) expect(await reader.people()).toEqual(['alice', 'bob', 'dave'])
  const late = certain((await notices(alice)).find(({ kind }) => kind === 'late'))
  expect((await notices(bob)).find(({ kind }) => kind === 'late')?.admit).toBeUndefined()
  await alice.sotto().command('invite.admit', { as: alice.identity(), join: certain(late.admit) })
  await exchange([alice, bob, dave, erin])
  for (const reader of [alice, bob, dave, erin]) {
    expect(await reader.people()).toEqual(['alice', 'bob', 'dave', 'erin'])
  }
})

scenario('who came by a link of somebody who was no admin any more waits for an admin to admit them', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await grants(alice, bob)
  await exchange([alice, bob, carol])
  await revokes(alice, bob)
  const erin = await world.actor('erin')
  await erin.joins(await bob.invites())
  await carries(erin, bob)
  await exchange([alice, bob, carol])
  for (const reader of [alice, bob, carol]) expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
  for (const reader of [alice, carol]) expect(await noticed(reader)).toContain('unauthorised erin by bob')
  const admitOf = async (actor: typeof alice) =>
    (await notices(actor)).find(({ kind }) => kind === 'unauthorised')?.admit
  for (const reader of [bob, carol]) expect(await admitOf(reader)).toBeUndefined()
  await alice.sotto().command('invite.admit', { as: alice.identity(), join: certain(await admitOf(alice)) })
  await exchange([alice, bob, carol, erin])
  for (const reader of [alice, bob, carol, erin]) {
    expect(await reader.people()).toEqual(['alice', 'bob', 'carol', 'erin'])
    expect(await noticed(reader)).not.toContain('unauthorised erin by bob')
  }
})

scenario('who came by a link that somebody removed made afterwards is offered to nobody', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await grants(alice, bob)
  await exchange([alice, bob])
  await removes(alice, 'bob')
  const erin = await world.actor('erin')
  await erin.joins(await bob.invites())
  await carries(bob, erin)
  await carries(erin, alice)
  expect(await alice.people()).toEqual(['alice'])
  expect((await noticed(alice)).filter((words) => words.includes('erin'))).toEqual([])
})

scenario(
  'one device of a person is removed, by them or by an admin; the person stays',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const [phone, tablet] = [await world.actor('phone'), await world.actor('tablet')]
    await linksDevice(world, bob, phone)
    await linksDevice(world, bob, tablet)
    const removesDevice = async (by: typeof alice, device: typeof phone) =>
      by.sotto().command('device.remove', { as: by.identity(), peer: (await device.row()).peer_id })
    // In the order of linking: what each may take away.
    const may = async (viewer: typeof alice) => {
      const { person_id } = await rowOf(viewer, 'bob')
      const rows = await viewer.sotto().query('device.list', { as: viewer.identity(), person: person_id })
      return rows.map(({ may_remove }) => may_remove)
    }
    expect(await may(bob)).toEqual([true, true, true])
    expect(await may(phone)).toEqual([false, true, false])
    expect(await may(tablet)).toEqual([false, false, true])
    expect(await may(alice)).toEqual([true, true, true])
    await expect(removesDevice(phone, bob)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(removesDevice(phone, tablet)).rejects.toMatchObject({ code: 'not_permitted' })
    await removesDevice(bob, phone)
    await removesDevice(alice, tablet)
    await world.settle()
    for (const reader of [alice, bob]) {
      expect((await rowOf(reader, 'bob')).devices).toEqual([(await bob.row()).peer_id])
      const told = (await noticed(reader)).filter((notice) => notice.startsWith('device_removed'))
      expect([...told].sort()).toEqual(['device_removed bob by alice', 'device_removed bob by bob'])
    }
    await expect(phone.says('from a lost phone')).rejects.toMatchObject({ code: 'not_permitted' })
    await world.settle()
    await phone.goesOffline()
    await tablet.goesOffline()
    await bob.says('still me')
    await world.settle()
    expect(await alice.reads()).toEqual(['bob: still me'])
  },
  { network: {} },
)

scenario(
  'a device that whoever removed its person did not know of writes nothing more, once it knows',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await alice.goesOffline()
    await linksDevice(world, bob, phone)
    await bob.goesOffline()
    await phone.goesOffline()
    await removes(alice, 'bob')
    await phone.says('nobody has told me')
    await carries(alice, phone)
    expect((await phone.row()).role).toBe('removed')
    await expect(phone.says('I know')).rejects.toThrow('not_permitted')
    await carries(phone, alice)
    expect(await alice.reads()).toEqual([])
    await world.advance(20_000)
  },
  { network: {} },
)

scenario('who is removed before their name is heard keeps the first they gave, and no later one', async (world) => {
  const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
  await alice.createsCommunity('Acme')
  await bob.joins(await alice.invites())
  await carries(alice, bob)
  await bob.says('hello')
  await handsOver(alice, withoutState(bob))
  const removal = await founderRemoves(await handOf(alice, world.prng), alice, bob, alice)
  await handsOver(alice, [removal.bytes])
  expect(await alice.reads()).toEqual(['somebody: hello'])
  await bob.callsThemselves('Robert')
  await carries(bob, alice)
  expect(await alice.reads()).toEqual(['bob: hello'])
})

scenario('a link that is closed takes the key it carried with it, at once', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const invite = await alice.makesInvite()
  const held = epochKeysOf(alice)
  const { epoch } = holderOf(invite.link)
  await alice.ends(invite)
  expect(epochKeysOf(alice)).toHaveLength(held.length + 1)
  await exchange([alice, bob])
  const before = eventsOf(bob).length
  await bob.says('not for who finds the link')
  expect(epochKeysOf(bob)).toEqual(epochKeysOf(alice)) // he needs none of his own
  const { network_id } = await bob.row()
  expect(openedBy(network_id, [epoch], eventsOf(bob).slice(before))).toEqual([])
  await carries(bob, alice)
  expect(await alice.reads()).toEqual(['bob: not for who finds the link'])
})

scenario(
  'whoever came by a link is named when a removal ends it, however many they are',
  async (world) => {
    const [alice, bob] = await acquainted(world, 'alice', 'bob')
    const link = await alice.invites({ uses: MOST_USES })
    const holder = holderOf(link)
    const crowd: Uint8Array[] = []
    // One more than the link is for, who met members that were not connected: none has ended it.
    for (let i = 0; i <= MOST_USES; i++) {
      const hand = createStranger(holder.network_id, world.prng, world.network.now())
      crowd.push(...holder.joins(hand, world.prng).map(({ bytes }) => bytes))
    }
    await handsOver(alice, crowd)
    expect(await alice.people()).toHaveLength(2 + MOST_USES + 1)
    await removes(alice, 'bob')
    expect(await alice.people()).toHaveLength(1 + MOST_USES + 1)
    expect((await alice.inviteRows()).map(({ state }) => state)).toEqual(['closed', 'closed'])
    const closings = await controlEventsOf(alice, 'invite_closed')
    expect(closings).toHaveLength(3) // two for the crowd
    await bob.closesTheApp()
    await world.proves({ orders: 0, copies: 1 })
  },
  { modes: ['direct'] },
)

scenario(
  'what a device linked that was taken away before deletes nothing of its person’s, and renames nobody',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const [phone, tablet] = [await world.actor('phone'), await world.actor('tablet')]
    await linksDevice(world, bob, phone)
    const lost = (await phone.row()).peer_id
    const said = await bob.says('to be kept')
    await world.settle()
    world.network.partition(['alice', 'bob'], ['carol', 'phone', 'tablet'])
    await world.advance(60_000)
    await bob.sotto().command('device.remove', { as: bob.identity(), peer: lost })
    await linksDevice(world, phone, tablet)
    await world.until('the tablet reads', async () => (await tablet.reads()).length === 1, 300_000)
    await tablet.callsThemselves('mallory')
    await tablet.deletes(said)
    await world.until('carol has lost it', async () => (await carol.reads()).length === 0, 300_000)
    await phone.closesTheApp()
    await tablet.closesTheApp()
    world.network.heal()
    await world.until('carol has it back', async () => (await carol.reads()).length === 1, 1_800_000)
    await world.settle()
    for (const one of [alice, bob, carol]) {
      expect(await one.reads()).toEqual(['bob: to be kept'])
      expect(await one.people()).toEqual(['alice', 'bob', 'carol'])
    }
  },
  { network: {} },
)
