/** Behaviours 8 and 34 where the clock of a device goes back: what it waits for comes all the same. */

import { expect } from 'vitest'
import { linksDevice } from '../testing/linking.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

const CALM = { network: {} }
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const PATIENCE_MS = 30 * MINUTE_MS

scenario(
  'who lost what a key is sealed to is given it again, though its only holder noted it by a clock that ran ahead',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await bob.says('before the copy')
    await world.settle()
    const copy = bob.device.copyDisk()
    await world.sleep(35 * DAY_MS)
    await world.settle()
    alice.device.clock.setClock(DAY_MS)
    await world.settle()
    await alice.says('after the copy')
    await world.settle()
    alice.device.clock.setClock(0)
    await world.settle()
    await bob.device.rollsBack(copy)
    await world.until('bob reads it', async () => (await bob.reads()).includes('alice: after the copy'), PATIENCE_MS)
    expect(await bob.waiting()).toBe(0)
    await world.settle()
  },
  CALM,
)

scenario(
  'keys are given though the clock of who waits for their turn is set back',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    for (let week = 0; week < 8; week++) {
      await world.sleep(8 * DAY_MS)
      await alice.says(`week ${week}`)
      await world.settle()
    }
    const [carol, phone] = [await world.actor('carol'), await world.actor('phone')]
    await linksDevice(world, bob, phone)
    const copy = phone.device.copyDisk()
    await phone.createsPrivate('lost')
    await world.settle()
    await phone.goesOffline()
    await phone.device.rollsBack(copy)
    await phone.goesOffline()
    await phone.createsPrivate('instead')
    await phone.comesOnline() // it holds the keys, and gives nobody anything: it has forked
    await world.until('the phone notices', async () => (await phone.connection()).is_forked)
    await world.settle()
    await bob.closesTheApp()
    await carol.joins(await alice.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await world.advance(5_000)
    alice.device.clock.setClock(-60 * MINUTE_MS)
    await world.until('carol reads it all', async () => (await carol.reads()).length === 8, PATIENCE_MS)
    await world.settle()
    await world.proves({ blocked: { alice: 2, carol: 2 } })
  },
  CALM,
)

scenario(
  'what comes by a comparison goes on to a third, though clocks were set back',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await world.settle()
    world.network.partition(['alice'], ['carol'])
    world.network.cut('alice', 'carol')
    await carol.goesOffline()
    await world.advance(MINUTE_MS)
    for (let n = 0; n < 80; n++) await carol.says(`offline ${n}`)
    for (const { device } of [alice, bob]) device.clock.setClock(DAY_MS)
    await world.advance(5 * MINUTE_MS)
    for (const { device } of [alice, bob]) device.clock.setClock(0)
    await world.advance(5_000)
    await carol.comesOnline()
    await world.until('bob reads it', async () => (await bob.reads()).length === 80, PATIENCE_MS)
    await world.until('alice reads it', async () => (await alice.reads()).length === 80, PATIENCE_MS)
    world.network.heal()
    await world.settle()
  },
  CALM,
)
