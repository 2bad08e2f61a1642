/**
 * Behaviours 3 and 4: equal lists in every order of arrival. The oracle delivers everything again and in
 * other orders at the end of every story; `every-order.model.test.ts` tries all orders of eight events.
 */

import { expect } from 'vitest'
import { carries, controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { createFreshState } from '../testing/fresh-state.ts'
import type { Member } from '../testing/member.ts'
import { scenario } from '../testing/scenario.ts'
import { shuffled } from '../testing/shuffle.ts'
import { acquainted } from '../testing/stages.ts'

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

scenario('a joiner who arrives before the invite is called in when what the invite waits for comes', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await bob.joins(await alice.invites())
  await carries(bob, alice)
  const [root = new Uint8Array(), peer, group, ...rest] = eventsOf(alice)
  const fresh = await createFreshState(alice)
  await fresh.receives([root])
  for (const event of rest) await fresh.receives([event]) // all of it rests on the group
  for (const event of [group, peer]) if (event !== undefined) await fresh.receives([event])
  expect(fresh.stored()).toBe(eventsOf(alice).length)
  expect(fresh.fingerprint()).toBe(alice.device.engine.inspect.fingerprint(alice.identity()))
  fresh.ends()
  await world.proves({ blocked: { bob: 1 } }) // the invite rests on a root that bob has not met
})

scenario('nine days of talk among three are the same in ten random orders', async (world) => {
  const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
  const people = [alice, bob, carol]
  await alice.createsChannel('plans')
  for (let day = 0; day < 9; day++) {
    for (const person of people) await person.says(`${person.name} on day ${day}`)
    await exchange(people)
    await alice.says(`plan ${day}`, 'plans')
    await world.sleep(24 * 60 * 60 * 1000)
  }
  await carol.callsThemselves('Caroline')
  await exchange(people)
  const fresh = await createFreshState(bob)
  for (let i = 0; i < 10; i++) {
    fresh.rewinds()
    await fresh.receives(shuffled(eventsOf(bob), world.prng))
    expect(fresh.fingerprint()).toBe(bob.device.engine.inspect.fingerprint(bob.identity()))
  }
  fresh.ends()
})

const WEEK_MS = 7 * 24 * 60 * 60 * 1000

scenario('what rests on an event that waits itself is not shown before either may be', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  // A new epoch each time, and each names the one before.
  for (const text of ['one', 'two', 'three', 'four']) {
    await world.sleep(WEEK_MS + 1)
    await alice.says(text)
  }
  const events = eventsOf(alice)
  const second = (await controlEventsOf(alice, 'group_epoch')).at(-3)
  const withheld = (bytes: Uint8Array) => second !== undefined && Buffer.compare(bytes, second) === 0
  await handsOver(
    bob,
    events.filter((bytes) => !withheld(bytes)),
  )
  expect(await bob.reads()).toEqual(['alice: one'])
  await handsOver(bob, events.filter(withheld))
  expect(await bob.reads()).toEqual(['alice: one', 'alice: two', 'alice: three', 'alice: four'])
})

scenario('an event is the same on every device, and its bytes are kept as they came', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const id = await alice.says('one id for all')
  const outcomes = await carries(alice, bob)
  expect(outcomes.filter((outcome) => outcome === 'stored.valid')).toHaveLength(1)
  expect((await bob.messages()).map(({ message_id }) => message_id)).toEqual([id])
  const hex = (events: readonly Uint8Array[]) => events.map((bytes) => Buffer.from(bytes).toString('hex')).sort()
  expect(hex(eventsOf(bob))).toEqual(hex(eventsOf(alice)))
  expect(await handsOver(bob, eventsOf(alice))).toEqual(eventsOf(alice).map(() => 'known'))
})

const MANY = 2_500
const aTask = () => new Promise((resolve) => setImmediate(resolve))
const readyIn = (member: Member): number => Number(member.device.sql.all('SELECT count(*) AS n FROM ready')[0]?.n)

scenario(
  'an application killed while a thousand events are released answers at once when opened, and goes on',
  async (world) => {
    const [alice, bob] = await acquainted(world, 'alice', 'bob')
    const known = eventsOf(bob).length
    const channel = await alice.createsChannel('plans')
    const [ground] = eventsOf(alice).slice(-1)
    for (let i = 0; i < MANY; i++)
      await alice.device.sotto.command('message.send', { as: alice.identity(), channel_id: channel, text: `plan ${i}` })
    const talk = eventsOf(alice).slice(known + 1)
    expect(talk).toHaveLength(MANY)
    await handsOver(bob, talk, { order: world.prng })
    expect(await bob.waiting()).toBe(MANY)
    const { engine, clock } = bob.device
    const receiving = engine.inspect.receive(bob.identity(), ground === undefined ? [] : [ground], clock.now())
    while (readyIn(bob) === 0) await aTask()
    await bob.device.restarts() // at once: a moment would let it go on
    expect(await bob.channels()).toContain('plans')
    expect(readyIn(bob)).toBeGreaterThan(0) // and it has answered
    await receiving // the dead engine goes on with a disk that nobody has
    await bob.device.engine.inspect.idle()
    expect(readyIn(bob)).toBe(0)
    expect(await bob.waiting()).toBe(0)
    expect(await bob.reads('plans')).toEqual(await alice.reads('plans'))
  },
  { modes: ['direct'] },
)
