/**
 * Behaviours 27 and 28 against members whose software is their own: a deletion takes nothing that its
 * author may not take, whatever it claims, however often it comes and from whom.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { epochKeysOf, handOf, membershipOf, movedTo } from '../testing/forge.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain } from '../testing/stages.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Beyond what the member writes by itself, or its own device would take the forgery for a fork. */
const FAR = { seq: 900 }

async function allRead(readers: readonly Actor[], lines: readonly string[]): Promise<void> {
  for (const reader of readers) expect(await reader.reads(), reader.name).toEqual(lines)
}

scenario('under another’s membership, another’s right or a copied body nothing is deleted', async (world) => {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const people = [alice, bob, mallory]
  const ofBob = await bob.says('to stay')
  const regretted = await bob.says('regretted')
  await exchange(people)
  const { network_id } = await bob.row()
  const hand = await handOf(mallory, world.prng)
  const [epoch] = epochKeysOf(mallory)
  const body = { auth: membershipOf(mallory), right: undefined, epochs: [], targets: [ofBob] }
  const byRight = { ...body, right: network_id, epochs: [certain(epoch).epoch_id] }
  const forged = [
    hand.writes(shapes.message_deletion, { ...body, auth: membershipOf(bob) }),
    hand.writes(shapes.message_deletion, byRight),
    hand.writes(shapes.message_deletion, { ...byRight, auth: network_id }),
  ].map(({ bytes }) => bytes)
  for (const person of [alice, bob]) {
    expect(await handsOver(person, forged)).toEqual([
      'rejected.author_not_bound',
      'rejected.not_authorized',
      'rejected.author_not_bound',
    ])
  }
  await allRead([alice, bob], ['bob: to stay', 'bob: regretted'])

  await bob.deletes(regretted)
  const real = certain((await controlEventsOf(bob, 'message_deletion')).at(-1))
  const copied = movedTo(hand, network_id, real)
  expect(await handsOver(alice, [copied.bytes])).toEqual(['rejected.author_not_bound'])
  await allRead([alice], ['bob: to stay', 'bob: regretted'])
  await exchange(people)
  await allRead(people, ['bob: to stay'])
})

scenario('an admin’s deletion is of messages in the groups it names, and of no others', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const [first] = epochKeysOf(alice)
  await world.sleep(8 * DAY_MS)
  await alice.says('under a second key')
  await exchange([alice, bob, carol])
  const ofBob = await bob.says('under the second key')
  await exchange([alice, bob, carol])
  const { network_id } = await alice.row()
  const hand = await handOf(alice, world.prng)
  const auth = membershipOf(alice)
  const own = hand.writes(shapes.group, { auth, scope: 'private' }, FAR)
  const elsewhere = hand.writes(shapes.group_epoch, {
    auth,
    group_id: own.id,
    parents: [],
    right: own.id,
    excludes: [],
    key_id: world.prng.bytes(32),
    wraps: [],
  })
  const claims = (...epochs: (typeof elsewhere.id)[]) =>
    hand.writes(shapes.message_deletion, { auth, right: network_id, epochs, targets: [ofBob] }).bytes
  const astray = [claims(), claims(elsewhere.id), claims(certain(first).epoch_id as typeof elsewhere.id)]
  for (const person of [bob, carol]) {
    const outcomes = await handsOver(person, [own.bytes, elsewhere.bytes, ...astray])
    expect(new Set(outcomes)).toEqual(new Set(['stored.valid']))
  }
  await allRead([bob, carol], ['alice: under a second key', 'bob: under the second key'])
  await exchange([alice, bob, carol])
  await alice.deletes(ofBob)
  await exchange([alice, bob, carol])
  await allRead([alice, bob, carol], ['alice: under a second key'])
})

scenario('a deletion that comes again takes nothing more, and none is taken from another community', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const secret = await bob.says('the whispered secret')
  await exchange([alice, bob])
  await bob.deletes(secret)
  const deletion = certain((await controlEventsOf(bob, 'message_deletion'))[0])
  const husk = certain(eventsOf(bob).at(-2))
  await exchange([alice, bob])
  await bob.says('said after')
  await exchange([alice, bob])
  expect(await handsOver(alice, [deletion, husk, deletion])).toEqual(['known', 'known', 'known'])
  await allRead([alice, bob], ['bob: said after'])
  const club = await bob.createsCommunity('Club')
  await club.says('unheard of')
  const outcomes = await handsOver(club, [deletion, husk])
  expect(outcomes).toEqual(['dropped.bad_signature', 'dropped.bad_signature'])
  expect(await club.reads()).toEqual(['bob: unheard of'])
})
