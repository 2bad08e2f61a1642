/**
 * Behaviours 34 and 40: a wrap that is missing or does not open is mended by whoever holds the key and is
 * there. Its author may be gone, or have meant it so.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { eventsOf, handsOver } from '../testing/courier.ts'
import { type EpochKey, epochKeysOf, handGoingOn, handOf, membershipOf } from '../testing/forge.ts'
import { keyRequestBy } from '../testing/key-share.ts'
import { garbageGift, malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { infiltrates } from '../testing/malicious-peer.ts'
import { removes } from '../testing/people.ts'
import { allKeysOf, openedBy } from '../testing/removal.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { certain, connected } from '../testing/stages.ts'
import { surfaceOf } from '../testing/surface.ts'
import type { World } from '../testing/world.ts'

const OPTIONS = { network: {} } as const
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Epochs without a key, of which a device looks at 1,024 at a time. */
const MORE_THAN_PLANNED = 1_030
const SECRET = 'the surprise party'

const peerOf = async (actor: Actor) => (await actor.row()).peer_id

/** Mallory, a member with software of her own, makes an epoch that opens for some, and seems to for others. */
async function malloryLeavesOut(world: World, mallory: Actor, able: readonly Actor[], unable: readonly Actor[]) {
  const hand = await handOf(mallory, world.prng)
  const { network_id } = await mallory.row()
  const made = malloryMakesEpoch(hand, {
    knows: mallory,
    after: certain(epochKeysOf(mallory).at(-1)),
    auth: membershipOf(mallory),
    to: await Promise.all(able.map(peerOf)),
    seemsTo: await Promise.all(unable.map(peerOf)),
    network: network_id,
    random: world.prng,
  })
  return { ...made, hand }
}

scenario(
  'a wrap that does not open is reported, and whoever holds the key mends it, its author being gone',
  async (world) => {
    const [alice, bob, carol, mallory] = await connected(world, 'alice', 'bob', 'carol', 'mallory')
    const { event, epoch } = await malloryLeavesOut(world, mallory, [alice, bob, mallory], [carol])
    await mallory.closesTheApp()
    await carol.closesTheApp()
    await handsOver(alice, [event.bytes])
    await world.settle()
    await alice.says('under a key made by Mallory')
    await world.settle()
    await alice.closesTheApp()
    await carol.opensTheApp()
    await world.until('carol reads it', async () => (await carol.reads()).length === 1)
    expect(await carol.reads()).toEqual(['alice: under a key made by Mallory'])
    expect(epochKeysOf(carol)).toContainEqual(epoch)
    expect(await carol.waiting()).toBe(0)
    await world.settle()
    expect(await bob.connectedTo()).toEqual(['carol'])
  },
  OPTIONS,
)

/** Keys given to this device, by whomever. */
const giftsTo = (knows: Actor, recipient: string): number => {
  const text = `SELECT count(*) AS n FROM wrap w JOIN log l ON l.recorded_by = w.recorded_by AND l.event_id = w.event_id
    WHERE w.recorded_by = ? AND w.recipient = ? AND l.type = 'group_key_shared'`
  return Number(knows.device.sql.all(text, [knows.identity(), recipient])[0]?.n)
}

scenario(
  'a device restored from a copy reads what is sealed to a prekey it has lost',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await bob.says('before the copy')
    await world.settle()
    const copy = bob.device.copyDisk()
    await world.sleep(35 * DAY_MS) // a new prekey, and a new epoch sealed to it
    await world.settle()
    await alice.says('after the copy')
    await world.settle()
    await bob.device.rollsBack(copy)
    await world.until('bob reads it', async () => (await bob.reads()).includes('alice: after the copy'))
    expect(await bob.waiting()).toBe(0)
    expect((await bob.row()).is_forked).toBe(false)
  },
  OPTIONS,
)

