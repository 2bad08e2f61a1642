/** Behaviours 14, 18 and 22: members who meet over a network. */

import { expect } from 'vitest'
import { scenario } from '../testing/scenario.ts'

const CALM = { network: {} }

scenario(
  'a joiner is admitted by the inviter and both talk',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    await alice.says('written long before')
    const link = await alice.invites()
    await bob.joins(link)
    await bob.says('hello')
    await world.until('alice sees bob', async () => (await alice.people()).includes('bob'))
    await world.settle()
    await alice.says('welcome')
    await world.settle()
    for (const reader of [alice, bob]) {
      expect(await reader.reads()).toEqual(['alice: written long before', 'bob: hello', 'alice: welcome'])
      expect(await reader.people()).toEqual(['alice', 'bob'])
    }
    console.log(world.network.now(), world.network.counters(), await alice.connection())
  },
  CALM,
)
