/**
 * Behaviours 1, 2, 3 and 43: one person and a fresh profile; all is there again after a reload, a replay
 * and repetition, in one order, whatever the clocks say.
 */

import { expect } from 'vitest'
import { eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { scenario } from '../testing/scenario.ts'
import { repeated } from '../testing/shuffle.ts'
import { acquainted } from '../testing/stages.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000

scenario('one person creates a community, posts, and finds all of it again after a reload', async (world) => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  for (let i = 0; i < 5; i++) {
    await alice.says(`message ${i}`)
    expect((await alice.reads()).at(-1)).toBe(`alice: message ${i}`)
  }
  const before = await alice.sees()
  await alice.restarts()
  expect(await alice.sees()).toEqual(before)
  await alice.closesTheApp()
  await alice.opensTheApp()
  expect(await alice.sees()).toEqual(before)
  expect(await alice.channels()).toEqual(['general'])
  expect((await alice.row()).network_name).toBe('Acme')
})

scenario('every list is identical after all projected tables are rebuilt from the log', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await alice.createsChannel('plans')
  await alice.says('a plan', 'plans')
  await bob.says('hello')
  await bob.callsThemselves('Robert')
  await alice.ends(await alice.makesInvite())
  await exchange([alice, bob])
  for (const person of [alice, bob]) {
    const before = await person.sees()
    for (let i = 0; i < 2; i++) person.device.engine.inspect.replay(person.identity())
    expect(await person.sees()).toEqual(before)
    await person.restarts()
    expect(await person.sees()).toEqual(before)
  }
  await bob.says('and life goes on')
  expect(await bob.reads()).toEqual(['Robert: hello', 'Robert: and life goes on'])
})

scenario('every stored event delivered again, one to five times in random order, changes nothing', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await alice.says('once')
  await exchange([alice, bob])
  for (const person of [alice, bob]) {
    const before = await person.sees()
    const outcomes = await handsOver(person, repeated(eventsOf(person), 5, world.prng), { batch: 7 })
    expect(new Set(outcomes)).toEqual(new Set(['known']))
    expect(await person.sees()).toEqual(before)
  }
})

scenario('order is the time of writing and then the id, on every device', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  for (let i = 0; i < 10; i++) await Promise.all([alice.says(`a${i}`), bob.says(`b${i}`)])
  await exchange([alice, bob])
  const rows = await alice.messages()
  const key = ({ created_at, message_id }: (typeof rows)[number]) => `${String(created_at).padStart(16)} ${message_id}`
  expect(rows.map(key)).toEqual(rows.map(key).sort())
  expect(await bob.reads()).toEqual(await alice.reads())
})

scenario('clocks a year wrong change nothing about what is read, and what is dated ahead is marked', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  bob.device.clock.setClock(YEAR_MS)
  const carol = await world.actor('carol')
  carol.device.clock.setClock(-YEAR_MS)
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ days: 800 })
  for (const joiner of [bob, carol]) await joiner.joins(link)
  await exchange([alice, bob, carol])
  for (const person of [carol, alice, bob]) await person.says(`by the clock of ${person.name}`)
  await exchange([alice, bob, carol])
  for (const reader of [alice, bob, carol]) {
    expect(await reader.reads()).toEqual([
      'carol: by the clock of carol',
      'alice: by the clock of alice',
      'bob: by the clock of bob',
    ])
  }
  expect((await alice.messages()).map(({ from_the_future }) => from_the_future)).toEqual([false, false, true])
})
