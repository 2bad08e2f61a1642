/** Behaviour 29: who was removed while away is told by whoever they meet, and shown nothing new. */

import { expect } from 'vitest'
import { noticed, removes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

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
