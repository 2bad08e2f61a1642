/**
 * Behaviours 13, 28 and 44, without a network: what is deleted for everyone is gone for everyone, in
 * whatever order deletion, message and husk arrive, and nobody else's deletion takes anything.
 */

import { expect } from 'vitest'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { handOf, idIn, membershipOf } from '../testing/forge.ts'
import { huskOfEvent } from '../testing/malicious-events.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'
import { filesHold } from '../testing/stored-text.ts'

scenario('a message deleted by its author is gone from every screen and every file', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const people = [alice, bob, carol]
  const secret = await bob.says('the whispered secret')
  await bob.says('something to keep')
  await exchange(people)
  for (const person of people) expect(filesHold(person, 'the whispered secret')).toBe(true)
  await bob.deletes(secret)
  expect(await bob.reads()).toEqual(['bob: something to keep'])
  await exchange(people)
  for (const person of people) {
    expect(await person.reads()).toEqual(['bob: something to keep'])
    expect(filesHold(person, 'the whispered secret')).toBe(false)
    expect(filesHold(person, 'something to keep')).toBe(true)
    await person.restarts()
    expect(await person.reads()).toEqual(['bob: something to keep'])
    expect(filesHold(person, 'the whispered secret')).toBe(false)
  }
})

scenario('an admin deletes what a member wrote, and a member nothing of others', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const ofAlice = await alice.says('from the founder')
  const ofBob = await bob.says('spam')
  await exchange([alice, bob, carol])
  await expect(carol.deletes(ofBob)).rejects.toMatchObject({ code: 'not_permitted' })
  await expect(bob.deletes(ofBob, ofAlice)).rejects.toMatchObject({ code: 'not_permitted' })
  const rows = await carol.messages()
  expect(rows.map(({ may_delete }) => may_delete)).toEqual([false, false])
  expect((await alice.messages()).map(({ may_delete }) => may_delete)).toEqual([true, true])
  expect((await bob.messages()).map(({ may_delete }) => may_delete)).toEqual([false, true])
  await alice.deletes(ofBob)
  await exchange([alice, bob, carol])
  for (const person of [alice, bob, carol]) {
    expect(await person.reads()).toEqual(['alice: from the founder'])
    expect(filesHold(person, 'spam')).toBe(false)
  }
})

scenario('whoever gets the deletion first never shows the message, nor keeps it', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const secret = await bob.says('the whispered secret')
  const whole = eventsOf(bob).at(-1) ?? new Uint8Array()
  await carries(bob, alice)
  await bob.deletes(secret)
  const [husk, deletion] = eventsOf(bob).slice(-2)
  expect(husk).toEqual(huskOfEvent(whole))
  await handsOver(carol, [deletion ?? new Uint8Array()])
  expect(await handsOver(carol, [whole])).toEqual(['stored.valid'])
  expect(await carol.reads()).toEqual([])
  expect(filesHold(carol, 'the whispered secret')).toBe(false)
  // Alice has the message, and offers it again after the deletion.
  await carries(bob, alice)
  expect(await handsOver(alice, [whole])).toEqual(['known'])
  expect(await alice.reads()).toEqual([])
  expect(filesHold(alice, 'the whispered secret')).toBe(false)
  await exchange([alice, bob, carol])
})

scenario('a husk that comes before its deletion is wanted, until the deletion explains it', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const secret = await bob.says('the whispered secret')
  const whole = eventsOf(bob).at(-1) ?? new Uint8Array()
  await bob.deletes(secret)
  const [husk, deletion] = eventsOf(bob).slice(-2)
  if (husk === undefined || deletion === undefined) throw new Error('bob has a husk and a deletion')
  // Carol has the husk alone, and then the body: the message.
  expect(await handsOver(carol, [husk])).toEqual(['stored.husk'])
  expect(await carol.reads()).toEqual([])
  expect(await handsOver(carol, [whole])).toEqual(['stored.valid'])
  expect(await carol.reads()).toEqual(['bob: the whispered secret'])
  // Alice has the husk, and then why.
  await handsOver(alice, [husk])
  await handsOver(alice, [deletion])
  expect(await handsOver(alice, [whole])).toEqual(['known'])
  await handsOver(carol, [deletion])
  for (const person of [alice, carol]) {
    expect(await person.reads()).toEqual([])
    expect(filesHold(person, 'the whispered secret')).toBe(false)
  }
  await exchange([alice, bob, carol])
})

scenario('what others claim to delete stays, whichever comes first, and so does what is no message', async (world) => {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const hand = await handOf(mallory, world.prng)
  const auth = membershipOf(mallory)
  const claims = (...targets: readonly string[]) =>
    hand.writes(shapes.message_deletion, { auth, right: undefined, epochs: [], targets: targets as never }).bytes
  const first = await bob.says('said first')
  const [message] = eventsOf(bob).slice(-1)
  if (message === undefined) throw new Error('bob said something')
  const early = claims(first)
  expect(await handsOver(alice, [early, message])).toEqual(['stored.valid', 'stored.valid'])
  expect(await handsOver(bob, [early])).toEqual(['stored.valid'])
  const { network_id } = await alice.row()
  const others = [claims(network_id, membershipOf(bob), hand.peer_id), claims(...eventIdsOf(64))]
  for (const person of [alice, bob]) await handsOver(person, others)
  for (const person of [alice, bob]) {
    expect(await person.reads()).toEqual(['bob: said first'])
    expect(await person.people()).toEqual(['alice', 'bob', 'mallory'])
  }
  await exchange([alice, bob, mallory])
})

scenario('a deletion of a deletion brings nothing back', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const secret = await bob.says('the whispered secret')
  const whole = eventsOf(bob).at(-1) ?? new Uint8Array()
  await exchange([alice, bob])
  await bob.deletes(secret)
  const { network_id } = await bob.row()
  const deletion_id = idIn(network_id, eventsOf(bob).at(-1) ?? new Uint8Array())
  const hand = await handOf(bob, world.prng)
  const again = hand.writes(
    shapes.message_deletion,
    { auth: membershipOf(bob), right: undefined, epochs: [], targets: [deletion_id] },
    { seq: 900 },
  )
  await exchange([alice, bob])
  await handsOver(alice, [again.bytes])
  expect(await handsOver(alice, [whole])).toEqual(['known'])
  expect(await alice.reads()).toEqual([])
  await exchange([alice, bob])
})

scenario('many messages are deleted at once, and deleting them again changes nothing', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const ids = []
  for (let i = 0; i < 150; i++) ids.push(await bob.says(`chatter ${i};`))
  await bob.says('the end')
  await exchange([alice, bob])
  await bob.deletes(...ids)
  const stored = eventsOf(bob).length
  await bob.deletes(...ids)
  expect(eventsOf(bob)).toHaveLength(stored)
  await exchange([alice, bob])
  for (const person of [alice, bob]) {
    expect(await person.reads()).toEqual(['bob: the end'])
    expect(filesHold(person, 'chatter')).toBe(false)
  }
  await expect(bob.deletes('ab'.repeat(32) as never)).rejects.toMatchObject({ code: 'unknown_message' })
})

scenario('a joiner who gets husks and deletions alone is missing nothing', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const secret = await alice.says('the whispered secret')
  await alice.says('welcome')
  await alice.deletes(secret)
  await exchange([alice, bob])
  const carol = await world.actor('carol')
  await carol.joins(await alice.invites())
  await exchange([alice, bob, carol])
  expect(await carol.reads()).toEqual(['alice: welcome'])
  expect(await carol.waiting()).toBe(0)
})

function eventIdsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => (4_096 + i).toString(16).padStart(64, '0'))
}