scenario(
  'a device restored from a copy without its newest prekey writes under a new key, and reads what it wrote',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await world.settle()
    const copy = alice.device.copyDisk()
    await world.sleep(35 * DAY_MS) // a new prekey
    await world.settle()
    await alice.device.rollsBack(copy)
    await world.settle()
    await world.sleep(8 * DAY_MS) // a new key is due
    await alice.says('under a new key')
    await world.settle()
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(['alice: under a new key'])
  },
  { network: {} },
)

scenario(
  'who has been asked in vain does not delay who comes: a holder is asked when they come online',
  async (world) => {
    const [alice, bob, carol, mallory] = await connected(world, 'alice', 'bob', 'carol', 'mallory')
    const { event } = await malloryLeavesOut(world, mallory, [alice, bob, mallory], [carol])
    await mallory.closesTheApp()
    await carol.goesOffline()
    await handsOver(alice, [event.bytes])
    await world.settle()
    await alice.says('under a key made by Mallory')
    await world.settle()
    await handsOver(carol, eventsOf(alice))
    await world.advance(6_000)
    await bob.closesTheApp()
    await alice.closesTheApp()
    await carol.comesOnline()
    await world.settle()
    expect(await carol.waiting()).toBe(1)
    await bob.opensTheApp()
    await world.until('they are linked', async () => (await carol.connectedTo()).includes('bob'))
    await world.until('carol reads it', async () => (await carol.reads()).length === 1, 5_000)
  },
  OPTIONS,
)

scenario(
  'who asks for the same key again and again gets it ever more rarely',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    await world.settle()
    const epochs = epochKeysOf(alice).map(({ epoch_id }) => epoch_id)
    const before = giftsTo(alice, mallory.peer_id)
    for (let asked = 0; asked < 60; asked++) {
      const request = keyRequestBy(mallory.hand, mallory.holder.network_id, epochs, world.prng)
      for (const actor of [alice, bob]) (await mallory.linkTo(actor)).says({ kind: 'key_request', request })
      await world.advance(MINUTE_MS / 2)
    }
    // At once, then after 1, 4 and 16 minutes; half an hour has passed.
    expect(giftsTo(alice, mallory.peer_id) - before).toBeGreaterThanOrEqual(2 * epochs.length)
    expect(giftsTo(alice, mallory.peer_id) - before).toBeLessThanOrEqual(4 * epochs.length)
    await world.proves({ orders: 0 })
  },
  OPTIONS,
)

scenario(
  'requests in the name of others, and requests that are none, move nothing',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    await world.settle()
    const [epoch] = epochKeysOf(alice) as readonly [EpochKey]
    const { network_id } = await alice.row()
    const bobs = await peerOf(bob)
    const before = giftsTo(alice, bobs)
    const link = await mallory.linkTo(alice)
    const inHisName = keyRequestBy({ ...mallory.hand, peer_id: bobs }, network_id, [epoch.epoch_id], world.prng)
    for (const request of [inHisName, new Uint8Array(0), world.prng.bytes(100)])
      link.says({ kind: 'key_request', request })
    await world.advance(MINUTE_MS)
    expect(giftsTo(alice, bobs)).toBe(before)
    const counters = await alice.counters()
    expect(counters.key_request_signature).toBe(1)
    expect(counters.key_request_malformed).toBe(2)
  },
  OPTIONS,
)

scenario(
  'a member who answers every complaint with garbage delays the repair and does not prevent it',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const mallory = await infiltrates(world, alice, bob, carol)
    await world.settle()
    const { hand, holder } = mallory
    const auth = mallory.user
    const carols = await peerOf(carol)
    const { event, epoch } = malloryMakesEpoch(hand, {
      knows: alice,
      after: certain(epochKeysOf(alice).at(-1)),
      auth,
      to: [await peerOf(alice), await peerOf(bob), mallory.peer_id],
      seemsTo: [carols],
      network: holder.network_id,
      random: world.prng,
    })
    for (const actor of [alice, bob, carol]) (await mallory.linkTo(actor)).pushes([event.bytes])
    await world.settle()
    await alice.says('for Carol too')
    let answered = 0
    const complaints = async () =>
      (await mallory.linkTo(carol)).heard.filter(({ kind }) => kind === 'key_request').length
    const answers = async () => {
      for (; answered < (await complaints()); answered++) {
        const gift = garbageGift(hand, auth, epoch, carols, world.prng)
        for (const actor of [alice, bob, carol]) (await mallory.linkTo(actor)).pushes([gift.bytes])
      }
      return (await carol.reads()).length === 1
    }
    await world.until('carol reads it', answers, 60 * MINUTE_MS)
    expect(await carol.reads()).toEqual(['alice: for Carol too'])
  },
  OPTIONS,
)

