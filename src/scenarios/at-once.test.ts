/**
 * Behaviour 31: admins who act without knowing of each other, and what comes before what permits it. After
 * each story the oracle hands everything to fresh devices in other orders.
 */

import { expect } from 'vitest'
import type { EventId, PersonId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { carries, controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { handOf, membershipOf } from '../testing/forge.ts'
import { grants, ownPerson, removes, revokes, roles } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

/** What an admin's own software writes: the other is out, and nothing they ever did counts. */
async function removesByHand(world: World, by: Actor, right: EventId<'admin_grant'>, person: PersonId) {
  const hand = await handOf(by, world.prng)
  return hand.writes(shapes.user_removed, { auth: membershipOf(by), right, person, cuts: [] })
}

scenario('two admins of one rank who remove each other both stay, wherever it is looked at', async (world) => {
  const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
  const [toBob, toCarol] = [await grants(alice, bob), await grants(alice, carol)]
  await exchange([alice, bob, carol, dave])
  const ofCarol = await removesByHand(world, bob, toBob, await ownPerson(carol))
  const ofBob = await removesByHand(world, carol, toCarol, await ownPerson(bob))
  expect(await handsOver(dave, [ofCarol.bytes, ofBob.bytes])).toEqual(['stored.valid', 'stored.valid'])
  expect(await handsOver(alice, [ofBob.bytes, ofCarol.bytes])).toEqual(['stored.valid', 'stored.valid'])
  await exchange([alice, bob, carol, dave])
  for (const reader of [alice, bob, carol, dave]) {
    expect(await roles(reader)).toEqual(['alice founder', 'bob admin', 'carol admin', 'dave member'])
  }
})

scenario(
  'what an admin does who does not know of their removal gives nobody anything, and takes nothing',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    await grants(alice, bob)
    await exchange([alice, bob, carol, dave])
    await removes(alice, 'bob')
    await grants(bob, carol)
    const link = await bob.invites()
    await bob.createsChannel('plans')
    await removes(bob, 'dave')
    const erin = await world.actor('erin')
    await erin.joins(link)
    await carries(erin, bob)
    await erin.closesTheApp()
    for (const reader of [carol, dave]) {
      await carries(bob, reader)
      await carries(alice, reader)
      expect(await roles(reader)).toEqual(['alice founder', 'carol member', 'dave member'])
      expect(await reader.channels()).toEqual(['general'])
    }
    expect((await carol.inviteRows()).filter(({ state }) => state === 'open')).toEqual([])
  },
)

scenario('an admin who is demoted meanwhile keeps what they did before, and nothing after', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await grants(alice, bob)
  await exchange([alice, bob, carol])
  await bob.createsChannel('before')
  await carries(bob, alice)
  await revokes(alice, bob)
  await bob.createsChannel('after')
  await exchange([alice, bob, carol])
  for (const reader of [alice, bob, carol]) {
    expect([...(await reader.channels())].sort()).toEqual(['before', 'general'])
    expect(await roles(reader)).toEqual(['alice founder', 'bob member', 'carol member'])
  }
})

scenario('a grant that comes after what it permits is worth the same', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  await grants(alice, bob)
  await carries(alice, bob)
  await bob.createsChannel('plans')
  const granted = await controlEventsOf(alice, 'admin_grant')
  const others = eventsOf(bob).filter((bytes) => !granted.some((one) => Buffer.from(one).equals(bytes)))
  await handsOver(carol, others)
  expect(await carol.channels()).toEqual(['general'])
  await handsOver(carol, granted)
  expect([...(await carol.channels())].sort()).toEqual(['general', 'plans'])
})
