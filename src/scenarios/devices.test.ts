/** Behaviour 33: several devices of one person. */

import { expect } from 'vitest'
import { compares, confirmsNewcomer } from '../testing/linking.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

const CALM = { network: {} }

scenario(
  'a second device of a person gets what was said before and after, and posts as that person',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await alice.says('before the phone')
    await bob.says('bob before the phone')
    await world.settle()

    await phone.readsCode((await alice.opensLobby()).code)
    const [atAlice, atPhone] = await compares(world, alice, phone)
    expect(atAlice).toMatch(/^\d{6}$/)
    expect(atPhone).toBe(atAlice)
    expect(await phone.channels()).toEqual([])
    await confirmsNewcomer(alice)
    await world.until('the phone reads', async () => (await phone.channels()).length > 0)
    await world.settle()

    await phone.says('from the phone')
    await bob.says('bob after the phone')
    await world.settle()
    for (const reader of [alice, bob, phone]) {
      expect(await reader.reads()).toEqual([
        'alice: before the phone',
        'bob: bob before the phone',
        'alice: from the phone',
        'bob: bob after the phone',
      ])
    }
  },
  CALM,
)
