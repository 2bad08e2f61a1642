/**
 * What a device keeps of one author: beyond it their messages are declined, which takes nothing from the others
 * nor from what is decided by control events, and ends no run out of step; a person may keep them after all.
 */

import { expect, test } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { exchange } from '../testing/courier.ts'
import { infiltrates } from '../testing/malicious-peer.ts'
import { grants, keepsAllOf, removes, rowOf } from '../testing/people.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, connected } from '../testing/stages.ts'
import { counted, talkOn } from '../testing/unmoved.ts'
import { createWorld, type World } from '../testing/world.ts'

const KILOBYTE = 1024
const KEPT = 20 * KILOBYTE
/** Of a message of {@link WORDS}, as stored. */
const MESSAGE_BYTES = KILOBYTE
const MOST = KEPT / MESSAGE_BYTES
const WORDS = 'w'.repeat(700)
const MINUTE_MS = 60_000

/** Devices that decline differ in what they keep: of the oracle only the replay is asked. */
function story(fact: string, tell: (world: World) => Promise<void>): void {
  test(fact, { timeout: 120_000 }, async () => {
    const limits = { author_bytes: KEPT, out_bytes: 2 ** 40 }
    const world = createWorld({ seed: fact, mode: 'direct', network: { link: { bytes_per_ms: 1_000 } }, limits })
    try {
      await tell(world)
      for (const actor of world.actors) replays(actor)
    } finally {
      world.end()
    }
  })
}

function replays(actor: Actor): void {
  const { inspect } = actor.device.engine
  const before = inspect.fingerprint(actor.identity())
  inspect.replay(actor.identity())
  expect(inspect.fingerprint(actor.identity()), actor.name).toBe(before)
}

const floods = async (actor: Actor, count: number) => {
  for (let i = 0; i < count; i++) await actor.says(`${i} ${WORDS}`)
}

const readOf = async (reader: Actor, text: string) =>
  (await reader.reads()).filter((line) => line.includes(text)).length
const stored = (actor: Actor) => actor.device.engine.inspect.log(actor.identity()).length

story(
  'of a member who floods so much is kept and no more, over any link; the others go on, also after a restart',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const flood = Array.from(
      { length: 200 },
      (_, i) => mallory.hand.writes(shapes.message, { channel_id, text: `flood ${i} ${WORDS}` }, { epoch }).bytes,
    )
    const link = await mallory.linkTo(alice)
    const heard = await counted(bob, ['declined'], async () => {
      link.pushes(flood.slice(0, 100))
      link.gives(1, flood.slice(100))
      await world.advance(MINUTE_MS)
    })
    await talkOn(world, [alice, bob])
    const kept = [await readOf(alice, 'flood'), await readOf(bob, 'flood')]
    for (const count of kept) {
      expect(count).toBeGreaterThan(MOST / 2)
      expect(count).toBeLessThanOrEqual(MOST)
    }
    expect((await alice.counters()).declined).toBe(200 - (kept[0] ?? 0))
    expect((await rowOf(alice, '')).not_kept).toBe(200 - (kept[0] ?? 0))
    expect((await rowOf(alice, 'bob')).not_kept).toBe(0)
    expect(heard.declined).toBeLessThan(100) // what alice does not keep she does not give: of that bob has the husks

    await alice.restarts()
    const again = await counted(alice, ['declined'], async () => {
      const anew = await mallory.reaches(alice)
      anew.pushes(flood)
      anew.gives(1, [mallory.hand.writes(shapes.message, { channel_id, text: `flood on ${WORDS}` }, { epoch }).bytes])
      await world.advance(MINUTE_MS)
    })
    expect(again.declined).toBe(1)
    expect(await readOf(alice, 'flood')).toBe(kept[0])
    await world.until('alice and bob meet', async () => (await alice.connectedTo()).includes('bob'))
    await talkOn(world, [alice, bob])
  },
)

story(
  'devices that keep different parts of what one wrote end their runs in step, and a joiner with them',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    await alice.goesOffline()
    await world.advance(1_000)
    const flood = Array.from(
      { length: 100 },
      (_, i) => mallory.hand.writes(shapes.message, { channel_id, text: `flood ${i} ${WORDS}` }, { epoch }).bytes,
    )
    ;(await mallory.linkTo(bob)).gives(1, flood.slice(0, 50))
    await world.advance(5_000)
    await bob.goesOffline()
    await alice.comesOnline()
    ;(await mallory.reaches(alice)).gives(1, flood.slice(50))
    await world.advance(5_000)
    await bob.comesOnline()
    const inStep = (one: Actor, other: Actor) => async () => {
      const { peer_id } = await other.row()
      return (await one.peers()).some((row) => row.peer_id === peer_id && row.is_complete && row.to_come === 0)
    }
    await world.until('alice and bob are in step', inStep(alice, bob))
    expect(stored(alice)).toBe(stored(bob))
    const ofAlice = (await alice.reads()).filter((line) => line.includes('flood'))
    const ofBob = (await bob.reads()).filter((line) => line.includes('flood'))
    expect(ofAlice.filter((line) => ofBob.includes(line))).toEqual([])

    const carol = await world.actor('carol')
    await carol.joins(await alice.invites())
    await world.until('carol is in step with alice', inStep(carol, alice))
    await world.until('carol is in step with bob', inStep(carol, bob))
    expect(stored(carol)).toBe(stored(alice))
    expect(await readOf(carol, 'flood')).toBeLessThanOrEqual(MOST)
    await talkOn(world, [alice, bob, carol])
  },
)

