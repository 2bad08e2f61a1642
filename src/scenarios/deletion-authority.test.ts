/**
 * Behaviours 28, 29 and 31: bodies follow authority. What lies beyond a cut goes, deletions beyond one take
 * nothing, and a deletion by right is worth what the right is, in whatever order any of it arrives.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { cutOf, personAt } from '../testing/cuts.ts'
import { epochKeysOf, handOf, membershipOf } from '../testing/forge.ts'
import { removes } from '../testing/people.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain } from '../testing/stages.ts'
import { filesHold } from '../testing/stored-text.ts'
import type { World } from '../testing/world.ts'

/** Beyond what the founder writes by herself, or her own device would take what her hand writes for a fork. */
const FAR = { seq: 900 }

async function founderOf(world: World, alice: Actor) {
  const hand = await handOf(alice, world.prng)
  const { network_id } = await alice.row()
  const byRight = { auth: membershipOf(alice), right: network_id }
  return {
    /** As much of them counts as she holds. */
    removes: async (actor: Actor) => {
      const { peer_id } = await actor.row()
      const body = { ...byRight, person: await personAt(actor), cuts: [cutOf(alice, peer_id)] }
      return hand.writes(shapes.user_removed, body, FAR).bytes
    },
    grants: async (actor: Actor, seq: number) =>
      hand.writes(shapes.admin_grant, { ...byRight, person: await personAt(actor), co_founder: false }, { seq }),
    revokes: async (actor: Actor, grant: string, holder: Actor) => {
      const { peer_id } = await actor.row()
      const body = {
        ...byRight,
        person: await personAt(actor),
        grants: [grant as never],
        cuts: [cutOf(holder, peer_id)],
      }
      return hand.writes(shapes.admin_revoked, body, { seq: 950 }).bytes
    },
  }
}

const newest = (member: Actor): Uint8Array => certain(eventsOf(member).at(-1))

scenario(
  'what somebody says beyond the cut of their removal is gone everywhere, what they said before stays',
  async (world) => {
    const [alice, bob, carol, dora] = await acquainted(world, 'alice', 'bob', 'carol', 'dora')
    const others = [alice, carol, dora]
    await bob.says('said before')
    await exchange([alice, bob, carol, dora])
    const removal = await (await founderOf(world, alice)).removes(bob)
    await bob.says('said too late')
    const late = newest(bob)

    await handsOver(carol, [removal])
    expect(await handsOver(carol, [late])).toEqual(['stored.valid'])
    await handsOver(dora, [late])
    expect(await dora.reads()).toEqual(['bob: said before', 'bob: said too late'])
    await handsOver(dora, [removal])
    await handsOver(alice, [removal, late])
    await exchange(others)
    for (const person of others) {
      expect(await person.reads(), person.name).toEqual(['bob: said before'])
      expect(filesHold(person, 'said too late'), person.name).toBe(false)
      expect(await person.waiting()).toBe(0)
      expect(await handsOver(person, [late])).toEqual(['known'])
    }
    await handsOver(bob, [removal])
    expect(await bob.reads()).toEqual(['bob: said before', 'bob: said too late'])
  },
)

scenario(
  'a deletion beyond the cut of its author’s removal takes nothing, and gives back what it took',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    const kept = await bob.says('said before')
    await exchange([alice, bob, carol])
    const removal = await (await founderOf(world, alice)).removes(bob)
    await bob.deletes(kept)
    const deletion = newest(bob)
    // Carol hears of the deletion first, alice of the removal.
    await handsOver(carol, [deletion])
    expect(await carol.reads()).toEqual([])
    await handsOver(carol, [removal])
    expect(await carol.reads()).toEqual([])
    expect(await carol.waiting()).toBe(1)
    await handsOver(alice, [removal, deletion])
    expect(await alice.reads()).toEqual(['bob: said before'])
    await carries(alice, carol)
    for (const person of [alice, carol]) {
      expect(await person.reads(), person.name).toEqual(['bob: said before'])
      expect(await person.waiting()).toBe(0)
    }
  },
)

