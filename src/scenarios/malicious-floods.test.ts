/**
 * Behaviour 23 and the limits of PROTOCOL.md against a peer who sends too much: every limit holds where
 * it is stated, what is beyond it is counted, memory is given back when her link ends, and the others are
 * served meanwhile.
 */

import { expect, test } from 'vitest'
import { createStranger, idIn } from '../testing/forge.ts'
import { huskOfEvent, withBrokenSignature } from '../testing/malicious-events.ts'
import { createMaliciousPeer, infiltrates, type MaliciousPeer } from '../testing/malicious-peer.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { connected } from '../testing/stages.ts'
import { counted, talkOn, unmoved } from '../testing/unmoved.ts'
import { createWorld, type World } from '../testing/world.ts'

const CALM = { network: {}, modes: ['direct'] } as const
const CHARGES = 50
const WAITING_EVENTS = 1_000
const UNKNOWN_EPOCHS = 64
const FRAME_BYTES = 64 * 1024
const MEGABYTE = 1024 * 1024

/** A story without the oracle: it delivers everything by one link, which no longer brings what the limits kept out. */
function tale(fact: string, story: (world: World) => Promise<void>): void {
  test(fact, { timeout: 300_000 }, async () => {
    const world = createWorld({ seed: fact, mode: 'direct', network: {} })
    try {
      await story(world)
    } finally {
      world.end()
    }
  })
}

/** Events by devices nobody knows: in a waiting room, if anywhere. */
function byStrangers(world: World, mallory: MaliciousPeer, count: number, text = 'let me in'): readonly Uint8Array[] {
  const { network_id, channel_id, epoch } = mallory.holder
  const stranger = createStranger(network_id, mallory.random, world.network.now())
  return Array.from({ length: count }, () => stranger.writes(shapes.message, { channel_id, text }, { epoch }).bytes)
}

scenario(
  'fifty bad frames close the link, and ten megabytes of them cost no more',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    const reasons = ['link.frame_not_newer', 'link.frame_not_sealed', 'link_closed.too_many_charges']
    const counts = await counted(alice, reasons, () =>
      unmoved(world, [alice, bob], async () => {
        for (let sent = 0; sent < 10 * MEGABYTE; sent += FRAME_BYTES) link.sends(mallory.random.bytes(FRAME_BYTES))
      }),
    )
    expect(link.closed).toBeDefined()
    expect((counts['link.frame_not_sealed'] ?? 0) + (counts['link.frame_not_newer'] ?? 0)).toBe(CHARGES)
  },
  CALM,
)

scenario(
  'a link that bore 49 bad events goes on, and the fiftieth closes it',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const bad = withBrokenSignature(mallory.hand.writes(shapes.message, { channel_id, text: 'bad' }, { epoch }).bytes)
    const link = await mallory.linkTo(alice)
    link.pushes(Array.from({ length: CHARGES - 1 }, () => bad))
    await world.advance(1_000)
    expect(link.closed).toBeUndefined()
    link.pushes([bad])
    await world.advance(1_000)
    expect(link.closed).toBeDefined()
    expect((await alice.counters())['dropped.bad_signature']).toBe(CHARGES)
    await talkOn(world, [alice, bob])
  },
  CALM,
)

scenario(
  'statements of receipt that are bad are charged like any other bad bytes',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    const names = ['have_malformed', 'have_signature']
    const counts = await counted(alice, names, () =>
      unmoved(world, [alice, bob], async () => {
        for (let i = 0; i < 200; i++) link.says({ kind: 'have', statement: mallory.random.bytes(200) })
      }),
    )
    expect(counts).toEqual({ have_malformed: CHARGES, have_signature: 0 })
    expect(link.closed).toBeDefined()
  },
  CALM,
)

scenario(
  'a waiting room takes a thousand events of a link, four megabytes at most, and forgets them with the link',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    await unmoved(world, [alice, bob], async () => link.gives(0, byStrangers(world, mallory, WAITING_EVENTS + 100)))
    const full = await alice.counters()
    expect(full.waiting_room).toBe(WAITING_EVENTS)
    expect(full['dropped.waiting_room_full']).toBe(100)
    expect(link.closed).toBeUndefined()
    link.closes()
    await world.advance(1_000)
    expect((await alice.counters()).waiting_room).toBe(0)

    await mallory.meets(alice)
    const large = byStrangers(world, mallory, 200, 'x'.repeat(27_000))
    const size = large[0]?.length ?? 0
    ;(await mallory.linkTo(alice)).gives(0, large)
    await world.advance(10_000)
    expect((await alice.counters()).waiting_room).toBe(Math.floor((4 * MEGABYTE) / size))
    await talkOn(world, [alice, bob])
  },
  CALM,
)

scenario(
  'what was still on its way when the link closed waits for nobody',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    for (let round = 0; round < 3; round++) {
      const link = await mallory.linkTo(alice)
      link.says({ kind: 'bye', reason: 'leaving', proof: byStrangers(world, mallory, 50) })
      await world.advance(1_000)
      expect(link.closed).toBeDefined()
      expect((await alice.counters()).waiting_room).toBe(0)
      await mallory.meets(alice)
    }
    await talkOn(world, [alice, bob])
  },
  CALM,
)

