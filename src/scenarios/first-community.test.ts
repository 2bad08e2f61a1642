/** Behaviours 1 and 2: one person and a fresh profile; everything is there again after reload and replay. */

import { expect } from 'vitest'
import { scenario } from '../testing/scenario.ts'

scenario('one person creates a community, posts, and finds all of it again after a reload', async (world) => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  await alice.says('first')
  await alice.says('second')
  expect(await alice.reads()).toEqual(['alice: first', 'alice: second'])
  await alice.restarts()
  expect(await alice.reads()).toEqual(['alice: first', 'alice: second'])
  expect(await alice.channels()).toEqual(['general'])
})
