/** Behaviour 29: who was removed while away is told by whoever they meet, and shown nothing new. */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { controlEventsOf, eventsOf, handsOver } from '../testing/courier.ts'
import { linksDevice } from '../testing/linking.ts'
import type { Member } from '../testing/member.ts'
import { grants, noticed, notices, removes, revokes } from '../testing/people.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

/** What `viewer` has stored, told apart from what others write after it. */
const stored = (viewer: Actor): ReadonlySet<string> => new Set(eventsOf(viewer).map(String))
const storedSince = (viewer: Actor, before: ReadonlySet<string>) =>
  eventsOf(viewer).filter((bytes) => !before.has(String(bytes)))

/** Bob, whom Alice made an admin, has let Carol in, and removed her while she was away. */
async function removedByAdmin(world: World): Promise<readonly [alice: Actor, bob: Actor, carol: Actor]> {
  const [alice, bob] = await connected(world, 'alice', 'bob')
  await grants(alice, bob)
  await world.settle()
  const carol = await world.actor('carol')
  await carol.joins(await bob.invites())
  await world.until('carol is in', async () => (await carol.row()).role === 'member')
  await world.settle()
  await carol.goesOffline()
  await removes(bob, 'carol')
  return [alice, bob, carol]
}

/** Links made and ended: 100 kB, and fewer events than lie between the head of a cut and what it names 256 places below. */
const MUCH = 60
/** Of all events: more than one refusal carries, and fewer than to what such a cut names 64 places below. */
const KNOWN = 170

scenario(
  'who was removed while away is told by a member on coming back, the remover being gone, and receives nothing new',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await carol.says('while I am here')
    await world.settle()
    await carol.closesTheApp()
    await removes(alice, 'carol')
    await alice.says('after carol')
    await world.settle()
    await alice.closesTheApp()

    await carol.opensTheApp()
    await world.until('carol knows', async () => (await noticed(carol)).includes('removed carol by alice'))
    await world.settle()
    expect(await carol.reads()).toEqual(['carol: while I am here'])
    expect(await carol.connectedTo()).toEqual([])
    expect(await bob.people()).toEqual(['alice', 'bob'])
  },
  { network: {} },
)

scenario(
  'who was removed is told by whom, though the remover wrote much since and was removed themselves',
  async (world) => {
    const [alice, bob, carol] = await removedByAdmin(world)
    for (let i = 0; i < 3; i++) await bob.makesInvite()
    await world.settle()
    await removes(alice, 'bob')
    await world.settle()
    await handsOver(carol, await controlEventsOf(alice, 'user_removed')) // that is all she hears of it

    await carol.comesOnline()
    await world.until('carol knows', async () => (await carol.row()).role === 'removed', 600_000)
    expect(await alice.people()).toEqual(['alice'])
    await world.proves({ blocked: { carol: 3 } }) // what is sealed in bob's chain by then is not for her
  },
  { network: {} },
)

scenario(
  'who was removed is told by whom, though more proves it than one refusal carries',
  async (world) => {
    const [alice, bob, carol] = await removedByAdmin(world)
    for (let i = 0; i < MUCH; i++) await bob.ends(await bob.makesInvite())
    await world.settle()
    await removes(alice, 'bob')
    await world.settle()
    const proof = await controlEventsOf(alice, 'user_removed')
    await handsOver(carol, proof)

    await carol.comesOnline()
    await world.until('carol knows', async () => (await carol.row()).role === 'removed', 1_800_000)
    await world.proves({ blocked: { carol: MUCH } })
  },
  { network: {} },
)

scenario(
  'who was removed is told by whom by a neighbour in the browser too, though more proves it than one refusal carries',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    const browser = await world.actor('carol')
    const carol = await browser.joins(await bob.invites())
    const fay = await browser.joins(await alice.invites(), 'Fay')
    const isIn = async (member: Member) => (await member.row()).role === 'member'
    await world.until('both are in', async () => (await isIn(carol)) && (await isIn(fay)))
    await world.settle()
    await browser.goesOffline()
    await removes(bob, 'carol')
    for (let i = 0; i < MUCH; i++) await bob.ends(await bob.makesInvite())
    await world.settle()
    await removes(alice, 'bob')
    const [removals, all] = [await controlEventsOf(alice, 'user_removed'), eventsOf(alice)]
    for (const actor of [alice, bob]) await actor.closesTheApp()
    // All that the first refusal tells carol is known to her.
    await handsOver(carol, [...all.slice(0, KNOWN), ...removals])
    await handsOver(fay, all)
    expect((await carol.row()).role).not.toBe('removed')
    await world.until('carol knows', async () => (await carol.row()).role === 'removed', 1_800_000)
    await world.proves({ orders: 1, blocked: { carol: MUCH } })
  },
  { network: {} },
)

