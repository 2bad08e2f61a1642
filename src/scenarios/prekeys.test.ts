/**
 * Behaviours 37 and 39: prekeys change every month and nobody is stranded by it, neither who wraps for one
 * that has been replaced, nor who was away while all of them were.
 */

import { expect } from 'vitest'
import { carries, exchange } from '../testing/courier.ts'
import { epochKeysOf } from '../testing/forge.ts'
import { knownPrekeys, secretsOf, secretTraces } from '../testing/own-prekeys.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { acquainted, connected } from '../testing/stages.ts'
import { foundIn } from '../testing/stored-text.ts'
import type { World } from '../testing/world.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const MONTH_MS = 31 * DAY_MS
const KEEP_ALIVE_MS = 130_000

async function months(world: World, count: number): Promise<void> {
  for (let month = 0; month < count; month++) await world.sleep(MONTH_MS)
}

scenario('a device publishes a new prekey every month, and the others seal to the newest they know', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  expect(await knownPrekeys(alice, bob)).toEqual([0])
  await world.sleep(29 * DAY_MS)
  await exchange([alice, bob])
  expect(await knownPrekeys(alice, bob)).toEqual([0])
  await world.sleep(2 * DAY_MS)
  await exchange([alice, bob])
  expect(await knownPrekeys(alice, bob)).toEqual([0, 1])
  await months(world, 2)
  await exchange([alice, bob])
  expect(await knownPrekeys(alice, bob)).toEqual([0, 1, 2, 3])
  await alice.says('under a new key')
  await carries(alice, bob)
  expect(await bob.reads()).toEqual(['alice: under a new key'])
})

scenario('a wrap for a prekey that was replaced meanwhile opens, in any order of arrival', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await months(world, 1)
  await carries(bob, alice)
  await months(world, 2) // bob replaces his prekey twice, and alice does not hear of it
  await alice.says('sealed to the one before')
  expect(await knownPrekeys(alice, bob)).toEqual([0, 1])
  expect(secretsOf(bob)).toEqual([0, 1, 2, 3])
  await carries(alice, bob, { order: 'reversed' })
  expect(await bob.reads()).toEqual(['alice: sealed to the one before'])
  await exchange([alice, bob])
})

scenario(
  'a secret is forgotten 90 days after others have its successor, the first never, and all that was read stays',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const speak = async (text: string) => {
      await world.settle()
      await alice.says(text)
      await world.advance(KEEP_ALIVE_MS) // both compare what they have, and look after their prekeys
      await world.settle()
    }
    await months(world, 1)
    await speak('in the first month')
    await months(world, 1)
    await speak('in the second month')
    expect(secretsOf(bob)).toEqual([0, 1, 2])
    await world.sleep(89 * DAY_MS)
    await world.advance(61_000)
    expect(secretsOf(bob)).toContain(1)
    const secret = secretTraces(bob, 1)
    expect(foundIn(bob.device, secret)).toEqual(['secret 1'])
    await world.sleep(2 * DAY_MS)
    await world.advance(61_000)
    expect(secretsOf(bob)).not.toContain(1)
    expect(foundIn(bob.device, secret)).toEqual([])
    expect(secretsOf(bob)).toContain(0)
    expect(secretsOf(bob)).toContain(2)
    await speak('much later')
    await bob.restarts()
    expect(await bob.reads()).toEqual(['alice: in the first month', 'alice: in the second month', 'alice: much later'])
    await world.settle()
  },
  { network: {} },
)

scenario('nothing is forgotten while nobody has the successor, however long that is', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await months(world, 1)
  await carries(bob, alice)
  await months(world, 12)
  expect(secretsOf(bob)).toHaveLength(14)
  await alice.says('to a prekey a year old')
  await carries(alice, bob)
  expect(await bob.reads()).toEqual(['alice: to a prekey a year old'])
})

scenario('who was away through every rotation reads everything on coming back', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await carol.closesTheApp()
  for (let month = 1; month <= 6; month++) {
    await months(world, 1)
    await exchange([alice, bob])
    await (month % 2 === 0 ? alice : bob).says(`month ${month}`)
    await exchange([alice, bob])
  }
  expect(epochKeysOf(bob).length).toBeGreaterThan(6)
  await carol.opensTheApp()
  await exchange([alice, bob, carol])
  expect(await carol.reads()).toEqual(await alice.reads())
  expect(await carol.reads()).toHaveLength(6)
  await carol.says('back again')
  await exchange([alice, bob, carol])
  expect(await bob.reads()).toContain('carol: back again')
})
