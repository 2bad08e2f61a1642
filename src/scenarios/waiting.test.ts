/** Behaviour 6: what misses something is invisible, not an error, and appears when the last of it comes. */

import { expect } from 'vitest'
import { carries, eventsOf, handsOver } from '../testing/courier.ts'
import { epochKeysOf, handOf } from '../testing/forge.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'

const DEEP = 1_000
const MANY = 10_000

scenario('a message waits for its channel and appears when the channel arrives', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await alice.createsChannel('plans')
  await alice.says('first plan', 'plans')
  const [channel, message] = eventsOf(alice).slice(-2)
  if (channel === undefined || message === undefined) throw new Error('two new events')
  expect(await handsOver(bob, [message])).toEqual(['stored.blocked'])
  expect(await bob.channels()).toEqual(['general'])
  expect(await bob.waiting()).toBe(1)
  await bob.restarts()
  expect(await handsOver(bob, [channel])).toEqual(['stored.valid'])
  expect(await bob.reads('plans')).toEqual(['alice: first plan'])
  expect(await bob.waiting()).toBe(0)
})

scenario('what waits through several links of a chain appears all at once with the first of it', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await alice.createsChannel('plans')
  await alice.says('first plan', 'plans')
  await bob.joins(await alice.invites())
  const [root, ...rest] = eventsOf(alice)
  if (root === undefined) throw new Error('a community has a root')
  await handsOver(bob, [...rest].reverse(), { batch: 1 })
  expect(await bob.people()).toEqual(['bob'])
  await handsOver(bob, [root])
  expect(await bob.people()).toEqual(['alice', 'bob'])
  expect(await bob.reads('plans')).toEqual(['alice: first plan'])
  await carries(bob, alice)
})

scenario('a chain a thousand deep opens when its first event arrives last', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const { network_id } = await alice.row()
  const hand = await handOf(alice, world.prng)
  const [held] = epochKeysOf(alice)
  if (held === undefined) throw new Error('alice holds a key')
  const chain: Uint8Array[] = []
  for (let depth = 0, parent = held.epoch_id; depth < DEEP; depth++) {
    const epoch = hand.writes(shapes.group_epoch, {
      auth: network_id,
      group_id: held.group_id,
      parents: [parent],
      right: undefined,
      excludes: [],
      key_id: world.prng.bytes(32),
      wraps: [],
    })
    chain.push(epoch.bytes)
    parent = epoch.id
  }
  const [first, ...deeper] = chain
  if (first === undefined) throw new Error('a chain')
  await handsOver(bob, [...deeper].reverse(), { batch: 200 })
  expect(await bob.waiting()).toBe(DEEP - 1)
  await bob.restarts()
  await handsOver(bob, [first])
  expect(await bob.waiting()).toBe(0)
  await world.proves({ orders: 0, copies: 2 })
})

scenario(
  'ten thousand messages of known members, delivered in reverse before their channel, all open',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    const channel_id = await alice.createsChannel('plans')
    const channel = eventsOf(alice).at(-1)
    const [epoch] = epochKeysOf(carol)
    if (channel === undefined || epoch === undefined) throw new Error('a channel and a key')
    const hands = await Promise.all([alice, carol].map((author) => handOf(author, world.prng)))
    const messages = Array.from({ length: MANY }, (_, i) => {
      const hand = hands[i % hands.length]
      if (hand === undefined) throw new Error('a hand')
      const created_at = world.network.now() + i
      return hand.writes(shapes.message, { channel_id, text: `message ${i}` }, { epoch, created_at }).bytes
    })
    await handsOver(bob, messages.reverse(), { batch: 1_000 })
    expect(await bob.waiting()).toBe(MANY)
    await handsOver(bob, [channel])
    expect(await bob.waiting()).toBe(0)
    const read = await bob.reads('plans')
    expect(read).toHaveLength(MANY)
    expect([read[0], read[1], read.at(-1)]).toEqual([
      'alice: message 0',
      'carol: message 1',
      `carol: message ${MANY - 1}`,
    ])
    await world.proves({ orders: 0, copies: 0 })
  },
  { modes: ['direct'] },
)
