/** Behaviour 7, and epochs in use: what is sealed to a key not held is kept, passed on, and opens when the key comes. */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { epochKeysOf, handOf } from '../testing/forge.ts'
import { sharesKeys } from '../testing/key-share.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000

/** Alice and Bob have moved on to an epoch made while nobody had told them of Carol's join. */
async function carolCameLate(world: World): Promise<readonly [alice: Actor, bob: Actor, carol: Actor]> {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const carol = await world.actor('carol')
  await carol.joins(await alice.invites())
  await world.sleep(8 * DAY_MS)
  await alice.says('under a new key')
  await carries(alice, bob)
  return [alice, bob, carol]
}

const health = async (actor: Actor) =>
  (await actor.keyHealth()).map(({ name, lacking, epochs }) => `${name} lacks ${lacking} of ${epochs}`)

scenario('a message under a key not held waits, and is readable when the key arrives after it', async (world) => {
  const [alice, bob, carol] = await carolCameLate(world)
  await carries(alice, carol)
  await carries(carol, alice)
  expect(await bob.reads()).toEqual(['alice: under a new key'])
  expect(await carol.reads()).toEqual([])
  expect(await carol.waiting()).toBe(1)
  const share = await sharesKeys(alice, await handOf(alice, world.prng), carol, epochKeysOf(alice), world.prng)
  expect(await handsOver(carol, [share.bytes])).toEqual(['stored.valid'])
  expect(await carol.reads()).toEqual(['alice: under a new key'])
  expect(await carol.waiting()).toBe(0)
})

scenario(
  'what waits says for which key, who made it and who could give it; so does the health of the keys',
  async (world) => {
    const [alice, , carol] = await carolCameLate(world)
    expect(await carol.waitsFor()).toEqual([])
    await carries(alice, carol)
    await carries(carol, alice)
    const missing = certain(epochKeysOf(alice).at(-1)).epoch_id
    const rows = await carol.waitsFor()
    expect(rows).toMatchObject([{ missing: `key:${missing}`, reason: 'key', count: 1, author_name: 'alice' }])
    const holders = rows[0]?.suppliers.map(({ name, connected: isHere }) => `${name} ${isHere}`)
    expect(holders).toEqual(['alice false', 'bob false'])
    // A key that only a link gave is no wrap: of others it is not known, and they are given one.
    expect(await health(carol)).toEqual(['carol lacks 1 of 2', 'bob lacks 1 of 2', 'alice lacks 0 of 2'])
    expect((await carol.keyHealth())[0]?.lacks).toMatchObject([{ epoch_id: missing, suppliers: rows[0]?.suppliers }])
    expect(await health(alice)).toEqual(['alice lacks 0 of 2', 'carol lacks 2 of 2', 'bob lacks 1 of 2'])
    const share = await sharesKeys(alice, await handOf(alice, world.prng), carol, epochKeysOf(alice), world.prng)
    await handsOver(carol, [share.bytes])
    expect(await carol.waitsFor()).toEqual([])
    expect(await health(carol)).toContain('carol lacks 0 of 2')
  },
)

scenario('a key that arrives before what it opens opens it at once', async (world) => {
  const [alice, , carol] = await carolCameLate(world)
  const message = eventsOf(alice).at(-1)
  if (message === undefined) throw new Error('a message')
  await handsOver(carol, eventsOf(alice).slice(0, -1))
  await carries(carol, alice)
  const share = await sharesKeys(alice, await handOf(alice, world.prng), carol, epochKeysOf(alice), world.prng)
  await handsOver(carol, [share.bytes])
  expect(await handsOver(carol, [message])).toEqual(['stored.valid'])
  expect(await carol.reads()).toEqual(['alice: under a new key'])
})

scenario('a message that its carrier cannot read is passed on to who can', async (world) => {
  const [alice, bob, carol] = await carolCameLate(world)
  await alice.says('only Carol carries this')
  await carries(alice, carol)
  expect(await carol.waiting()).toBe(2)
  await carries(carol, bob)
  expect(await bob.reads()).toEqual(['alice: under a new key', 'alice: only Carol carries this'])
  await world.proves({ blocked: { carol: 2 } })
})

scenario('messages that never open slow nothing and hide nothing', async (world) => {
  const [alice, bob, carol] = await carolCameLate(world)
  for (let i = 0; i < 100; i++) await alice.says(`sealed ${i}`)
  await carries(alice, carol)
  await carol.says('I can still talk')
  await exchange([alice, bob, carol])
  expect(await carol.reads()).toEqual(['carol: I can still talk'])
  expect(await carol.waiting()).toBe(101)
  expect(await bob.reads()).toHaveLength(102)
  await carol.restarts()
  await world.proves({ blocked: { carol: 101 }, orders: 1, copies: 2 })
})

scenario('a wrap of another key than its epoch commits to is no key', async (world) => {
  const [alice, , carol] = await carolCameLate(world)
  await carries(alice, carol)
  await carries(carol, alice)
  const wrong = epochKeysOf(alice).map((epoch) => ({ ...epoch, key: world.prng.bytes(32) }))
  const hand = await handOf(alice, world.prng)
  await handsOver(carol, [(await sharesKeys(alice, hand, carol, wrong, world.prng)).bytes])
  expect(await carol.waiting()).toBe(1)
  await handsOver(carol, [(await sharesKeys(alice, hand, carol, epochKeysOf(alice), world.prng)).bytes])
  expect(await carol.reads()).toEqual(['alice: under a new key'])
})

scenario('a sender renews the epoch after seven days, and everybody reads on', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const speak = async (who: Actor, text: string) => {
    await who.says(text)
    await exchange([alice, bob, carol])
  }
  await speak(alice, 'day 0')
  await world.sleep(6 * DAY_MS)
  await speak(bob, 'day 6')
  expect(epochKeysOf(carol)).toHaveLength(1)
  await world.sleep(2 * DAY_MS)
  await speak(carol, 'day 8')
  await speak(bob, 'still day 8')
  expect(epochKeysOf(alice)).toHaveLength(2)
  for (const reader of [alice, bob, carol]) {
    expect(await reader.reads()).toEqual(['alice: day 0', 'bob: day 6', 'carol: day 8', 'bob: still day 8'])
  }
})

scenario('two who renew apart make two epochs, and both are read by all', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await world.sleep(8 * DAY_MS)
  await alice.says('from alice')
  await bob.says('from bob')
  await exchange([alice, bob, carol])
  expect(epochKeysOf(carol)).toHaveLength(3)
  await carol.says('from carol')
  await exchange([alice, bob, carol])
  expect(epochKeysOf(alice)).toHaveLength(3) // the deepest of those held is used, none is made
  for (const reader of [alice, bob, carol]) {
    expect(await reader.reads()).toEqual(['alice: from alice', 'bob: from bob', 'carol: from carol'])
  }
})

scenario(
  'a joiner gets every earlier key from whoever is there, the author of a key being gone for good',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await alice.says('under the first key')
    await world.sleep(8 * DAY_MS)
    await world.settle()
    await alice.says('under the second key')
    const link = await alice.invites()
    await world.settle()
    await alice.closesTheApp()
    const carol = await world.actor('carol')
    await carol.joins(link)
    await world.until('carol reads', async () => (await carol.reads()).length === 2)
    expect(await carol.reads()).toEqual(['alice: under the first key', 'alice: under the second key'])
    expect(await bob.people()).toEqual(['alice', 'bob', 'carol'])
    await world.settle()
  },
  { network: {} },
)
