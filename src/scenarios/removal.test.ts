/** Behaviours 29 and 31: who is removed, what stays of them, and which links and joins end with it. */

import { expect } from 'vitest'
import { carries, exchange } from '../testing/courier.ts'
import { linksDevice } from '../testing/linking.ts'
import { grants, noticed, notices, removes, rowOf } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'

scenario(
  'who is removed is gone from every list, though the remover is away; what they had said stays, what they say later is not shown',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    await grants(alice, bob)
    await carol.says('while I am here')
    await exchange([alice, bob, carol, dave])
    await removes(bob, 'carol')
    await carol.says('after it')
    await bob.closesTheApp()
    await bob.opensTheApp()
    await carries(bob, alice)
    await exchange([alice, carol, dave])
    for (const reader of [alice, dave]) {
      expect(await reader.people()).toEqual(['alice', 'bob', 'dave'])
      expect(await reader.reads()).toEqual(['carol: while I am here'])
      expect(await noticed(reader)).toContain('removed carol by bob')
    }
  },
)

scenario('a removal ends every open link; a join it had not seen waits for an admin to admit it', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const link = await alice.invites({ uses: 9 })
  const [dave, erin] = [await world.actor('dave'), await world.actor('erin')]
  await dave.joins(link)
  await exchange([alice, bob, carol, dave])
  await erin.joins(link)
  await carries(erin, bob)
  await removes(alice, 'carol')
  expect((await alice.inviteRows()).map(({ state }) => state)).toEqual(['closed', 'closed'])
  await exchange([alice, bob, dave])
  await carries(bob, alice)
  for (const reader of [alice, bob, dave]) expect(await reader.people()).toEqual(['alice', 'bob', 'dave'])
  const late = certain((await notices(alice)).find(({ kind }) => kind === 'late'))
  expect((await notices(bob)).find(({ kind }) => kind === 'late')?.admit).toBeUndefined()
  await alice.sotto().command('invite.admit', { as: alice.identity(), join: certain(late.admit) })
  await exchange([alice, bob, dave, erin])
  for (const reader of [alice, bob, dave, erin]) {
    expect(await reader.people()).toEqual(['alice', 'bob', 'dave', 'erin'])
  }
})

scenario(
  'one device of a person is removed, by them or by an admin; the person stays',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const [phone, tablet] = [await world.actor('phone'), await world.actor('tablet')]
    await linksDevice(world, bob, phone)
    await linksDevice(world, bob, tablet)
    const removesDevice = async (by: typeof alice, device: typeof phone) =>
      by.sotto().command('device.remove', { as: by.identity(), peer: (await device.row()).peer_id })
    await expect(removesDevice(phone, bob)).rejects.toMatchObject({ code: 'not_permitted' })
    await expect(removesDevice(phone, tablet)).rejects.toMatchObject({ code: 'not_permitted' })
    await removesDevice(bob, phone)
    await removesDevice(alice, tablet)
    await world.settle()
    for (const reader of [alice, bob]) {
      expect((await rowOf(reader, 'bob')).devices).toEqual([(await bob.row()).peer_id])
      const told = (await noticed(reader)).filter((notice) => notice.startsWith('device_removed'))
      expect([...told].sort()).toEqual(['device_removed bob by alice', 'device_removed bob by bob'])
    }
    await expect(phone.says('from a lost phone')).rejects.toMatchObject({ code: 'not_permitted' })
    await world.settle()
    await phone.goesOffline()
    await tablet.goesOffline()
    await bob.says('still me')
    await world.settle()
    expect(await alice.reads()).toEqual(['bob: still me'])
  },
  { network: {} },
)
