/**
 * Behaviours 19, 25 and 44 while a history comes in: it comes once, over one link, newest first, whoever else could
 * bring it, and another brings the rest when that one falls silent.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { createMaliciousPeer } from '../testing/malicious-peer.ts'
import { claimingFlight } from '../testing/malicious-sync.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import { counted } from '../testing/unmoved.ts'
import type { World } from '../testing/world.ts'

const MESSAGES = 200
const MINUTE_MS = 60_000

async function withHistory(world: World): Promise<{ readonly holders: readonly Actor[]; readonly link: string }> {
  const holders = await connected(world, 'alice', 'bob', 'carol')
  for (let i = 0; i < MESSAGES; i++) await holders[0].says(`message ${i}`)
  await world.settle()
  return { holders, link: await holders[0].invites() }
}

const hasAll = async (reader: Actor, count: number) => (await reader.reads()).length >= count

scenario(
  'a history that three could bring comes once',
  async (world) => {
    const { link } = await withHistory(world)
    const dora = await world.actor('dora')
    await dora.joins(link)
    const again = await counted(dora, ['known'], async () => {
      await world.until('dora has all', () => hasAll(dora, MESSAGES), 5 * MINUTE_MS)
      await world.settle()
    })
    expect((await dora.connectedTo()).length).toBe(3)
    expect(again.known).toBeLessThan(MESSAGES / 4)
  },
  { network: { link: { bytes_per_ms: 100 } }, modes: ['direct'] },
)

scenario(
  'who was away with three to come back to hears what they missed once',
  async (world) => {
    const { holders } = await withHistory(world)
    const [alice, bob, carol] = holders as readonly [Actor, Actor, Actor]
    await carol.goesOffline()
    await world.advance(MINUTE_MS)
    for (let i = 0; i < MESSAGES; i++) await alice.says(`while carol was away ${i}`)
    await world.settle()
    const again = await counted(carol, ['known'], async () => {
      await carol.comesOnline()
      await world.until('carol has all', () => hasAll(carol, 2 * MESSAGES), 5 * MINUTE_MS)
      await world.settle()
    })
    expect(again.known).toBeLessThan(MESSAGES / 4)
    expect(await carol.reads()).toEqual(await bob.reads())
  },
  { network: { link: { bytes_per_ms: 100 } }, modes: ['direct'] },
)

scenario(
  'when the one who brings a history is cut off, another brings the rest',
  async (world) => {
    const { link } = await withHistory(world)
    const dora = await world.actor('dora')
    await dora.joins(link)
    await world.until('a part is there', () => hasAll(dora, 10), MINUTE_MS)
    expect((await dora.reads()).length).toBeLessThan(MESSAGES)
    const [bringing] = [...(await dora.peers())].sort((a, b) => b.received - a.received)
    const bringer = (await dora.memberRows()).find(({ devices }) => devices.some((peer) => peer === bringing?.peer_id))
    if (bringer === undefined) throw new Error('somebody brings it')
    world.network.cut(bringer.name, 'dora')
    await world.until('dora has all', () => hasAll(dora, MESSAGES), 5 * MINUTE_MS)
  },
  { network: { link: { bytes_per_ms: 30 } }, modes: ['direct'] },
)

scenario(
  'who joins a long history reads the newest first, and how many are still to come',
  async (world) => {
    const alice = await world.actor('alice')
    await alice.createsCommunity('Acme')
    for (let i = 0; i < MESSAGES; i++) await alice.says(`message ${i}`)
    const bob = await world.actor('bob')
    await bob.joins(await alice.invites())
    await world.until('the first are there', () => hasAll(bob, 1), MINUTE_MS)
    const first = await bob.reads()
    expect(first).toEqual((await alice.reads()).slice(-first.length))
    const [link] = await bob.peers()
    expect(link?.is_complete).toBe(false)
    expect(link?.to_come).toBeGreaterThanOrEqual(MESSAGES - first.length)
    expect((await bob.connection()).sync.to_come).toBe(link?.to_come)
    await world.until('bob has all', () => hasAll(bob, MESSAGES), 5 * MINUTE_MS)
    await world.settle()
    for (const one of [alice, bob]) {
      expect(await one.peers()).toEqual([expect.objectContaining({ is_complete: true, to_come: 0 })])
      expect((await one.connection()).sync.to_come).toBe(0)
    }
  },
  { network: { link: { bytes_per_ms: 30 } } },
)

scenario(
  'whoever is killed in the midst of a history is not said to hold what they lost',
  async (world) => {
    const alice = await world.actor('alice')
    await alice.createsCommunity('Acme')
    for (let i = 0; i < 2 * MESSAGES; i++) await alice.says(`message ${i}`)
    const bob = await world.actor('bob')
    await bob.joins(await alice.invites())
    const marked = async () => (await alice.messages()).filter(({ delivery }) => delivery?.on === 1)
    let before = 0
    for (let death = 1; death <= 3; death++) {
      await world.until('alice was told of more', async () => (await marked()).length > before, MINUTE_MS)
      await bob.goesOffline()
      await bob.restarts()
      const [held, said] = [new Set((await bob.messages()).map(({ message_id }) => message_id)), await marked()]
      expect(said.filter(({ message_id }) => !held.has(message_id))).toEqual([])
      expect(held.size).toBeLessThan(2 * MESSAGES)
      before = said.length
      await bob.comesOnline()
    }
    await world.until('bob has all', () => hasAll(bob, 2 * MESSAGES), 5 * MINUTE_MS)
    await world.until('alice knows', async () => (await marked()).length === 2 * MESSAGES, MINUTE_MS)
  },
  { network: { link: { bytes_per_ms: 20 } }, modes: ['direct'] },
)

scenario(
  'one who promises a history without end and brings nothing keeps nobody from the others for long',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = createMaliciousPeer(world, { as: 'member', link: await alice.invites({ uses: 50 }) })
    await world.advance(1_000)
    const link = await mallory.reaches(alice)
    await bob.goesOffline()
    await world.advance(MINUTE_MS)
    await bob.says('said alone')
    await bob.comesOnline()
    let run = 0
    const claims = async () => {
      if (run % 11 === 0) link.says({ kind: 'sync', scope: 1, bytes: claimingFlight(1, run / 11 + 1, 0, 2 ** 40) })
      run++
      return hasAll(alice, 1)
    }
    await world.until('alice reads it', claims, 25_000)
    expect(link.closed).toBeUndefined()
  },
  { network: {}, modes: ['direct'] },
)

scenario(
  'of one liar among three, who claims 2^40 events, the count to come tells a thousand once, and the honest ones as they are',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const mallory = createMaliciousPeer(world, { as: 'member', link: await alice.invites({ uses: 50 }) })
    await world.advance(1_000)
    const link = await mallory.reaches(alice)
    await bob.goesOffline()
    for (let i = 0; i < MESSAGES; i++) await bob.says(`said alone ${i}`)
    const shown: number[] = []
    const watches = async (seconds: number) => {
      for (let second = 0; second < seconds; second++) {
        await world.advance(1_000)
        shown.push((await alice.connection()).sync.to_come)
      }
    }
    const claims = (run: number) => link.says({ kind: 'sync', scope: 1, bytes: claimingFlight(1, run, 0, 2 ** 40) })
    claims(1)
    await watches(20)
    expect([Math.max(...shown), shown.at(-1)]).toEqual([1_000, 0])

    shown.length = 0
    await bob.comesOnline()
    for (let run = 2; run < 5; run++) {
      claims(run)
      await watches(11)
    }
    expect(await hasAll(alice, MESSAGES)).toBe(true)
    expect(shown.every((count) => count <= MESSAGES)).toBe(true)
    expect(shown.at(-1)).toBe(0)
    expect((await alice.peers()).find(({ peer_id }) => peer_id === mallory.peer_id)?.is_complete).toBe(false)
    expect(await carol.reads()).toEqual(await alice.reads())
  },
  { network: { link: { bytes_per_ms: 100 } }, modes: ['direct'] },
)