scenario('an admin’s deletions count as far as the grant did, and take nothing of an equal', async (world) => {
  const [alice, bob, carol, dora] = await acquainted(world, 'alice', 'bob', 'carol', 'dora')
  const people = [alice, bob, carol, dora]
  const founder = await founderOf(world, alice)
  const grants = [await founder.grants(bob, 900), await founder.grants(dora, 901)]
  for (const person of people)
    await handsOver(
      person,
      grants.map(({ bytes }) => bytes),
    )
  const [first, second] = [await carol.says('first of carol'), await carol.says('second of carol')]
  const ofDora = await dora.says('of dora')
  await exchange(people)
  expect((await bob.messages()).map(({ may_delete }) => may_delete)).toEqual([true, true, false])
  await expect(bob.deletes(ofDora)).rejects.toMatchObject({ code: 'not_permitted' })

  const [grant] = grants
  await bob.deletes(first)
  await exchange(people)
  for (const person of people) expect(await person.reads()).toEqual(['carol: second of carol', 'dora: of dora'])

  // The grant ends; what bob deletes before he hears of it counts for nobody who has.
  const revocation = await founder.revokes(bob, certain(grant).id, alice)
  await bob.deletes(second)
  const late = newest(bob)
  await handsOver(dora, [late])
  expect(await dora.reads()).toEqual(['dora: of dora'])
  for (const person of [dora, alice]) await handsOver(person, [revocation, late])
  expect(await alice.reads()).toEqual(['carol: second of carol', 'dora: of dora'])
  expect(await dora.waiting()).toBe(1)
  await exchange(people)
  for (const person of people) {
    expect(await person.reads(), person.name).toEqual(['carol: second of carol', 'dora: of dora'])
    expect(await person.waiting(), person.name).toBe(0)
  }
})

scenario('a deletion ends with the grant it was made under, though its author holds another', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const founder = await founderOf(world, alice)
  const grants = [await founder.grants(bob, 900), await founder.grants(bob, 901)]
  for (const person of [alice, bob, carol]) {
    await handsOver(
      person,
      grants.map(({ bytes }) => bytes),
    )
  }
  const ofCarol = await carol.says('of carol')
  await exchange([alice, bob, carol])
  const [used] = grants.map(({ id }) => id).toSorted() // the lesser of two of one rank
  const revocation = await founder.revokes(bob, certain(used), alice)
  await bob.deletes(ofCarol)
  const deletion = newest(bob)
  await handsOver(carol, [deletion])
  expect(await carol.reads()).toEqual([])
  await handsOver(carol, [revocation])
  expect(await carol.waiting()).toBe(1)
  await handsOver(alice, [revocation, deletion])
  await carries(alice, carol)
  for (const person of [alice, carol]) {
    expect(await person.reads(), person.name).toEqual(['carol: of carol'])
    expect((await person.messages()).map(({ may_delete }) => may_delete)).toEqual([true])
  }
})

scenario('what somebody said who is out may be deleted by an admin, and is offered to no member', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const said = await bob.says('of bob')
  await exchange([alice, bob, carol])
  await removes(alice, 'bob')
  await carries(alice, carol)
  expect((await carol.messages()).map(({ may_delete }) => may_delete)).toEqual([false])
  await expect(carol.deletes(said)).rejects.toMatchObject({ code: 'not_permitted' })
  expect((await alice.messages()).map(({ may_delete }) => may_delete)).toEqual([true])
  await alice.deletes(said)
  await carries(alice, carol)
  for (const person of [alice, carol]) expect(await person.reads()).toEqual([])
})

scenario('an admin’s own software deletes nothing of an equal, nor of who stands above', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const founder = await founderOf(world, alice)
  const grants = [await founder.grants(bob, 900), await founder.grants(carol, 901)]
  for (const person of [alice, bob, carol]) {
    await handsOver(
      person,
      grants.map(({ bytes }) => bytes),
    )
  }
  const targets = [await bob.says('of bob'), await alice.says('of alice')]
  await exchange([alice, bob, carol])
  const [, right] = grants
  const [epoch] = epochKeysOf(carol)
  const body = { auth: membershipOf(carol), right: certain(right).id, epochs: [certain(epoch).epoch_id], targets }
  const forged = (await handOf(carol, world.prng)).writes(shapes.message_deletion, body, FAR)
  for (const person of [alice, bob, carol]) {
    expect(await handsOver(person, [forged.bytes])).toEqual(['stored.valid'])
    expect((await person.reads()).toSorted(), person.name).toEqual(['alice: of alice', 'bob: of bob'])
  }
})
