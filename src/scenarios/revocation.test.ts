/**
 * Behaviours 27 and 31: an admin's right is taken back, by who is above or by themselves. What they did before
 * stands, what they do afterwards does nothing, and everybody is told the same.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { everyOrder } from '../testing/every-order.ts'
import { createFreshState } from '../testing/fresh-state.ts'
import { holderOf } from '../testing/link-holder.ts'
import { grants, noticed, removes, revokes, roles } from '../testing/people.ts'
import { allKeysOf, openedBy } from '../testing/removal.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { acquainted, connected } from '../testing/stages.ts'

const REFUSED = { code: 'not_permitted' }
const DIRECT = { timeout_ms: 280_000 } as const

const openLinks = async (actor: Actor) => (await actor.inviteRows()).filter(({ state }) => state === 'open').length

scenario(
  'of an admin whose right is taken back the links, people and admins of before stay, those of after are nobody’s',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    const [erin, frank, grace] = [await world.actor('erin'), await world.actor('frank'), await world.actor('grace')]
    await grants(alice, bob)
    await exchange([alice, bob, carol, dave])
    const before = await bob.invites()
    await grants(bob, carol)
    await erin.joins(before)
    await exchange([alice, bob, carol, dave, erin])
    await revokes(alice, bob)
    // Bob has not heard of it.
    const after = await bob.invites()
    await grants(bob, dave)
    await grace.joins(after)
    await frank.joins(before)
    const everybody = [alice, bob, carol, dave, erin, frank, grace]
    await exchange(everybody)
    for (const reader of [alice, bob, carol, dave, erin, frank]) {
      expect(await roles(reader)).toEqual([
        'alice founder',
        'carol admin',
        'bob member',
        'dave member',
        'erin member',
        'frank member',
      ])
      expect(await openLinks(reader)).toBe(2) // the first one, and Bob's of before
      const told = await noticed(reader)
      expect(told).toContain('demoted bob by alice')
      expect(told).toContain('promoted carol by bob')
      expect(told).not.toContain('promoted dave by bob')
    }
    await expect(bob.invites()).rejects.toMatchObject(REFUSED)
    await expect(removes(bob, 'dave')).rejects.toMatchObject(REFUSED)
    // Whom Bob made an admin goes on as one, and may be undone by whoever is above.
    await carol.createsChannel('plans')
    await exchange(everybody)
    await revokes(alice, carol)
    await exchange(everybody)
    for (const reader of [alice, bob, dave]) {
      expect([...(await reader.channels())].sort()).toEqual(['general', 'plans'])
      expect((await roles(reader)).slice(0, 2)).toEqual(['alice founder', 'bob member'])
    }
    await grants(alice, bob)
    await exchange(everybody)
    expect(await bob.invites()).toContain('#j=')
    await world.proves({ blocked: { grace: 1 } }) // what is made later is not for who came by a void link
  },
)

scenario('who steps down keeps what they did; a co-founder is undone by nobody but themselves', async (world) => {
  const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
  await grants(alice, bob, true)
  await grants(alice, carol)
  const people = [alice, bob, carol, dave]
  await exchange(people)
  await expect(revokes(alice, bob)).rejects.toMatchObject(REFUSED)
  await expect(revokes(carol, bob)).rejects.toMatchObject(REFUSED)
  await expect(revokes(dave, carol)).rejects.toMatchObject(REFUSED)
  await grants(bob, dave)
  await carol.createsChannel('plans')
  await exchange(people)
  await revokes(bob, bob)
  await revokes(carol, carol)
  await exchange(people)
  for (const reader of people) {
    expect(await roles(reader)).toEqual(['alice founder', 'dave admin', 'bob member', 'carol member'])
    expect([...(await reader.channels())].sort()).toEqual(['general', 'plans'])
    const told = await noticed(reader)
    for (const one of ['demoted bob by bob', 'demoted carol by carol']) expect(told).toContain(one)
  }
  for (const one of [bob, carol]) await expect(one.invites()).rejects.toMatchObject(REFUSED)
  await expect(revokes(alice, alice)).rejects.toMatchObject(REFUSED)
})

scenario(
  'a chained grant, what it permits and its taking back come to one state in every order',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    await world.advance(1_000)
    const before = eventsOf(dave)
    await grants(alice, bob)
    await carries(alice, bob)
    await grants(bob, carol)
    await carries(bob, carol)
    await carol.createsChannel('by Carol')
    await carries(carol, alice)
    await revokes(alice, bob)
    await bob.createsChannel('by Bob')
    await carol.createsChannel('by Carol again')
    const people = [alice, bob, carol, dave]
    await exchange(people)
    const known = new Set(before.map((bytes) => Buffer.from(bytes).toString('hex')))
    const events = eventsOf(dave).filter((bytes) => !known.has(Buffer.from(bytes).toString('hex')))
    const grantsAndEnds = ['admin_grant', 'admin_revoked']
    const acts = (await Promise.all(grantsAndEnds.map((type) => controlEventsOf(dave, type)))).flat()
    expect(acts).toHaveLength(3)
    expect(events.length).toBeLessThanOrEqual(8)
    const fresh = await createFreshState(dave)
    try {
      const state = await everyOrder(fresh, { before, events })
      expect(state.split(' ')[0]).toBe(dave.device.engine.inspect.fingerprint(dave.identity()))
    } finally {
      fresh.ends()
    }
    for (const reader of people) {
      expect([...(await reader.channels())].sort()).toEqual(['by Carol', 'by Carol again', 'general'])
      expect(await roles(reader)).toEqual(['alice founder', 'carol admin', 'bob member', 'dave member'])
    }
    // Whoever gets what was permitted before the grants sees nothing until they come.
    const late = await world.actor('late')
    await late.joins(await alice.invites())
    const withoutGrants = eventsOf(dave).filter((bytes) => !acts.some((act) => Buffer.from(act).equals(bytes)))
    await handsOver(late, withoutGrants)
    expect(await late.channels()).toEqual(['general'])
    await handsOver(late, acts)
    expect([...(await late.channels())].sort()).toEqual(['by Carol', 'by Carol again', 'general'])
    await exchange([...people, late])
    await world.proves({ orders: 1 })
  },
  DIRECT,
)

scenario(
  'who holds a link that never counted, made by who was no admin any more, reads nothing that is written later',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    await bob.goesOffline()
    const { link } = await bob.makesInvite()
    await revokes(alice, bob)
    await bob.comesOnline()
    await world.settle()
    const carol = await world.actor('carol')
    await carol.joins(link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_revoked', 600_000)
    await alice.says('for members alone')
    await world.settle()
    const { network_id } = await alice.row()
    expect(openedBy(network_id, allKeysOf(carol, [link]), eventsOf(alice).slice(-1))).toEqual([])
    await carol.goesOffline()
    await world.advance(20_000)
  },
  { network: {} },
)

for (const by of ['bob', 'carol'] as const) {
  const whose = by === 'bob' ? 'of somebody who is no admin any more' : 'of an admin made by them'
  scenario(`who holds a link ${whose}, void since, reads nothing that is written later`, async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'carol')
    const [alice, bob, carol] = people
    await grants(alice, bob)
    await exchange(people)
    await grants(bob, carol) // not heard by alice
    await carries(bob, carol)
    const { link } = await (by === 'bob' ? bob : carol).makesInvite()
    await revokes(alice, bob)
    await exchange(people)
    expect((await alice.inviteRows()).filter(({ state }) => state === 'open')).toHaveLength(1) // the first one
    const before = eventsOf(alice)
    await alice.says('for members alone')
    const { network_id } = await alice.row()
    expect(openedBy(network_id, [holderOf(link).epoch], eventsOf(alice).slice(before.length))).toEqual([])
  })
}
