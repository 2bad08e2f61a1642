/**
 * Behaviour 32, with 30, 34, 36 and 39 for groups of their own people: private channels and conversations.
 * Who is in one reads all of it on every device; who is not sees nothing of it but ciphertext.
 */

import { expect } from 'vitest'
import type { EventId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { type EpochKey, epochKeysOf, handOf, membershipOf } from '../testing/forge.ts'
import { linksDevice } from '../testing/linking.ts'
import { malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { allKeysOf, openedBy } from '../testing/removal.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import { surfaceOf } from '../testing/surface.ts'

const MINUTE_MS = 60_000
const SECRET = 'the surprise party'

const names = (rows: readonly { readonly name: string }[]) => rows.map(({ name }) => name)
const groupOf = (actor: Actor, known: readonly EpochKey[]): EpochKey =>
  certain(epochKeysOf(actor).find(({ epoch_id }) => known.every((one) => one.epoch_id !== epoch_id)))

scenario(
  'a private channel is read by its people, and nobody else sees its name, its text or its people',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await bob.createsPrivate(SECRET, alice)
    await bob.says('at noon', SECRET)
    await exchange([alice, bob, carol])
    expect(await alice.reads(SECRET)).toEqual(['bob: at noon'])
    await alice.says('I bring the cake', SECRET)
    await exchange([alice, bob, carol])
    expect(await bob.reads(SECRET)).toEqual(['bob: at noon', 'alice: I bring the cake'])
    expect(names(await alice.groupMembers(SECRET))).toEqual(['alice', 'bob'])
    const row = (await alice.channelRows()).find(({ name }) => name === SECRET)
    expect(row).toMatchObject({ kind: 'private', people: [{ name: 'alice', is_me: true }, { name: 'bob' }] })
    // Carol carries the ciphertext, and misses nothing.
    expect(eventsOf(carol)).toHaveLength(eventsOf(alice).length)
    expect(await carol.channels()).toEqual(['general'])
    expect(await carol.waiting()).toBe(0)
    expect(await carol.waitsFor()).toEqual([])
    const seen = [...(await surfaceOf(carol))].join('\n')
    for (const word of [SECRET, 'at noon', 'cake']) expect(seen).not.toContain(word)
    const { network_id } = await carol.row()
    expect(openedBy(network_id, allKeysOf(carol), eventsOf(carol).slice(-2))).toEqual([])
    await world.proves({ blocked: { carol: 3 } })
  },
)

scenario('who is added gets the whole history, whoever wrote it under whichever key', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await alice.createsPrivate(SECRET, bob)
  await alice.says('under the first key', SECRET)
  await world.sleep(8 * 24 * 60 * MINUTE_MS)
  await alice.says('under the second key', SECRET)
  await exchange([alice, bob, carol])
  await bob.addsTo(SECRET, carol)
  await exchange([alice, bob, carol])
  expect(await carol.reads(SECRET)).toEqual(['alice: under the first key', 'alice: under the second key'])
  await carol.says('thank you', SECRET)
  await exchange([alice, bob, carol])
  expect(await alice.reads(SECRET)).toContain('carol: thank you')
  expect(names(await bob.groupMembers(SECRET))).toEqual(['bob', 'alice', 'carol'])
})

scenario(
  'who is taken out reads nothing new with all they have, and what they write later is not shown',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate(SECRET, bob, carol)
    await exchange([alice, bob, carol])
    await carol.says('while I am in it', SECRET)
    await exchange([alice, bob, carol])
    expect((await bob.groupMembers(SECRET)).some(({ may_remove }) => may_remove)).toBe(false)
    await expect(bob.removesFrom(SECRET, carol)).rejects.toThrow('not_permitted')
    await alice.removesFrom(SECRET, carol)
    const before = eventsOf(alice)
    await alice.says('without Carol', SECRET)
    await carol.says('I do not know yet', SECRET)
    await exchange([alice, bob, carol])
    const read = ['carol: while I am in it', 'alice: without Carol']
    expect(await alice.reads(SECRET)).toEqual(read)
    expect(await bob.reads(SECRET)).toEqual(read)
    expect(await carol.channels()).toEqual(['general'])
    const { network_id } = await alice.row()
    expect(openedBy(network_id, allKeysOf(carol), eventsOf(alice).slice(before.length))).toHaveLength(1) // her own
    await bob.says('nor from me', SECRET)
    const last = certain(eventsOf(bob).at(-1))
    await exchange([alice, bob, carol])
    expect(openedBy(network_id, allKeysOf(carol), [last])).toEqual([])
    expect(openedBy(network_id, allKeysOf(alice), [last])).toHaveLength(1)
    await alice.addsTo(SECRET, carol)
    await exchange([alice, bob, carol])
    expect(await carol.reads(SECRET)).toContain('bob: nor from me')
  },
)

