/**
 * Behaviours 37, 39 and 41 in groups of their own people: prekeys change under a private channel, its people are
 * away or have wrong clocks, and nobody is kept from what they may read.
 */

import { expect } from 'vitest'
import { eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { knownPrekeys, secretsOf } from '../testing/own-prekeys.ts'
import { ownPerson } from '../testing/people.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MONTH_MS = 31 * DAY_MS
const YEAR_MS = 365 * DAY_MS
/** Linked devices compare what they have, and look after their prekeys. */
const UPKEEP_MS = 130_000
const PLANS = 'plans'

async function upkeep(world: World): Promise<void> {
  await world.advance(UPKEEP_MS)
  await world.settle()
}

scenario(
  'what was sealed to a replaced prekey of a private channel opens through the whole window, and later is mended',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate(PLANS, bob)
    await world.sleep(MONTH_MS)
    await upkeep(world)
    expect(await knownPrekeys(alice, bob)).toEqual([0, 1])
    await alice.goesOffline()
    await world.sleep(MONTH_MS) // Bob and Carol go on; Alice does not hear of his next prekey
    await upkeep(world)
    expect(secretsOf(bob)).toEqual([0, 1, 2])
    await world.sleep(89 * DAY_MS)
    await world.advance(61_000)
    expect(secretsOf(bob)).toContain(1)

    const before = eventsOf(alice).length
    await alice.says('to the one before', PLANS)
    expect(await knownPrekeys(alice, bob)).toEqual([0, 1])
    await handsOver(bob, eventsOf(alice).slice(before), { order: 'reversed', batch: 1 })
    expect(await bob.reads(PLANS)).toEqual(['alice: to the one before'])

    await world.sleep(8 * DAY_MS)
    await world.advance(61_000)
    expect(secretsOf(bob)).not.toContain(1)
    await alice.says('too late', PLANS)
    await handsOver(bob, eventsOf(alice).slice(before), { order: 'reversed', batch: 1 })
    expect(await bob.reads(PLANS)).toHaveLength(1)
    await alice.comesOnline()
    await world.until('it is mended', async () => (await bob.reads(PLANS)).length === 2, 300_000)
    await world.settle()
    await world.proves({ blocked: { carol: 3 }, orders: 0 })
  },
  { network: {} },
)

scenario(
  'who was away through every rotation, or is added meanwhile, reads all of a private channel on coming back',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    await alice.createsPrivate(PLANS, bob, dave)
    await exchange([alice, bob, carol, dave])
    const person = await ownPerson(carol)
    await carol.closesTheApp()
    await dave.closesTheApp()
    for (let month = 1; month <= 4; month++) {
      await world.sleep(MONTH_MS)
      await exchange([alice, bob])
      await (month % 2 === 0 ? alice : bob).says(`month ${month}`, PLANS)
      await exchange([alice, bob])
    }
    const { channel_id } = certain((await alice.channelRows()).find(({ name }) => name === PLANS))
    await alice.sotto().command('group.add', { as: alice.identity(), channel_id, people: [person] })
    await alice.says('with Carol', PLANS)
    await exchange([alice, bob])
    await carol.opensTheApp()
    await dave.opensTheApp()
    for (const away of [carol, dave]) {
      await handsOver(away, eventsOf(bob), { order: 'reversed' })
      expect(await away.reads(PLANS)).toEqual(await alice.reads(PLANS))
      expect(await away.reads(PLANS)).toHaveLength(5)
    }
    await exchange([alice, bob, carol, dave])
    await carol.says('back again', PLANS)
    await exchange([alice, bob, carol, dave])
    for (const reader of [alice, bob, dave]) expect(await reader.reads(PLANS)).toContain('carol: back again')
  },
)

scenario(
  'clocks a year wrong, and one that jumps, keep nobody from what a private channel says',
  async (world) => {
    const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
    dave.device.clock.setClock(-YEAR_MS)
    carol.device.clock.setClock(YEAR_MS)
    await dave.createsPrivate(PLANS, alice, bob, carol)
    await upkeep(world)
    const people = [alice, bob, carol, dave]
    for (const actor of people) await actor.says(`from ${actor.name}`, PLANS)
    await upkeep(world)
    for (const reader of people) expect(await reader.reads(PLANS)).toHaveLength(4)

    await world.sleep(MONTH_MS)
    await upkeep(world)
    await alice.goesOffline()
    await world.sleep(MONTH_MS)
    await upkeep(world)
    expect(secretsOf(bob)).toContain(1)
    bob.device.clock.setClock(YEAR_MS) // in a moment: what he kept for 90 days goes now
    await upkeep(world)
    await world.advance(61_000)
    expect(secretsOf(bob)).not.toContain(1)
    expect(await knownPrekeys(alice, bob)).toEqual([0, 1])
    await alice.says('to a prekey he has forgotten', PLANS)
    await alice.comesOnline()
    for (const reader of people) {
      await world.until(`${reader.name} reads it`, async () => (await reader.reads(PLANS)).length === 5, 300_000)
    }
    await world.settle()
    await world.proves({ orders: 0 })
  },
  { network: {} },
)
