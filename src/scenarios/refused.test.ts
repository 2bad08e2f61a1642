/** Behaviour 15: who comes by a link that has been used up is told so, whoever is there to tell it. */

import { expect } from 'vitest'
import { scenario } from '../testing/scenario.ts'

scenario(
  'a short link that the one who answers has used up says so',
  async (world) => {
    const [alice, bob, carol] = [await world.actor('alice'), await world.actor('bob'), await world.actor('carol')]
    await alice.createsCommunity('Acme')
    const invite = await alice.makesInvite({ uses: 1 })
    await bob.joins(invite.link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await alice.goesOffline()
    await carol.joins(invite.short_link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_used_up', 600_000)
    expect(await bob.people()).toEqual(['alice', 'bob'])
    await carol.goesOffline()
    await world.advance(20_000) // links to who left are given up
  },
  { network: {} },
)

scenario(
  'a link that members have used up while the inviter was away says so',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    const [carol, dave] = [await world.actor('carol'), await world.actor('dave')]
    await alice.createsCommunity('Acme')
    const invite = await alice.makesInvite({ uses: 2 })
    await bob.joins(invite.link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await alice.goesOffline()
    await carol.joins(invite.link)
    await world.until('carol is in', async () => (await carol.row()).role === 'member', 600_000)
    await dave.joins(invite.link)
    await world.until('dave is told', async () => (await dave.row()).role === 'invite_used_up', 600_000)
    for (const reader of [bob, carol]) expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
    await dave.goesOffline()
    await alice.comesOnline()
    await world.settle()
    expect(await alice.people()).toEqual(['alice', 'bob', 'carol'])
  },
  { network: {} },
)