const FORMS = [
  { what: 'events', state: 'stored.blocked', formed: (bytes: Uint8Array) => bytes },
  { what: 'husks', state: 'stored.husk', formed: huskOfEvent },
]
for (const { what, state, formed } of FORMS) {
  tale(`${what} under epochs nobody has heard of are limited to 64 epochs a link`, async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { hand, random, holder } = mallory
    const { channel_id, epoch } = holder
    const sealed = (epoch_id: string) => {
      const unheard = { ...epoch, epoch_id: epoch_id as typeof epoch.epoch_id, key: random.bytes(32) }
      return formed(hand.writes(shapes.message, { channel_id, text: 'guess' }, { epoch: unheard }).bytes)
    }
    const epochs = Array.from({ length: UNKNOWN_EPOCHS + 6 }, () => Buffer.from(random.bytes(32)).toString('hex'))
    const link = await mallory.linkTo(alice)
    const many = await counted(alice, [state, 'dropped.unknown_epochs_full'], async () => {
      link.gives(1, epochs.map(sealed))
      await world.advance(1_000)
    })
    expect(await alice.reads()).toEqual([])
    await talkOn(world, [alice, bob])
    expect(many).toEqual({ [state]: UNKNOWN_EPOCHS, 'dropped.unknown_epochs_full': 6 })
    expect(link.closed).toBeUndefined()
  })
}

tale('one who writes faster than 200 a minute is delayed, and nothing of it is lost', async (world) => {
  const [alice, bob] = await connected(world, 'alice', 'bob')
  const mallory = await infiltrates(world, alice)
  const { channel_id, epoch } = mallory.holder
  const said = Array.from(
    { length: 2_400 },
    (_, i) => mallory.hand.writes(shapes.message, { channel_id, text: `flood ${i}` }, { epoch }).bytes,
  )
  const link = await mallory.linkTo(alice)
  link.pushes(said.slice(0, 2_000))
  for (const event of said.slice(2_000)) link.pushes([event])
  await world.advance(5_000)
  const soon = (await alice.reads()).length
  expect(soon).toBeGreaterThanOrEqual(2_000)
  expect(soon).toBeLessThan(2_100)
  await talkOn(world, [alice, bob])
  await world.advance(3 * 60_000)
  expect(link.closed).toBeUndefined()
  expect((await alice.reads()).filter((line) => line.includes('flood'))).toHaveLength(2_400)
})

scenario(
  'husks without end take little room, and their bodies are asked for at a slow pace',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const husks = Array.from({ length: 600 }, (_, i) =>
      huskOfEvent(mallory.hand.writes(shapes.message, { channel_id, text: `gone ${i}` }, { epoch }).bytes),
    )
    const link = await mallory.linkTo(alice)
    const before = await alice.reads()
    const counts = await counted(alice, ['stored.husk'], async () => {
      link.gives(1, husks)
      await world.advance(1_000)
    })
    expect(counts).toEqual({ 'stored.husk': 600 })
    expect(await alice.reads()).toEqual(before)
    expect(await alice.waiting()).toBe(600)
    await talkOn(world, [alice, bob])
    await world.advance(3 * 60_000)
    const asked = link.heard.flatMap((message) => (message.kind === 'body_want' ? [message.ids] : []))
    expect(asked.map((ids) => ids.length)).toEqual([256, 256, 88])
    expect(new Set(asked.flat()).size).toBe(600)
    await talkOn(world, [alice, bob])
  },
  CALM,
)

scenario(
  'who wants the bodies of everything gets those that are there, and no husk for the others',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const [gone, kept] = [await alice.says('gone'), await alice.says('kept')]
    await world.settle()
    await alice.deletes(gone)
    await world.settle()
    const link = await mallory.linkTo(alice)
    await world.advance(5_000)
    const before = link.heard.length
    link.says({ kind: 'body_want', ids: [gone, kept] })
    await world.advance(5_000)
    const answers = link.heard.slice(before).flatMap((said) => (said.kind === 'events' ? said.events : []))
    expect(answers.map((bytes) => idIn(mallory.holder.network_id, bytes))).toEqual([kept])
  },
  CALM,
)

scenario(
  'a joiner who proves nothing is heard for a minute or 256 KB, and sees nothing',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = createMaliciousPeer(world, { as: 'joiner', link: await alice.invites({ uses: 50 }) })
    await world.advance(1_000)
    await unmoved(world, [alice, bob], () => mallory.meets(alice))
    const link = await mallory.linkTo(alice)
    expect(link.heard.filter(({ kind }) => kind !== 'ready' && kind !== 'ping')).toEqual([])
    link.gives(0, byStrangers(world, mallory, 30, 'x'.repeat(12_000)))
    await world.advance(1_000)
    expect(link.closed).toBeDefined()
    const { waiting_room, 'link_closed.waiting_full': closed } = await alice.counters()
    expect({ waiting_room, closed }).toEqual({ waiting_room: 0, closed: 1 })
    await talkOn(world, [alice, bob])
  },
  CALM,
)
