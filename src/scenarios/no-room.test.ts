/**
 * Behaviours 1 and 25 where not everything fits at once: what a newcomer had no room for when it came is brought
 * again, by the same link or another, and until then nobody calls the history complete.
 */

import { expect } from 'vitest'
import type { PeerId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { eventsOf, handsOver } from '../testing/courier.ts'
import { createStranger, type Hand } from '../testing/forge.ts'
import { holderOf, type LinkHolder } from '../testing/link-holder.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const MINUTE_MS = 60_000
/** One of them fills a frame. Of each kind of event a frame comes in turn. */
const LARGE_EPOCHS = 24
const DEVICES = 280
/** More than wait of one link for their author to be known, and fewer frames than there are large epochs. */
const MESSAGES = 1_400
/** Of which 64 may be unheard of, for one link. */
const EPOCHS = 100
/** Pushed while the history comes. */
const LATER = 240
/** In the story of the full disk. */
const SAID = 400
/** So long a log is told in no more orders than it came and reversed. */
const BRIEFLY = { orders: 0, copies: 0 }

const { group_epoch, message } = shapes

/** What a community's link gives to whoever forges: the hands of people who joined one after the other. */
interface Setting {
  readonly alice: Actor
  readonly link: string
  readonly holder: LinkHolder
  readonly dan: Hand
  readonly carl: Hand
}

/** So much happened between dan's joining and carl's that a newcomer hears what carl wrote before who carl is. */
async function longApart(world: World, alice: Actor): Promise<Setting> {
  const { prng, network } = world
  const link = await alice.invites({ uses: 50 })
  const holder = holderOf(link)
  const handOf = (name: string, after_ms: number) =>
    createStranger(holder.network_id, prng.fork(name), network.now() + after_ms)
  const [dan, carl] = [handOf('dan', 0), handOf('carl', MINUTE_MS)]
  const byDan = holder.joins(dan, prng)
  const wraps = Array.from({ length: DEVICES }, () => ({
    recipient: hexOf(prng.bytes(32)) as PeerId,
    prekey_id: hexOf(prng.bytes(8)),
    suite: 1,
    enc: prng.bytes(32),
    ct: prng.bytes(48),
  }))
  const epochs = Array.from({ length: LARGE_EPOCHS }, () =>
    dan.writes(group_epoch, { ...epochBy(world, holder), wraps }),
  )
  const told = [...byDan, ...epochs, ...holder.joins(carl, prng)]
  await handsOver(alice, bytesOf(told))
  return { alice, link, holder, dan, carl }
}

const bytesOf = (forged: readonly { readonly bytes: Uint8Array }[]) => forged.map(({ bytes }) => bytes)

const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')

/** An epoch of everybody's whose key nobody here holds. */
const epochBy = ({ prng }: World, { network_id, epoch }: LinkHolder) => ({
  auth: network_id,
  group_id: epoch.group_id,
  right: undefined,
  parents: [epoch.epoch_id],
  excludes: [],
  key_id: prng.bytes(32),
  wraps: [],
})

const saying = ({ holder: { channel_id, epoch } }: Setting, hand: Hand, count: number): readonly Uint8Array[] =>
  bytesOf(
    Array.from({ length: count }, (_, i) => hand.writes(message, { channel_id, text: `message ${i}` }, { epoch })),
  )

async function founded(world: World): Promise<Actor> {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  return alice
}

/** Says itself that nothing is missing. */
const isComplete = async (reader: Actor) => (await reader.peers()).some(({ is_complete }) => is_complete)

scenario(
  'who has not heard yet who somebody is gets all they ever wrote',
  async (world) => {
    const setting = await longApart(world, await founded(world))
    await handsOver(setting.alice, saying(setting, setting.carl, MESSAGES))
    const bob = await world.actor('bob')
    await bob.joins(setting.link)
    await world.until('bob has compared all', () => isComplete(bob), 5 * MINUTE_MS)
    expect((await bob.counters())['dropped.waiting_room_full']).toBeGreaterThan(0)
    expect(await bob.reads()).toHaveLength(MESSAGES)
    await world.proves(BRIEFLY)
  },
  { network: {}, modes: ['direct'] },
)

scenario(
  'what waited, and went with the link that brought it, comes from somebody else',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const setting = await longApart(world, alice)
    await handsOver(alice, saying(setting, setting.carl, 600))
    await world.settle()
    const dora = await world.actor('dora')
    await dora.joins(setting.link)
    const isWaiting = async () => Number((await dora.counters()).waiting_room ?? 0) >= 300
    await world.until('much waits for its author', isWaiting)
    const [bringing] = [...(await dora.peers())].sort((a, b) => b.received - a.received)
    const isAlice = bringing?.peer_id === (await alice.row()).peer_id
    await (isAlice ? alice : bob).closesTheApp()
    await world.until('dora has all', async () => (await dora.reads()).length === 600, 5 * MINUTE_MS)
    await world.proves(BRIEFLY)
  },
  { network: { link: { bytes_per_ms: 20 } }, modes: ['direct'] },
)

