/** Behaviour 27: only those whom the policy names grant, invite, create public channels, remove and admit. */

import { expect } from 'vitest'
import type { PersonId } from '../engine/api.ts'
import { carries, exchange, handsOver, withoutState } from '../testing/courier.ts'
import { handGoingOn, membershipOf } from '../testing/forge.ts'
import { grants, noticed, notices, ownPerson, removes, revokes, roles, rowOf } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'

const REFUSED = { code: 'not_permitted' }

scenario(
  'an admin made by the founder invites, makes channels and another admin; a member may none of it',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    const may = (actor: typeof bob) => actor.sotto().query('capability.list', { as: actor.identity() })
    expect(await may(bob)).toEqual(['create_private_channel', 'open_direct'])
    await expect(bob.invites()).rejects.toMatchObject(REFUSED)
    await expect(bob.createsChannel('plans')).rejects.toMatchObject(REFUSED)
    await expect(grants(bob, bob)).rejects.toMatchObject(REFUSED)
    await grants(alice, bob)
    await exchange([alice, bob, carol, dave])
    expect(await may(bob)).toEqual([
      'create_private_channel',
      'open_direct',
      'invite',
      'admit',
      'create_public_channel',
      'grant',
      'remove',
    ])
    await grants(bob, carol)
    await exchange([alice, bob, carol, dave])
    expect(await roles(dave)).toEqual(['alice founder', 'bob admin', 'carol admin', 'dave member'])
    expect((await dave.memberRows()).map(({ rank }) => rank)).toEqual([0, 1, 2, 1000])
    await carol.createsChannel('plans')
    const link = await carol.invites()
    const erin = await world.actor('erin')
    await erin.joins(link)
    await exchange([alice, bob, carol, dave, erin])
    for (const reader of [alice, dave, erin]) {
      expect(await reader.people()).toEqual(['alice', 'bob', 'carol', 'dave', 'erin'])
      expect(await reader.channels()).toEqual(['general', 'plans'])
    }
    expect((await rowOf(dave, 'erin')).joined_by?.by).toBe('carol')
    const told = await noticed(dave)
    for (const one of ['promoted bob by alice', 'promoted carol by bob', 'joined erin by carol']) {
      expect(told).toContain(one)
    }
    const own = (await notices(carol)).map(({ kind, name, is_own }) => [kind, name, is_own])
    expect(own).toContainEqual(['joined', 'erin', false]) // by a link of hers, which is still news to her
    expect(own).toContainEqual(['promoted', 'bob', false])
    expect((await notices(bob)).filter(({ is_own }) => is_own).map(({ kind, name }) => [kind, name])).toEqual([
      ['promoted', 'carol'],
    ])
  },
)

scenario('what one may do about whom is said of each, and holds', async (world) => {
  const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
  await grants(alice, bob)
  await grants(alice, carol)
  await exchange([alice, bob, carol, dave])
  const may = async (viewer: typeof bob) =>
    Object.fromEntries((await viewer.memberRows()).map(({ name, may: acts }) => [name, acts]))
  const nothing = { promote: false, demote: false, remove: false }
  expect(await may(dave)).toEqual({ alice: nothing, bob: nothing, carol: nothing, dave: nothing })
  expect(await may(bob)).toEqual({
    alice: nothing,
    bob: { ...nothing, demote: true },
    carol: nothing,
    dave: { promote: true, demote: false, remove: true },
  })
  const mayRemoveDevice = async (viewer: typeof bob, name: string) => {
    const { person_id: person } = await rowOf(viewer, name)
    return (await viewer.sotto().query('device.list', { as: viewer.identity(), person })).map((row) => row.may_remove)
  }
  for (const name of ['alice', 'carol']) expect(await mayRemoveDevice(bob, name)).toEqual([false])
  for (const name of ['bob', 'dave']) expect(await mayRemoveDevice(bob, name)).toEqual([true])
  expect(await mayRemoveDevice(dave, 'bob')).toEqual([false])
  await expect(removes(bob, 'carol')).rejects.toMatchObject(REFUSED)
  await expect(removes(bob, 'alice')).rejects.toMatchObject(REFUSED)
  await expect(removes(dave, 'bob')).rejects.toMatchObject(REFUSED)
  await expect(revokes(bob, carol)).rejects.toMatchObject(REFUSED)
  const nobody = 'ab'.repeat(32) as PersonId
  const as = bob.identity()
  await expect(bob.sotto().command('member.remove', { as, person: nobody })).rejects.toMatchObject({
    code: 'unknown_person',
  })
  await revokes(alice, carol)
  await revokes(bob, bob)
  await exchange([alice, bob, carol, dave])
  expect(await roles(dave)).toEqual(['alice founder', 'bob member', 'carol member', 'dave member'])
  await expect(carol.invites()).rejects.toMatchObject(REFUSED)
  expect(await ownPerson(carol)).toBe((await rowOf(alice, 'carol')).person_id)
})

scenario('a co-founder is the equal of the founder, whom only they themselves undo', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await grants(alice, bob, true)
  await exchange([alice, bob, carol])
  expect(await roles(carol)).toEqual(['alice founder', 'bob founder', 'carol member'])
  await expect(revokes(alice, bob)).rejects.toMatchObject(REFUSED)
  await expect(removes(alice, 'bob')).rejects.toMatchObject(REFUSED)
  await expect(removes(bob, 'alice')).rejects.toMatchObject(REFUSED)
  await grants(bob, carol)
  await exchange([alice, bob, carol])
  expect((await rowOf(alice, 'carol')).rank).toBe(1)
  await revokes(bob, bob)
  await exchange([alice, bob, carol])
  expect(await roles(carol)).toEqual(['alice founder', 'carol admin', 'bob member'])
})

scenario('an admin to whom no channel has come yet invites to the one they came by', async (world) => {
  const [alice, bob, carol] = [await world.actor('alice'), await world.actor('bob'), await world.actor('carol')]
  await alice.createsCommunity('Acme')
  await alice.createsChannel('plans')
  await bob.joins(await alice.invites())
  await carries(bob, alice)
  await grants(alice, bob)
  await handsOver(bob, withoutState(alice))
  await carol.joins(await bob.invites())
  await exchange([alice, bob, carol])
  expect(await carol.channels()).toEqual(['general', 'plans'])
})

for (const more of [0, 70]) {
  scenario(`an admin is one no more at once, whom another admin had made one ${more} times more`, async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    const right = await grants(alice, bob)
    await exchange([alice, bob, carol])
    const hand = await handGoingOn(bob, world.prng)
    const body = { auth: membershipOf(bob), right, person: await ownPerson(carol), co_founder: false }
    const made = Array.from({ length: 1 + more }, () => hand.writes(shapes.admin_grant, body).bytes)
    await handsOver(alice, made)
    expect(await roles(alice)).toEqual(['alice founder', 'bob admin', 'carol admin'])
    await revokes(alice, carol)
    expect(await roles(alice)).toEqual(['alice founder', 'bob admin', 'carol member'])
  })
}