scenario(
  'who was removed by an admin who is none any more is told so, and nothing that this person wrote since',
  async (world) => {
    const [alice, bob, carol] = await removedByAdmin(world)
    await bob.ends(await bob.makesInvite())
    await world.settle()
    await handsOver(carol, await controlEventsOf(bob, 'user_removed'))
    await revokes(alice, bob)
    await world.settle()
    const before = stored(alice)
    await bob.createsPrivate('what is next', alice)
    await world.settle()
    const since = storedSince(alice, before)

    await carol.comesOnline()
    await world.until('carol knows', async () => (await carol.row()).role === 'removed', 600_000)
    await world.settle()
    expect(since.length).toBeGreaterThan(2)
    expect(since.filter((bytes) => stored(carol).has(String(bytes)))).toEqual([])
    await world.proves({ blocked: { carol: 1 } })
  },
  { network: {} },
)

scenario(
  'who was removed by somebody whose removal did not count hears what ended their place instead',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    const invite = await alice.makesInvite()
    await world.settle()
    await alice.goesOffline()
    const carol = await world.actor('carol')
    await carol.joins(invite.link)
    await world.until('carol is in', async () => (await carol.row()).role === 'member', 600_000)
    await removes(bob, 'carol')
    await world.until('carol is told', async () => (await carol.row()).role === 'removed')
    await bob.goesOffline()
    await removes(alice, 'bob')
    await alice.ends(invite)
    await alice.comesOnline()
    await world.until('carol knows', async () => (await carol.row()).role === 'invite_revoked', 1_800_000)
  },
  { network: {} },
)

scenario(
  'who was removed hears nothing of what another removed person who came by the same link wrote since',
  async (world) => {
    const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
    await carol.closesTheApp()
    await removes(alice, 'carol')
    await world.settle()
    const before = stored(alice)
    await dave.createsPrivate('what is next', bob)
    await world.settle()
    const since = storedSince(alice, before)
    await removes(alice, 'dave')
    await world.settle()
    await dave.closesTheApp()
    await carol.opensTheApp()
    await world.until('carol knows', async () => (await noticed(carol)).includes('removed carol by alice'))
    await world.settle()
    expect(since.length).toBeGreaterThan(2)
    expect(since.filter((bytes) => stored(carol).has(String(bytes)))).toEqual([])
    await world.proves({ blocked: { alice: 1 } })
  },
  { network: {} },
)

scenario(
  'who is removed while connected hears that, and nothing of what is written a moment later',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await removes(alice, 'carol')
    const before = stored(alice)
    await alice.createsPrivate('what is next', bob)
    await world.until('carol knows', async () => (await carol.row()).role === 'removed')
    await world.settle()
    const since = storedSince(alice, before)
    expect(since.length).toBeGreaterThan(2)
    expect(since.filter((bytes) => stored(carol).has(String(bytes)))).toEqual([])
  },
  { network: {} },
)

scenario(
  'who was removed is told of no ending by which somebody else was let in since',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const [erin, fay] = [await world.actor('erin'), await world.actor('fay')]
    const invite = await alice.makesInvite()
    await erin.joins(invite.link)
    await world.until('erin is in', async () => (await erin.row()).role === 'member')
    await world.settle()
    await erin.closesTheApp()
    await removes(alice, 'erin')
    await world.settle()
    await fay.joins(invite.link)
    await world.until('fay is turned away', async () => (await fay.row()).role !== 'joining', 600_000)
    const before = stored(alice)
    await handsOver(alice, eventsOf(fay))
    const late = (await notices(alice)).find(({ kind }) => kind === 'late')
    await alice.sotto().command('invite.admit', { as: alice.identity(), join: certain(late?.admit) })
    await world.until('fay is in', async () => (await fay.row()).role === 'member', 600_000)
    await fay.closesTheApp()
    await world.settle()
    await erin.opensTheApp()
    await world.until('erin knows', async () => (await erin.row()).role === 'removed')
    await world.settle()
    const since = storedSince(alice, before)
    expect(since.length).toBeGreaterThan(2)
    expect(since.filter((bytes) => stored(erin).has(String(bytes)))).toEqual([])
  },
  { network: {} },
)

scenario(
  'a device linked by one that was lost, and removed before anybody heard of the link, is told so',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const [phone, tablet] = [await world.actor('phone'), await world.actor('tablet')]
    await linksDevice(world, bob, phone)
    const lost = (await phone.row()).peer_id
    await alice.closesTheApp()
    await bob.closesTheApp()
    await linksDevice(world, phone, tablet)
    await phone.closesTheApp()
    await tablet.closesTheApp()
    await alice.opensTheApp()
    await bob.opensTheApp()
    await bob.sotto().command('device.remove', { as: bob.identity(), peer: lost })
    await bob.says('the phone is gone')
    await world.settle()
    await tablet.opensTheApp()
    await world.until('the tablet knows', async () => (await tablet.row()).role === 'device_removed', 600_000)
    await expect(tablet.says('does anybody hear me')).rejects.toMatchObject({ code: 'not_permitted' })
    await world.settle()
    expect(await tablet.connectedTo()).toEqual([])
  },
  { network: {} },
)