scenario('who leaves is gone from it for all; the next to write makes a key of their own', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await alice.createsPrivate(SECRET, bob, carol)
  await exchange([alice, bob, carol])
  await alice.leavesChannel(SECRET)
  expect(await alice.channels()).toEqual(['general'])
  await exchange([alice, bob, carol])
  await bob.says('she made it, and is gone', SECRET)
  const last = certain(eventsOf(bob).at(-1))
  await exchange([alice, bob, carol])
  expect(await carol.reads(SECRET)).toEqual(['bob: she made it, and is gone'])
  expect(names(await carol.groupMembers(SECRET))).toEqual(['carol', 'bob'])
  expect(openedBy((await alice.row()).network_id, allKeysOf(alice), [last])).toEqual([])
  await world.proves({ blocked: { alice: 1 } })
})

scenario('a conversation is opened once, from either side, and nobody is added to it', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const channel = await alice.opensDirect(bob)
  expect(await alice.opensDirect(bob)).toBe(channel)
  await exchange([alice, bob, carol])
  expect(await bob.opensDirect(alice)).toBe(channel)
  expect(await bob.opensDirect(alice, carol)).not.toBe(channel)
  const row = (await bob.channelRows()).find(({ channel_id }) => channel_id === channel)
  expect(row).toMatchObject({ kind: 'direct', people: [{ name: 'bob', is_me: true }, { name: 'alice' }] })
  const { name } = certain(row)
  await expect(alice.addsTo(name, carol)).rejects.toThrow('not_permitted')
  await expect(alice.opensDirect()).rejects.toThrow('unknown_person')
  await world.proves({ blocked: { carol: 1 } })
})

scenario('a conversation opened from both sides at once is one, on both sides the same', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const people = [alice, bob, carol]
  const directs = async (actor: Actor) => (await actor.channelRows()).filter(({ kind }) => kind === 'direct')
  const open = async (actor: Actor) => certain((await directs(actor))[0]).channel_id
  const texts = async (actor: Actor) => (await actor.said(await open(actor))).map(({ text }) => text)
  const says = (actor: Actor, channel_id: EventId<'channel'>, text: string) =>
    actor.sotto().command('message.send', { as: actor.identity(), channel_id, text })

  const atAlice = await alice.opensDirect(bob)
  await world.advance(50)
  const atBob = await bob.opensDirect(alice)
  await alice.opensDirect(bob, carol)
  await says(alice, atAlice, 'from Alice')
  await world.advance(1)
  await says(bob, atBob, 'from Bob')
  await exchange(people)
  for (const actor of [alice, bob]) {
    expect(await directs(actor)).toHaveLength(2) // the other is with Carol
    expect(await open(actor)).toBe(atAlice)
    expect(certain((await directs(actor))[0])).toMatchObject({ also: [atBob] })
    expect(await texts(actor)).toEqual(['from Alice', 'from Bob'])
  }
  // Whoever still stands in the other one reads both there, and writes to the one that is kept.
  expect((await bob.said(atBob)).map(({ text }) => text)).toEqual(['from Alice', 'from Bob'])
  await says(bob, atBob, 'to the one there is')
  expect(await bob.opensDirect(alice)).toBe(atAlice)
  await exchange(people)
  expect(await texts(alice)).toEqual(['from Alice', 'from Bob', 'to the one there is'])
  expect(certain((await alice.said(atAlice)).at(-1)).created_at).toBe(certain((await directs(alice))[0]).last_at)
  const page = { as: alice.identity(), channel_id: atAlice, limit: 2 }
  const newest = await alice.sotto().query('message.list', page)
  expect(newest.messages.map(({ text }) => text)).toEqual(['from Bob', 'to the one there is'])
  expect(newest.more_before).toBe(true)
  const [oldest] = newest.messages
  const before = await alice.sotto().query('message.list', { ...page, before: certain(oldest) })
  expect(before.messages.map(({ text }) => text)).toEqual(['from Alice'])

  await bob.sotto().command('group.leave', { as: bob.identity(), channel_id: atBob })
  await exchange(people)
  expect(await directs(bob)).toHaveLength(1)
  // Who has been left keeps what was said, and a new one is begun.
  expect(await alice.opensDirect(bob)).not.toBe(atAlice)
  await world.proves({ blocked: { bob: 0, carol: 5 } })
})

