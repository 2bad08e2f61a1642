/** Behaviour 4: equal lists in every order of arrival. */

import { expect } from 'vitest'
import { exchange } from '../testing/courier.ts'
import { scenario } from '../testing/scenario.ts'

scenario('three people who exchange everything by hand see the same', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const carol = await world.actor('carol')
  await alice.createsCommunity('Acme')
  await alice.says('welcome')
  const link = await alice.invites()
  await bob.joins(link)
  await bob.says('hello, I am Bob')
  await carol.joins(link)
  await carol.says('and I am Carol')
  await exchange([alice, bob, carol])
  await alice.says('hello both')
  await exchange([alice, bob, carol])
  for (const reader of [alice, bob, carol]) {
    expect(await reader.reads()).toEqual([
      'alice: welcome',
      'bob: hello, I am Bob',
      'carol: and I am Carol',
      'alice: hello both',
    ])
    expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
  }
})