scenario(
  'a person may ask again, and what is missing is told',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    expect(await carol.asksAgain()).toBe(0)
    const { event } = await malloryLeavesOut(world, bob, [bob, alice], [carol])
    await bob.closesTheApp()
    await alice.goesOffline()
    await world.settle()
    await handsOver(carol, [event.bytes])
    expect(await carol.asksAgain()).toBe(1)
    await handsOver(alice, [event.bytes])
    await alice.comesOnline()
    await world.until('carol has the key', async () => (await carol.asksAgain()) === 0)
    await world.settle()
  },
  OPTIONS,
)

/** The next key of a private channel opens for Alice and seems to for Carol, who has a link to Bob alone. */
async function daveLeavesOutCarol(
  world: World,
  { dave, alice, carol }: Readonly<Record<'dave' | 'alice' | 'carol', Actor>>,
  known: readonly EpochKey[],
) {
  const first = certain(epochKeysOf(alice).find((one) => known.every(({ epoch_id }) => epoch_id !== one.epoch_id)))
  const hand = await handOf(dave, world.prng)
  const auth = membershipOf(dave)
  const made = malloryMakesEpoch(hand, {
    knows: dave,
    after: first,
    auth,
    right: first.group_id,
    to: [await peerOf(dave), await peerOf(alice)],
    seemsTo: [await peerOf(carol)],
    network: (await dave.row()).network_id,
    random: world.prng,
  })
  return { ...made, hand, auth }
}

scenario(
  'a request is passed on by a member whom the group is none of, who learns nothing, and the answer comes back',
  async (world) => {
    const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
    const known = epochKeysOf(alice)
    await dave.createsPrivate(SECRET, alice, carol)
    await world.settle()
    const { event, epoch } = await daveLeavesOutCarol(world, { dave, alice, carol }, known)
    await dave.closesTheApp()
    world.network.partition(['alice'], ['carol'])
    world.network.cut('alice', 'carol')
    await world.until('they are apart', async () => !(await carol.connectedTo()).includes('alice'))
    await handsOver(alice, [event.bytes])
    await alice.says('under a key made by Dave', SECRET)
    await world.until('carol reads it', async () => (await carol.reads(SECRET)).length === 1)
    expect(await carol.connectedTo()).toEqual(['bob'])
    expect(epochKeysOf(carol)).toContainEqual(epoch)
    // Bob has carried the request, its answer and the message.
    await world.settle()
    expect(eventsOf(bob)).toHaveLength(eventsOf(carol).length)
    expect(epochKeysOf(bob)).toEqual(known)
    expect(openedBy((await bob.row()).network_id, allKeysOf(bob), eventsOf(bob).slice(-2))).toEqual([])
    const seen = [...(await surfaceOf(bob))].join('\n')
    for (const word of [SECRET, 'made by Dave']) expect(seen).not.toContain(word)
    expect(await bob.waitsFor()).toEqual([])
    await world.proves({ blocked: { bob: 2 } })
  },
  OPTIONS,
)