scenario(
  'the mark of a message counts the devices of those who may read it',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate(SECRET, bob)
    await world.settle()
    const toBob = await alice.says('for Bob', SECRET)
    const toAll = await alice.says('for all')
    await world.advance(70_000)
    const mark = async (channel?: string) => certain((await alice.messages(channel)).at(-1)).delivery
    expect(await mark(SECRET)).toEqual({ on: 1, of: 1 })
    expect(await mark()).toEqual({ on: 2, of: 2 })
    expect(names(await alice.delivery(toBob))).toEqual(['bob'])
    expect(names(await alice.delivery(toAll))).toEqual(['bob', 'carol'])
    const phone = await world.actor('phone')
    await linksDevice(world, bob, phone)
    await world.until('the phone reads it', async () => (await phone.channels()).includes(SECRET))
    await world.advance(70_000)
    expect(await mark(SECRET)).toEqual({ on: 2, of: 2 })
    await world.proves({ blocked: { carol: 2 } })
  },
  { network: {} },
)

scenario(
  'a device linked later has every private channel of its person, and one added while away is told on coming back',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate(SECRET, bob)
    await alice.says('before the phone', SECRET)
    await world.settle()
    const phone = await world.actor('phone')
    await linksDevice(world, bob, phone)
    await world.until('the phone reads it', async () => (await phone.channels()).includes(SECRET))
    expect(await phone.reads(SECRET)).toEqual(['alice: before the phone'])
    await carol.goesOffline()
    await alice.addsTo(SECRET, carol)
    await alice.says('after Carol', SECRET)
    await phone.says('from the phone', SECRET)
    await world.settle()
    await alice.closesTheApp()
    await carol.comesOnline()
    await world.until('carol reads it', async () => (await carol.channels()).includes(SECRET))
    await world.until('all of it', async () => (await carol.reads(SECRET)).length === 3)
  },
  { network: {} },
)

scenario('outsiders add nobody, make no key of it and take nobody out', async (world) => {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const known = epochKeysOf(alice)
  await alice.createsPrivate(SECRET, bob)
  await exchange([alice, bob, mallory])
  const epoch = groupOf(alice, known)
  const hand = await handOf(mallory, world.prng)
  const { network_id, peer_id } = await mallory.row()
  const person = peer_id as string as Parameters<typeof hand.writes<typeof shapes.group_member>>[1]['person']
  const auth = membershipOf(mallory)
  const group_id = epoch.group_id
  const common = { auth, group_id, right: group_id }
  const add = hand.writes(shapes.group_member, { ...common, person })
  const bobs = (await bob.row()).peer_id as string as typeof person
  const drop = hand.writes(shapes.group_member_removed, { ...common, person: bobs, adds: [add.id], cuts: [] })
  const plan = {
    knows: mallory,
    after: epoch,
    auth,
    to: [(await alice.row()).peer_id, (await bob.row()).peer_id, peer_id],
    network: network_id,
    random: world.prng,
  }
  const made = malloryMakesEpoch(hand, plan)
  const claimed = malloryMakesEpoch(hand, { ...plan, right: group_id })
  const placed = malloryMakesEpoch(hand, { ...plan, right: add.id })
  expect(await handsOver(alice, [made.event.bytes])).toEqual(['rejected.not_authorized'])
  await handsOver(alice, [add.bytes, drop.bytes, claimed.event.bytes, placed.event.bytes])
  expect(names(await alice.groupMembers(SECRET))).toEqual(['alice', 'bob'])
  await alice.says('among us', SECRET)
  const last = certain(eventsOf(alice).at(-1))
  expect(openedBy(network_id, [...allKeysOf(mallory), claimed.epoch, placed.epoch], [last])).toEqual([])
  await carries(alice, mallory)
  expect(await mallory.channels()).toEqual(['general'])
  await world.proves({ blocked: { mallory: 2 } })
})

scenario('what somebody said after being added again stays when they leave a second time', async (world) => {
  const all = await acquainted(world, 'alice', 'bob', 'carol')
  const [alice, bob, carol] = all
  await alice.createsPrivate(SECRET, bob, carol)
  await exchange(all)
  await carol.says('first time', SECRET)
  await exchange(all)
  await carol.leavesChannel(SECRET)
  await exchange(all)
  await bob.addsTo(SECRET, carol)
  await exchange(all)
  await carol.says('second time', SECRET)
  await exchange(all)
  await carol.leavesChannel(SECRET)
  await exchange(all)
  for (const one of [alice, bob]) {
    expect(await one.reads(SECRET)).toEqual(['carol: first time', 'carol: second time'])
  }
})

scenario('what somebody said stays as far as both know it who take them out at once', async (world) => {
  const all = await acquainted(world, 'alice', 'bob', 'carol')
  const [alice, bob, carol] = all
  await alice.createsPrivate(SECRET, bob)
  await exchange(all)
  await bob.addsTo(SECRET, carol)
  await exchange(all)
  await carol.says('one', SECRET)
  await exchange(all)
  await carol.says('two', SECRET)
  await carries(carol, alice)
  await alice.removesFrom(SECRET, carol)
  await bob.removesFrom(SECRET, carol)
  await exchange(all)
  for (const reader of [alice, bob]) expect(await reader.reads(SECRET)).toEqual(['carol: one'])
})