scenario(
  'what was written under more epochs than anybody has heard of comes all the same',
  async (world) => {
    const setting = await longApart(world, await founded(world))
    const { alice, dan, holder } = setting
    const told = Array.from({ length: EPOCHS }, (_, i) => {
      const made = dan.writes(group_epoch, epochBy(world, holder))
      const epoch = { ...holder.epoch, epoch_id: made.id, key: world.prng.bytes(32) }
      const said = dan.writes(message, { channel_id: holder.channel_id, text: `message ${i}` }, { epoch })
      return [made, said]
    })
    await handsOver(alice, bytesOf(told.flat()))
    const bob = await world.actor('bob')
    await bob.joins(setting.link)
    await world.until('bob has compared all', () => isComplete(bob), 5 * MINUTE_MS)
    expect((await bob.counters())['dropped.unknown_epochs_full']).toBeGreaterThan(0)
    expect(eventsOf(bob)).toHaveLength(eventsOf(alice).length)
    await world.proves({ ...BRIEFLY, blocked: { alice: EPOCHS, bob: EPOCHS } })
  },
  { network: {}, modes: ['direct'] },
)

scenario(
  'who passes on what there is no room for yet is not at fault',
  async (world) => {
    const setting = await longApart(world, await founded(world))
    const said = saying(setting, setting.carl, MESSAGES)
    const later = said.slice(-LATER)
    await handsOver(setting.alice, said.slice(0, -LATER))
    const bob = await world.actor('bob')
    await bob.joins(setting.link)
    const isNearlyFull = async () => Number((await bob.counters()).waiting_room ?? 0) >= 700
    await world.until('hardly more can wait', isNearlyFull)
    for (const one of later) {
      await handsOver(setting.alice, [one])
      await world.advance(200)
    }
    await world.until('bob has all', async () => (await bob.reads()).length === MESSAGES, 5 * MINUTE_MS)
    expect(Object.keys(await bob.counters()).filter((name) => name.endsWith('too_many_charges'))).toEqual([])
    await world.proves(BRIEFLY)
  },
  { network: { link: { bytes_per_ms: 12 } }, modes: ['direct'] },
)

scenario(
  'who had no room on disk for a moment gets the rest when there is room again',
  async (world) => {
    const alice = await founded(world)
    for (let i = 0; i < SAID; i++) await alice.says(`message ${i} ${'w'.repeat(300)}`)
    const bob = await world.actor('bob')
    await bob.joins(await alice.invites())
    await world.until('a part is there', async () => (await bob.reads()).length >= 60)
    const { sql } = bob.device
    const [{ page_count } = { page_count: 0 }] = sql.all('PRAGMA page_count', [])
    sql.all(`PRAGMA max_page_count = ${page_count}`, [])
    await world.advance(5_000)
    expect(bob.device.tail.last(400).join('\n')).toContain('[STORE_FAILED] result=storage_full')
    sql.all('PRAGMA max_page_count = 1000000', [])
    await world.until('bob has all', async () => (await bob.reads()).length === SAID, 2 * MINUTE_MS)
  },
  { network: { link: { bytes_per_ms: 20 } }, modes: ['direct'] },
)