story(
  'what was declined comes from whoever kept it when a person says that all be kept, and what follows is kept',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    await keepsAllOf(carol, 'bob')
    await floods(bob, 60)
    await world.settle()
    expect([await readOf(carol, WORDS), (await rowOf(carol, 'bob')).not_kept]).toEqual([60, 0])
    const before = await readOf(alice, WORDS)
    expect(before).toBeLessThanOrEqual(MOST)
    expect((await rowOf(alice, 'bob')).not_kept).toBe(60 - before)
    const last = (await bob.messages()).at(-1)
    const marks = async () => (last === undefined ? [] : await bob.delivery(last.message_id))
    const hasLast = async (name: string) => (await marks()).find((row) => row.name === name)?.has
    expect([await hasLast('carol'), await hasLast('alice')]).toEqual([true, false]) // a receipt does not overstate
    await alice.restarts()
    await world.until('alice is back', async () => (await alice.connectedTo()).includes('carol'))
    await world.advance(5_000)
    expect(await hasLast('alice')).toBe(false)

    await keepsAllOf(alice, 'bob')
    await world.until('alice reads all', async () => (await readOf(alice, WORDS)) === 60, MINUTE_MS)
    expect((await rowOf(alice, 'bob')).not_kept).toBe(0)
    await alice.restarts()
    await world.until('bob sees that alice has it', async () => (await hasLast('alice')) === true)
    await floods(bob, 5)
    await world.settle()
    expect(await readOf(alice, WORDS)).toBe(65)
  },
)

story('a body that comes after its husk is declined like any other', async (world) => {
  const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
  await keepsAllOf(carol, 'bob')
  await floods(bob, 60)
  await world.settle()
  await carol.goesOffline()
  await bob.goesOffline()
  const dave = await world.actor('dave')
  await dave.joins(await alice.invites())
  await world.until('dave has what alice has', async () => stored(dave) === stored(alice))
  await world.settle()
  const gaps = await dave.waiting()
  expect(gaps).toBeGreaterThanOrEqual(60 - MOST)
  await carol.comesOnline()
  await world.until('dave wants nothing more', async () => (await dave.waiting()) === 0, 5 * MINUTE_MS)
  expect((await rowOf(dave, 'bob')).not_kept + (await readOf(dave, WORDS))).toBe(60)
  expect(await readOf(dave, WORDS)).toBeLessThanOrEqual(MOST)
})

story('what one has written oneself comes back to a device that lost it, however much it is', async (world) => {
  const [alice, bob] = await connected(world, 'alice', 'bob')
  await keepsAllOf(bob, 'alice')
  await world.settle()
  const disk = alice.device.copyDisk()
  await floods(alice, 60)
  await world.settle()
  await alice.device.rollsBack(disk)
  await world.until('alice reads all', async () => (await readOf(alice, WORDS)) === 60)
})

story('what is deleted makes room, and deletes what was never kept', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await floods(bob, 30)
  await exchange([alice, bob])
  const kept = await readOf(alice, WORDS)
  expect((await rowOf(alice, 'bob')).not_kept).toBe(30 - kept)
  await bob.deletes(...(await bob.messages()).map(({ message_id }) => message_id))
  await exchange([alice, bob])
  expect([await alice.reads(), (await rowOf(alice, 'bob')).not_kept]).toEqual([[], 0])
  await floods(bob, 5)
  await exchange([alice, bob])
  expect(await readOf(alice, WORDS)).toBe(5)
})

story(
  'no flood hides a removal: an admin’s has effect beyond any limit, and stays when the admin is removed',
  async (world) => {
    const [alice, bob, carol, dora] = await acquainted(world, 'alice', 'bob', 'carol', 'dora')
    await grants(alice, dora)
    await exchange([alice, bob, carol, dora])
    await floods(dora, 40)
    await exchange([alice, bob, dora])
    await removes(dora, 'carol')
    await exchange([alice, bob, dora])
    for (const reader of [alice, bob]) {
      expect((await rowOf(reader, 'dora')).not_kept).toBeGreaterThan(0)
      expect(await reader.people()).toEqual(['alice', 'bob', 'dora'])
    }
    await floods(dora, 10)
    await exchange([alice, bob, dora])
    await removes(alice, 'dora')
    await exchange([alice, bob, dora])
    for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['alice', 'bob'])
    expect(await readOf(bob, WORDS)).toBe(await readOf(alice, WORDS))
  },
)