/** Carol, whom Alice cannot meet, has asked for forty minutes, and asks every half an hour by now; Bob alone has heard. */
async function carolAsksInVain(world: World) {
  const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
  const known = epochKeysOf(alice)
  await dave.createsPrivate(SECRET, alice, carol)
  await world.settle()
  const left = await daveLeavesOutCarol(world, { dave, alice, carol }, known)
  await dave.closesTheApp()
  world.network.partition(['alice'], ['carol'])
  world.network.cut('alice', 'carol')
  await world.until('they are apart', async () => !(await carol.connectedTo()).includes('alice'))
  await bob.goesOffline()
  await handsOver(alice, [left.event.bytes])
  await alice.says('under a key made by Dave', SECRET)
  await handsOver(carol, eventsOf(alice))
  await alice.closesTheApp()
  await bob.comesOnline()
  await world.advance(40 * MINUTE_MS)
  expect(await carol.waiting()).toBe(1)
  return { ...left, alice, bob, carol, dave }
}

scenario(
  'a holder who comes back, and not to the one who asked, hears what was asked meanwhile',
  async (world) => {
    const { alice, bob, carol } = await carolAsksInVain(world)
    await alice.opensTheApp()
    await world.until('bob has met alice', async () => (await bob.connectedTo()).includes('alice'))
    await world.until('carol reads it', async () => (await carol.reads(SECRET)).length === 1, MINUTE_MS)
    expect(await carol.connectedTo()).toEqual(['bob'])
    await world.proves({ blocked: { bob: 2 } })
  },
  OPTIONS,
)

scenario(
  'who is given what does not open asks again, however often they have asked',
  async (world) => {
    const { alice, bob, carol, hand, auth, epoch } = await carolAsksInVain(world)
    const gift = garbageGift(hand, auth, epoch, await peerOf(carol), world.prng)
    await handsOver(bob, [gift.bytes]) // as far as he knows, she has been answered
    await world.until('carol has it', async () => eventsOf(carol).length === eventsOf(bob).length)
    await alice.opensTheApp()
    await world.until('bob has met alice', async () => (await bob.connectedTo()).includes('alice'))
    await world.until('carol reads it', async () => (await carol.reads(SECRET)).length === 1, 5 * MINUTE_MS)
    await world.proves({ blocked: { bob: 2 } })
  },
  OPTIONS,
)

scenario(
  'a key that does not open is asked for and given, though somebody removed since made a thousand more that nobody holds',
  async (world) => {
    const [alice, bob, carol, mallory] = await connected(world, 'alice', 'bob', 'carol', 'mallory')
    const peers = await Promise.all([alice, bob, mallory].map(async (one) => (await one.row()).peer_id))
    const { network_id } = await mallory.row()
    const after = certain(epochKeysOf(mallory).at(-1))
    const hand = await handGoingOn(mallory, world.prng)
    const plan = { knows: mallory, after, auth: membershipOf(mallory), network: network_id, random: world.prng }
    const made = malloryMakesEpoch(hand, { ...plan, to: peers, seemsTo: [(await carol.row()).peer_id] })
    await mallory.closesTheApp()
    await carol.goesOffline()
    await handsOver(alice, [made.event.bytes])
    await world.settle()
    await alice.says('under a key made by Mallory')
    await world.settle()
    await bob.closesTheApp()
    const flood: Uint8Array[] = []
    for (let n = 0; n < MORE_THAN_PLANNED; n++) {
      const { event, epoch } = malloryMakesEpoch(hand, { ...plan, to: [] })
      const name = hand.writes(shapes.profile, { name: 'x', after: [] }, { epoch, created_at: 2 ** 46 + n })
      flood.push(event.bytes, name.bytes)
    }
    for (const to of [alice, carol]) await handsOver(to, flood, { batch: 200 })
    await removes(alice, 'mallory')
    await world.settle()
    await carol.comesOnline()
    await world.until('they are linked', async () => (await carol.connectedTo()).includes('alice'))
    await world.until('carol reads it', async () => (await carol.reads()).length === 1, 10 * 60_000)
    await world.proves({ orders: 0, copies: 0, blocked: { alice: MORE_THAN_PLANNED, carol: MORE_THAN_PLANNED } })
  },
  { network: {} },
)
