/**
 * I9 against a link that lies about the key it carries: what it says counts until the epoch's own event
 * comes, which commits to the key, and from then on nothing that was opened on its word is left.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { everyOrder } from '../testing/every-order.ts'
import { epochKeysOf, handOf } from '../testing/forge.ts'
import { createFreshState } from '../testing/fresh-state.ts'
import { sharesKeys } from '../testing/key-share.ts'
import { lyingLink } from '../testing/lying-link.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { certain } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

/** Bob has joined by a link with another key than the epoch's; Alice, who knows him, has shared the true one. */
async function bobIsLiedTo(world: World) {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await alice.says('under the true key')
  const hand = await handOf(alice, world.prng)
  const wrong = world.prng.bytes(32)
  const { link, invite } = lyingLink(hand, await alice.invites(), { epoch_key: wrong }, world.prng)
  await handsOver(alice, [invite.bytes])
  await bob.joins(link)
  await carries(bob, alice)
  const [epoch] = epochKeysOf(alice)
  if (epoch === undefined) throw new Error('alice holds a key')
  const share = await sharesKeys(alice, hand, bob, [epoch], world.prng)
  const lie = { ...epoch, key: wrong }
  return { alice, bob, hand, epoch, lie, share }
}

/** Where the epoch's own event lies in a founder's log: after the root, her prekeys and the group. */
const EPOCH_AT = 3

const isBroken = async (member: Actor) => (await member.row()).is_link_broken

scenario('after a link that lied the true key opens everything, and the link is shown as broken', async (world) => {
  const { alice, bob, share } = await bobIsLiedTo(world)
  await bob.says('said to nobody')
  expect(await bob.reads()).toEqual(['bob: said to nobody'])
  expect(await isBroken(bob)).toBe(false)
  await carries(alice, bob)
  expect(await isBroken(bob)).toBe(true)
  expect(await bob.reads()).toEqual([]) // what only the lie could open is gone, here as everywhere
  await handsOver(bob, [share.bytes])
  expect(await bob.reads()).toEqual(['alice: under the true key'])
  await bob.callsThemselves('bob')
  await bob.says('I can still talk')
  await exchange([alice, bob])
  for (const reader of [alice, bob]) {
    expect(await reader.reads()).toEqual(['alice: under the true key', 'bob: I can still talk'])
  }
})

scenario('a message that the key of a link does not open waits for the key that does', async (world) => {
  const { alice, bob, share } = await bobIsLiedTo(world)
  const events = eventsOf(alice)
  const epoch = certain(events[EPOCH_AT])
  await handsOver(
    bob,
    events.filter((event) => event !== epoch),
  )
  expect(await bob.waiting()).toBeGreaterThan(0)
  expect(await isBroken(bob)).toBe(false)
  await handsOver(bob, [share.bytes, epoch])
  expect(await bob.waiting()).toBe(0)
  expect(await bob.reads()).toEqual(['alice: under the true key'])
})

scenario(
  'a message sealed to a true key in a way that does not open is rejected once the key is known',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    await bob.joins(await alice.invites())
    const [epoch] = epochKeysOf(alice)
    if (epoch === undefined) throw new Error('alice holds a key')
    const hand = await handOf(alice, world.prng)
    const damaged = { ...epoch, key: world.prng.bytes(32) }
    const { channel_id } = await bob.row()
    const message = hand.writes(shapes.message, { channel_id: certain(channel_id), text: 'x' }, { epoch: damaged })
    expect(await handsOver(bob, [message.bytes])).toEqual(['stored.blocked'])
    await carries(alice, bob)
    expect(await handsOver(bob, [message.bytes])).toEqual(['known'])
    expect(await bob.waiting()).toBe(0)
    expect(await isBroken(bob)).toBe(false)
  },
)

scenario(
  'the lie, the epoch, the true key and what each would open lead to one state in every order',
  async (world) => {
    const { alice, bob, hand, lie, share } = await bobIsLiedTo(world)
    const { channel_id } = await bob.row()
    const trap = hand.writes(shapes.message, { channel_id: certain(channel_id), text: 'a trap' }, { epoch: lie })
    const events = eventsOf(alice)
    const others = events.filter((_, at) => at !== EPOCH_AT && at !== events.length - 1)
    const before = [...eventsOf(bob), ...others]
    const arrivals = [certain(events[EPOCH_AT]), share.bytes, trap.bytes, certain(events.at(-1))]
    await handsOver(bob, [trap.bytes, ...events, share.bytes])
    const fresh = await createFreshState(bob)
    const state = await everyOrder(fresh, { before, events: arrivals })
    expect(state.split(' ')[0]).toBe(bob.device.engine.inspect.fingerprint(bob.identity()))
    fresh.ends()
  },
)
