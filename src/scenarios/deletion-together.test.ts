/**
 * Behaviours 28 and 44 over real links: a deletion travels like a message, a husk nobody explains is asked
 * of everybody, and nobody says they hold a message whose body they lack.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { eventsOf } from '../testing/courier.ts'
import { huskOfEvent } from '../testing/malicious-events.ts'
import type { MaliciousLink } from '../testing/malicious-link.ts'
import { infiltrates } from '../testing/malicious-peer.ts'
import { newestReceipt } from '../testing/malicious-sync.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import { filesHold } from '../testing/stored-text.ts'

const CALM = { network: {} }
const ONE_MODE = { network: {}, modes: ['direct'] } as const
const FRAME_MS = 50
const HEARTBEAT_MS = 16 * 60_000

scenario(
  'a deletion is on the other screens within the time a frame takes, and the text in no file',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const secret = await bob.says('the whispered secret')
    await bob.says('something to keep')
    await world.advance(1_000)
    await bob.deletes(secret)
    await world.advance(FRAME_MS)
    for (const person of [alice, bob, carol]) {
      expect(await person.reads()).toEqual(['bob: something to keep'])
      expect(filesHold(person, 'the whispered secret')).toBe(false)
    }
    await world.settle()
    expect((await bob.messages()).map(({ delivery }) => delivery)).toEqual([{ on: 2, of: 2 }])
  },
  CALM,
)

scenario(
  'who was away while a message was deleted loses it on coming back, and brings it back to nobody',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const secret = await bob.says('the whispered secret')
    await world.advance(1_000)
    await carol.goesOffline()
    await bob.deletes(secret)
    await alice.says('meanwhile')
    await world.advance(60_000)
    expect(await carol.reads()).toEqual(['bob: the whispered secret'])
    await carol.comesOnline()
    await world.until(
      'carol has caught up',
      async () => (await carol.reads()).includes('alice: meanwhile'),
      HEARTBEAT_MS,
    )
    await world.settle()
    for (const person of [alice, bob, carol]) {
      expect(await person.reads()).toEqual(['alice: meanwhile'])
      expect(filesHold(person, 'the whispered secret')).toBe(false)
      expect(await person.waiting()).toBe(0)
    }
  },
  CALM,
)

/** Mallory gives Alice the husk of what Bob says while the two are apart. */
async function isGivenTheHusk(
  { advance, network }: Parameters<Parameters<typeof scenario>[1]>[0],
  alice: Actor,
  others: readonly Actor[],
  link: MaliciousLink,
): Promise<void> {
  const [bob] = others
  if (bob === undefined) throw new Error('bob is one of the others')
  network.partition(
    ['alice'],
    others.map(({ name }) => name),
  )
  await advance(30_000)
  await bob.says('not known to alice yet')
  await advance(1_000)
  const [message] = eventsOf(bob).slice(-1)
  if (message === undefined) throw new Error('bob said something')
  link.pushes([huskOfEvent(message)])
  await advance(5_000)
  expect(await alice.waiting()).toBe(1)
}

scenario(
  'a body is brought by any member who has it, when its author is gone',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const mallory = await infiltrates(world, alice, bob, carol)
    await isGivenTheHusk(world, alice, [bob, carol], await mallory.linkTo(alice))
    await bob.closesTheApp()
    world.network.heal()
    await world.until('alice reads it', async () => (await alice.reads()).length === 1, HEARTBEAT_MS)
    expect(await alice.reads()).toEqual(['bob: not known to alice yet'])
    expect(await alice.waiting()).toBe(0)
  },
  ONE_MODE,
)

scenario(
  'nobody says they hold a message whose body they lack, and everybody holds what was deleted',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { peer_id: author } = await bob.row()
    const { peer_id: holder } = await alice.row()
    await bob.says('known to both')
    await world.advance(5_000)
    const link = await mallory.linkTo(alice)
    const held = () => newestReceipt(holder, link.heard)?.ranges.get(author)
    expect(held()).toEqual([{ first: 0, last: 0 }])
    await isGivenTheHusk(world, alice, [bob], link)
    expect(held()).toEqual([{ first: 0, last: 0 }])
    const [, unknown] = await bob.messages()
    world.network.heal()
    await world.until('alice reads it', async () => (await alice.reads()).length === 2, HEARTBEAT_MS)
    await world.advance(5_000)
    expect(held()).toEqual([{ first: 0, last: 1 }])
    if (unknown === undefined) throw new Error('bob sees both')
    await bob.deletes(unknown.message_id)
    await bob.says('after it')
    await world.advance(5_000)
    expect(held()).toEqual([{ first: 0, last: 2 }])
    expect((await bob.messages()).map(({ delivery }) => delivery?.on)).toEqual([1, 1])
    await alice.restarts()
    await world.until('alice says so again', async () => (await bob.connectedTo()).includes('alice'), HEARTBEAT_MS)
    await world.advance(5_000)
    expect((await bob.messages()).map(({ delivery }) => delivery?.on)).toEqual([1, 1])
  },
  ONE_MODE,
)
