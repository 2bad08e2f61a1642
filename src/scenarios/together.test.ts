/**
 * Behaviours 18, 19, 20, 22, 24 and 44, in the clauses that a simulated network can show: members who
 * are connected, are parted, and meet again. Where a story is about a bad network it asserts that the
 * network was bad.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { eventsOf } from '../testing/courier.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const CALM = { network: {} }
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

async function allRead(world: World, readers: readonly Actor[], count: number, limit_ms?: number): Promise<void> {
  const holds = async () => {
    for (const reader of readers) if ((await reader.reads()).length < count) return false
    return true
  }
  await world.until(`everybody reads ${count} messages`, holds, limit_ms)
}

/** All stored events as one text. */
function storedBy(actor: Actor): string {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
  return eventsOf(actor).map(hex).sort().join()
}

scenario(
  'a message is on the other screen within the time a frame takes',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await alice.says('now')
    await world.advance(15) // the slowest frame of a calm network
    expect(await bob.reads()).toEqual(['alice: now'])
    await bob.says('then')
    await world.advance(15)
    expect(await alice.reads()).toEqual(['alice: now', 'bob: then'])
  },
  CALM,
)

scenario(
  'six who have said nothing do not keep telling each other so',
  async (world) => {
    await connected(world, 'alice', 'bob', 'carol', 'dora', 'erin', 'frank')
    const { links } = world.network.counters()
    expect(links.sent).toBeLessThan(1_000)
    await world.advance(MINUTE_MS)
    expect(world.network.counters().links.sent - links.sent).toBeLessThan(200)
  },
  CALM,
)

scenario(
  'each own message shows on how many devices it is, and never says more',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await carol.goesOffline()
    await world.settle()
    const id = await alice.says('who has it?')
    const mark = async () => (await alice.messages()).find(({ message_id }) => message_id === id)?.delivery
    expect(await mark()).toEqual({ on: 0, of: 2 })
    await world.settle()
    expect(await mark()).toEqual({ on: 1, of: 2 })
    expect((await alice.delivery(id)).map(({ name, has }) => [name, has])).toEqual([
      ['bob', true],
      ['carol', false],
    ])
    await alice.restarts()
    expect(await mark()).toEqual({ on: 1, of: 2 })
    await carol.comesOnline()
    await world.until('carol has it', async () => (await mark())?.on === 2)
    expect(await bob.reads()).toEqual(['alice: who has it?'])
  },
  CALM,
)

scenario(
  'two who know the same and meet again exchange no event and say they are in step',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    for (let i = 0; i < 40; i++) await alice.says(`message ${i}`)
    await world.settle()
    await bob.restarts()
    await world.until('they met again', async () => (await bob.connectedTo()).includes('alice'))
    const before = world.network.counters().links.sent_bytes
    await world.settle()
    expect((await bob.connection()).sync).toEqual({ received: 0, to_come: 0 })
    expect(await bob.peers()).toEqual([expect.objectContaining({ is_complete: true, received: 0, to_come: 0 })])
    expect((await alice.connection()).sync.to_come).toBe(0)
    expect(world.network.counters().links.sent_bytes - before).toBeLessThan(4_000)
  },
  CALM,
)

scenario(
  'two halves that talked apart for an hour are one conversation when they meet',
  async (world) => {
    const people = await connected(world, 'alice', 'bob', 'carol', 'dora')
    const [alice, bob, carol, dora] = people
    world.network.partition(['alice', 'bob'], ['carol', 'dora'])
    await world.advance(MINUTE_MS)
    for (let i = 0; i < 10; i++) {
      await alice.says(`left ${i}`)
      await dora.says(`right ${i}`)
      await bob.says(`left too ${i}`)
      await carol.says(`right too ${i}`)
    }
    await world.sleep(HOUR_MS)
    expect(await bob.reads()).toHaveLength(20)
    expect(await carol.reads()).toHaveLength(20)
    world.network.heal()
    await allRead(world, people, 40, 10 * MINUTE_MS)
    await world.settle()
    const read = await alice.reads()
    for (const reader of people) expect(await reader.reads()).toEqual(read)
  },
  CALM,
)

scenario(
  'two who never connect converge through a third',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    world.network.partition(['alice'], ['carol'])
    await alice.createsCommunity('Acme')
    const link = await alice.invites()
    await bob.joins(link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await carol.joins(link)
    await world.until('carol is in', async () => (await carol.row()).role === 'member')
    await alice.says('can you hear me?')
    await carol.says('through Bob')
    await allRead(world, [alice, bob, carol], 2)
    expect(await alice.connectedTo()).toEqual(['bob'])
    expect(await carol.connectedTo()).toEqual(['bob'])
    await world.settle()
    expect(storedBy(alice)).toBe(storedBy(carol))
    for (const reader of [alice, bob, carol]) {
      expect(await reader.reads()).toEqual(['alice: can you hear me?', 'carol: through Bob'])
    }
  },
  CALM,
)

scenario(
  'over rendezvous that loses, repeats and reorders, and links that stall, everybody ends with everything',
  async (world) => {
    const people = await connected(world, 'alice', 'bob', 'carol')
    for (let i = 0; i < 8; i++) for (const person of people) await person.says(`${person.name} ${i}`)
    await people[1].restarts()
    await people[2].goesOffline()
    await people[2].says('said offline')
    await world.advance(MINUTE_MS)
    await people[2].comesOnline()
    await allRead(world, people, 25, 10 * MINUTE_MS)
    await world.settle(10 * MINUTE_MS)
    const { links, rendezvous } = world.network.counters()
    expect(rendezvous.dropped).toBeGreaterThan(0)
    expect(rendezvous.duplicated).toBeGreaterThan(0)
    expect(rendezvous.reordered).toBeGreaterThan(0)
    expect(links.retransmitted).toBeGreaterThan(0)
  },
  {
    network: {
      link: { latency: [5, 120], loss: 0.05 },
      rendezvous: { latency: [5, 400], loss: 0.3, duplication: 0.3, reordering: 0.3 },
    },
  },
)

scenario(
  'over links whose frames are really lost, repeated and reordered, everybody ends with everything',
  async (world) => {
    const people = await connected(world, 'alice', 'bob', 'carol')
    for (let i = 0; i < 5; i++) for (const person of people) await person.says(`${person.name} ${i}`)
    await allRead(world, people, 15, 30 * MINUTE_MS)
    await world.until('everybody stores the same', async () => new Set(people.map(storedBy)).size === 1, 30 * MINUTE_MS)
    const { links } = world.network.counters()
    expect(links.dropped).toBeGreaterThan(0)
    expect(links.duplicated).toBeGreaterThan(0)
    expect(links.reordered).toBeGreaterThan(0)
  },
  { network: { datagram: true, link: { latency: [5, 60], loss: 0.01, duplication: 0.01, reordering: 0.01 } } },
)

scenario(
  'who restarts by a clock that was set back is believed about what they hold, as before',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const marks = async () => (await alice.messages()).map(({ delivery }) => delivery?.on)
    await alice.says('before')
    await world.until('bob says that he has it', async () => (await marks()).join() === '1')
    await bob.closesTheApp()
    bob.device.clock.setClock(-24 * HOUR_MS)
    await bob.opensTheApp()
    await alice.says('after')
    await world.until('bob says so again', async () => (await marks()).join() === '1,1', 5 * MINUTE_MS)
  },
  CALM,
)
