/** Behaviour 29: who was removed while away is told by whoever they meet, and shown nothing new. */

import { expect } from 'vitest'
import { controlEventsOf, eventsOf, handsOver } from '../testing/courier.ts'
import { grants, noticed, removes, revokes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

/** Links made and ended; 150 kB and more. */
const MUCH = 70

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
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    const carol = await world.actor('carol')
    await carol.joins(await bob.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await world.settle()
    await carol.goesOffline()
    await removes(bob, 'carol')
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
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    const carol = await world.actor('carol')
    await carol.joins(await bob.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await world.settle()
    await carol.goesOffline()
    await removes(bob, 'carol')
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
  { network: {}, modes: ['direct'] },
)

scenario(
  'who was removed by an admin who is none any more is told so, and nothing that this person wrote since',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    const carol = await world.actor('carol')
    await carol.joins(await bob.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await world.settle()
    await carol.goesOffline()
    await removes(bob, 'carol')
    await bob.ends(await bob.makesInvite())
    await world.settle()
    await handsOver(carol, await controlEventsOf(bob, 'user_removed'))
    await revokes(alice, bob)
    await world.settle()
    const known = new Set(eventsOf(alice).map(String))
    await bob.createsPrivate('what is next', alice)
    await world.settle()
    const since = eventsOf(alice)
      .map(String)
      .filter((bytes) => !known.has(bytes))

    await carol.comesOnline()
    await world.until('carol knows', async () => (await carol.row()).role === 'removed', 600_000)
    await world.settle()
    const held = eventsOf(carol).map(String)
    expect(since.length).toBeGreaterThan(2)
    expect(since.filter((bytes) => held.includes(bytes))).toEqual([])
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
