/** A device that runs from an older copy, or twice: what it lost comes back, or it goes on as a new one. */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { eventsOf, handsOver } from '../testing/courier.ts'
import { linksDevice } from '../testing/linking.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const CALM = { network: {} }
const MINUTE_MS = 60 * 1000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Events unblocked in one transaction are 500. */
const MORE_THAN_A_DRAIN = 600

/** What is said is lost with a rollback, and something else is said in its place. Nobody has heard of that yet. */
async function forks(world: World, actor: Actor): Promise<void> {
  const copy = actor.device.copyDisk()
  await actor.says('lost')
  await world.settle()
  await actor.goesOffline()
  await actor.device.rollsBack(copy)
  await actor.goesOffline()
  await actor.says('said instead')
}

scenario(
  'a device rolled back gets what it had said from others, and goes on where it was',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await alice.says('kept')
    const copy = alice.device.copyDisk()
    await alice.says('lost')
    await alice.says('lost too')
    await alice.createsChannel('plans')
    await world.settle()
    await alice.device.rollsBack(copy)
    expect(await alice.reads()).toEqual(['alice: kept'])
    await world.until('alice has her words back', async () => (await alice.reads()).length === 3)
    await world.settle()
    expect((await alice.row()).is_forked).toBe(false)
    await alice.says('and on')
    await world.settle()
    for (const reader of [alice, bob]) {
      expect(await reader.reads()).toEqual(['alice: kept', 'alice: lost', 'alice: lost too', 'alice: and on'])
      expect(await reader.channels()).toEqual(['general', 'plans'])
    }
    expect(await alice.sotto().query('identity.list', {})).toHaveLength(1)
  },
  CALM,
)

scenario(
  'a first device rolled back and written to goes on as a new one by the recovery key, and says so',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await alice.says('before')
    await forks(world, alice)
    const before = await alice.row()
    await alice.comesOnline()
    await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
    expect((await alice.row()).is_forked).toBe(true)
    expect((await alice.connection()).is_forked).toBe(true)
    await expect(alice.says('on a fork')).rejects.toMatchObject({ code: 'device_forked' })

    await alice.goesOn()
    await world.until('the new device reads', async () => (await alice.reads()).length === 3)
    expect((await alice.row()).peer_id).not.toBe(before.peer_id)
    expect((await alice.row()).is_forked).toBe(false)
    // Linked by the recovery key, it stands above the one it came from.
    const devices = await alice.sotto().query('device.list', { as: alice.identity() })
    expect(devices.map(({ is_this, may_remove }) => [is_this, may_remove])).toEqual([
      [false, true],
      [true, true],
    ])
    await alice.says('as a new device')
    await bob.says('welcome back')
    await world.settle()
    const said = ['alice: before', 'alice: lost', 'alice: said instead', 'alice: as a new device', 'bob: welcome back']
    for (const reader of [alice, bob]) expect((await reader.reads()).toSorted()).toEqual(said.toSorted())
    expect((await alice.messages()).filter(({ mine }) => mine)).toHaveLength(4)
  },
  CALM,
)

scenario(
  'a new device is given the keys that come to the one it goes on for, though nobody else has them any more',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob', 'carol')
    await bob.createsPrivate('plans', alice)
    await bob.says('under the first key', 'plans')
    await world.settle()
    const copy = alice.device.copyDisk()
    await world.sleep(9 * DAY_MS)
    await bob.says('under the second key', 'plans')
    await alice.says('lost')
    const lost = eventsOf(alice).slice(-1)
    await world.settle()
    await bob.leaves()
    await alice.goesOffline()
    await alice.device.rollsBack(copy)
    await alice.goesOffline()
    await alice.says('said instead')
    await handsOver(alice, lost) // she goes on as another before the second key comes
    await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
    await alice.goesOn()
    await alice.comesOnline()
    const said = ['bob: under the first key', 'bob: under the second key']
    await world.until('alice reads it', async () => (await alice.reads('plans')).length === said.length, 1_800_000)
    expect(await alice.reads('plans')).toEqual(said)
    await world.settle()
    await world.proves({ blocked: { carol: 3 } }) // what is not hers
  },
  CALM,
)

scenario(
  'who goes on as a new device and leaves the community has left it, after a reload too',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await forks(world, alice)
    await alice.comesOnline()
    await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
    await alice.goesOn()
    await world.settle()
    await alice.leaves()
    expect(await alice.sotto().query('identity.list', {})).toEqual([])
    await alice.restarts()
    await world.settle()
    expect(await alice.sotto().query('identity.list', {})).toEqual([])
    expect(await bob.reads()).toEqual(['alice: lost', 'alice: said instead'])
  },
  CALM,
)

scenario(
  'a linked device that forked writes nothing more, and is linked again from another one',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await linksDevice(world, alice, phone)
    await forks(world, phone)
    await phone.comesOnline()
    await world.until('the phone notices', async () => (await phone.connection()).is_forked)
    await world.settle()
    await expect(phone.says('on a fork')).rejects.toMatchObject({ code: 'device_forked' })
    expect((await phone.row()).continues_as).toBeUndefined()

    const old = phone.members[0]
    await linksDevice(world, alice, phone)
    await phone.says('linked again')
    await world.settle()
    expect(await alice.reads()).toEqual(['alice: lost', 'alice: said instead', 'alice: linked again'])
    expect((await old?.row())?.continues_as).toBe((await phone.row()).identity)
  },
  CALM,
)

scenario(
  'who removes the forked device they went on from throws nobody out whom it had let in',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const copy = alice.device.copyDisk()
    const carol = await world.actor('carol')
    await carol.joins(await alice.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await world.settle()
    await alice.goesOffline()
    await alice.device.rollsBack(copy)
    await alice.goesOffline()
    for (let n = 0; n < 6; n++) await alice.createsChannel(`plans ${n}`) // the longer branch
    await alice.comesOnline()
    const old = (await alice.row()).peer_id
    await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
    await alice.goesOn()
    await world.settle()
    await alice.sotto().command('device.remove', { as: alice.identity(), peer: old })
    await world.settle()
    for (const person of [alice, bob, carol]) expect(await person.people()).toEqual(['alice', 'bob', 'carol'])
    await carol.says('still here')
    await world.settle()
    expect(await bob.reads()).toEqual(['carol: still here'])
  },
  CALM,
)

scenario(
  'who goes on as a new device reads everything under the keys of the old one, however much had waited for one',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob', 'carol')
    await bob.createsPrivate('plans', alice)
    await bob.says('under the first key', 'plans')
    await world.settle()
    const copy = alice.device.copyDisk()
    await world.sleep(9 * DAY_MS)
    for (let n = 0; n < MORE_THAN_A_DRAIN; n++) await bob.says(`under the second key ${n}`, 'plans')
    await alice.says('lost')
    const lost = eventsOf(alice).slice(-1)
    await world.settle()
    // From here on only carol is there, who carries it all and reads none of it.
    await bob.leaves()
    await alice.goesOffline()
    await alice.device.rollsBack(copy)
    await alice.goesOffline()
    await alice.says('said instead')
    await handsOver(alice, lost)
    await world.until('alice goes on', async () => (await alice.row()).continues_as !== undefined)
    await alice.goesOn()
    await alice.comesOnline()
    const readsAll = async () => (await alice.reads('plans')).length === 1 + MORE_THAN_A_DRAIN
    await world.until('alice reads all of it', readsAll, 30 * MINUTE_MS)
    await world.proves({ blocked: { carol: 2 + MORE_THAN_A_DRAIN } }) // with the channel
  },
  { network: {} },
)
