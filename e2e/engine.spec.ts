/**
 * The engine where its users have it, in a worker on the private file system: malformed input, and walls between
 * identities. The other members are in Node, and events travel by hand.
 */

import { rm } from 'node:fs/promises'
import { expect, test } from 'playwright/test'
import { type Served, serve } from '../server/serve.ts'
import { toHex } from '../src/engine/base/bytes.ts'
import { eventsOf } from '../src/testing/courier.ts'
import { damaged } from '../src/testing/damage.ts'
import { epochKeysOf, handOf } from '../src/testing/forge.ts'
import { pollShape } from '../src/testing/newer-build.ts'
import { shuffled } from '../src/testing/shuffle.ts'
import { certain } from '../src/testing/stages.ts'
import { createWorld, type World } from '../src/testing/world.ts'
import { createRemoteEngine, type RemoteEngine } from './support/opfs-engine.ts'
import { openProfile, type Profile } from './support/profile.ts'
import { quotaOf } from './support/quota.ts'
import { createRemoteDevice } from './support/remote-member.ts'
import { buildSite } from './support/site.ts'

const HOUR_MS = 60 * 60 * 1000

let folder: string
let served: Served
let profile: Profile
let engine: RemoteEngine
let world: World

test.beforeAll(async () => {
  folder = await buildSite('e2e/pages/opfs-engine')
  served = await serve({ folder, host: '127.0.0.1', port: 0 })
})
test.afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true })
})
test.beforeEach(async () => {
  profile = await openProfile()
  engine = await createRemoteEngine(profile, served.url)
  await open()
  const start_at = Date.now() - HOUR_MS // the world's clock stands still: what is said there was said earlier
  world = createWorld({ seed: test.info().title, mode: 'direct', network: { start_at } })
})
test.afterEach(async () => {
  world.end()
  await profile.close()
})

const open = () => engine.open({ directory: 'engine', life: crypto.randomUUID(), t_ms: Date.now() })

test('in a browser too, malformed bytes inside a batch are counted by reason, and the good among them arrive', async () => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  const bob = await createRemoteDevice(engine).joins(await alice.invites(), 'bob')
  const [acme] = alice.members
  await bob.exchanges(certain(acme))
  for (let i = 0; i < 5; i++) await alice.says(`good ${i}`)
  const good = eventsOf(certain(acme)).slice(-5)
  const hand = await handOf(certain(acme), world.prng)
  const channel_id = certain((await alice.row()).channel_id)
  const poll = hand.writes(
    pollShape,
    { channel_id, question: 'tea?' },
    { epoch: certain(epochKeysOf(certain(acme))[0]) },
  )
  const batch = shuffled(
    [
      ...good.map((bytes) => ({ bytes, outcome: 'stored.valid' })),
      { bytes: poll.bytes, outcome: 'stored.unsupported' },
      ...damaged(certain(good[0]), world.prng),
    ],
    world.prng,
  )
  const before = await bob.counters()
  expect(await bob.receives(batch.map(({ bytes }) => bytes))).toEqual(batch.map(({ outcome }) => outcome))
  expect(await bob.reads()).toEqual([0, 1, 2, 3, 4].map((i) => `alice: good ${i}`))
  const after = await bob.counters()
  for (const { outcome } of batch) {
    const expected = batch.filter((other) => other.outcome === outcome).length
    expect([outcome, (after[outcome] ?? 0) - (before[outcome] ?? 0)]).toEqual([outcome, expected])
  }

  const state = await bob.state()
  await engine.dies('worker terminated')
  expect((await open()).integrity).toEqual(['ok'])
  expect(await bob.state()).toBe(state)
  expect(await engine.eventsOf(bob.as)).toContain(toHex(poll.bytes)) // parked, and served
  await bob.says('still alive')
  expect(await bob.reads()).toHaveLength(6)
})

test('in a browser too, three identities in one profile, two in one community, see only what each recorded', async () => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  const [acme] = alice.members
  const link = await alice.invites({ uses: 9 })
  const device = createRemoteDevice(engine)
  const club = await device.founds('Club', 'Bob')
  const ann = await device.joins(link, 'Ann')
  const anna = await device.joins(link, 'Anna')
  await club.says('in the club')
  await ann.exchanges(certain(acme))
  await ann.says('as Ann')
  await alice.says('for Ann alone')

  const ofClub = await club.state()
  const frame = eventsOf(certain(acme)).slice(-1)
  expect(await ann.receives(frame)).toEqual(['stored.valid'])
  expect(await club.receives(frame)).toEqual(['dropped.bad_signature']) // signed in another community
  expect(await club.state()).toBe(ofClub)
  expect(await ann.reads()).toEqual(['alice: for Ann alone', 'Ann: as Ann'])
  expect(await club.reads()).toEqual(['Bob: in the club'])
  expect(await club.people()).toEqual(['Bob'])
  // Anna is another member, next door: what she has she was told over her own link to Ann
  const annaReads = async () => {
    await engine.tick(Date.now())
    return anna.reads()
  }
  await expect.poll(annaReads).toEqual(['alice: for Ann alone', 'Ann: as Ann'])
  for (const member of [ann, anna]) await expect.poll(() => member.people()).toEqual(['Ann', 'Anna', 'alice'])

  for (const args of [{}, { as: 99 }]) {
    await expect(engine.query('channel.list', args, Date.now())).rejects.toThrow('unknown_identity')
    await expect(engine.command('profile.set', { ...args, name: 'x' }, 'rename', Date.now())).rejects.toThrow(
      'unknown_identity',
    )
  }

  await engine.dies('browser killed')
  expect((await open()).integrity).toEqual(['ok'])
  expect(await club.state()).toBe(ofClub)
  expect(await club.reads()).toEqual(['Bob: in the club'])
  for (const member of [ann, anna]) {
    expect(await member.reads()).toEqual(['alice: for Ann alone', 'Ann: as Ann'])
    expect(await member.people()).toEqual(['Ann', 'Anna', 'alice'])
  }
})

test('on a full disk a command fails by its name and changes nothing, and all that was stored is read', async () => {
  const bob = await createRemoteDevice(engine).founds('Club', 'Bob')
  await bob.says('there is room')
  const quota = await quotaOf(certain(profile.context.pages().at(-1)))
  await quota.exhaust()
  // the browser has set some room aside for each file: it fills up first
  const fill = async () => {
    for (let n = 0; n < 1_000; n++) await bob.says('x'.repeat(20_000))
  }
  await expect(fill()).rejects.toThrow('storage_full')
  const [state, said] = [await bob.state(), await bob.reads()]
  for (let i = 0; i < 5; i++) await expect(bob.says('x'.repeat(28_000))).rejects.toThrow('storage_full')
  expect(await bob.state()).toBe(state)
  expect(await bob.reads()).toEqual(said)
  expect(said[0]).toBe('Bob: there is room')

  await quota.restore()
  await bob.says('there is room again')
  const after = await bob.state()
  await engine.dies('worker terminated')
  expect((await open()).integrity).toEqual(['ok'])
  expect(await bob.state()).toBe(after)
  expect(await bob.reads()).toEqual([...said, 'Bob: there is room again'])
})
