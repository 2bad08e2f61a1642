/** Behaviours 14, 15 and 18: joins over a network, whoever of the members is there, and whoever is not. */

import { expect } from 'vitest'
import { grants, removes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

const CALM = { network: {} }
const MINUTE_MS = 60_000
/** Enough that what makes the last of them a member does not fit what two devices first say. */
const CO_FOUNDERS = 19
const WEEK_MS = 7 * 24 * 60 * MINUTE_MS

scenario(
  'a joiner is admitted by the inviter and both talk',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    await alice.says('written long before')
    const link = await alice.invites()
    await bob.joins(link)
    await bob.says('hello')
    await world.until('alice sees bob', async () => (await alice.people()).includes('bob'))
    await world.settle()
    await alice.says('welcome')
    await world.settle()
    for (const reader of [alice, bob]) {
      expect(await reader.reads()).toEqual(['alice: written long before', 'bob: hello', 'alice: welcome'])
      expect(await reader.people()).toEqual(['alice', 'bob'])
    }
  },
  CALM,
)

scenario(
  'two who join at once by one link both end as members',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    await alice.createsCommunity('Acme')
    const link = await alice.invites({ uses: 2 })
    await Promise.all([bob, carol].map((joiner) => joiner.joins(link)))
    await world.settle()
    for (const reader of [alice, bob, carol]) expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
  },
  CALM,
)

for (const cut_ms of [30, 90, 150, 250, 400]) {
  scenario(
    `a join cut off after ${cut_ms} ms ends as exactly one member after the reload`,
    async (world) => {
      const alice = await world.actor('alice')
      const bob = await world.actor('bob')
      await alice.createsCommunity('Acme')
      await bob.joins(await alice.invites())
      await world.advance(cut_ms)
      await bob.restarts()
      await world.settle()
      expect(await bob.sotto().query('identity.list', {})).toHaveLength(1)
      for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['alice', 'bob'])
    },
    CALM,
  )
}

scenario(
  'with the inviter away another member admits the joiner, and shares every key',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await alice.says('before')
    const link = await alice.invites()
    await world.settle()
    await alice.closesTheApp()
    const carol = await world.actor('carol')
    await carol.joins(link)
    await world.until('carol is a member', async () => (await carol.row()).role === 'member')
    await world.settle()
    expect(await carol.reads()).toEqual(['alice: before'])
    await bob.says('alice is away')
    await carol.says('so I see')
    await world.settle()
    await alice.opensTheApp()
    await world.settle()
    for (const reader of [alice, bob, carol]) {
      expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
      expect(await reader.reads()).toEqual(['alice: before', 'bob: alice is away', 'carol: so I see'])
    }
  },
  CALM,
)

scenario(
  'with nobody online a joiner writes and waits visibly, and the join completes by itself when a member comes',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const link = await alice.invites()
    await world.settle()
    await alice.closesTheApp()
    await bob.closesTheApp()
    const carol = await world.actor('carol')
    await carol.joins(link)
    await carol.says('anybody here?')
    expect((await carol.connection()).state).toBe('looking')
    await world.advance(3 * MINUTE_MS)
    expect((await carol.row()).role).toBe('joining')
    expect((await carol.connection()).state).toBe('alone')
    await carol.restarts()
    await carol.says('I can wait')
    await world.advance(3 * MINUTE_MS)
    await carol.restarts()
    await bob.opensTheApp()
    await world.until('carol is a member', async () => (await carol.row()).role === 'member', 10 * MINUTE_MS)
    await world.settle()
    for (const reader of [bob, carol]) {
      expect(await reader.reads()).toEqual(['carol: anybody here?', 'carol: I can wait'])
      expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
    }
  },
  CALM,
)

scenario(
  'a link used up while members are connected admits nobody else, and says so',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const carol = await world.actor('carol')
    await alice.createsCommunity('Acme')
    const link = await alice.invites({ uses: 1 })
    await bob.joins(link)
    await world.settle()
    await carol.joins(link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_used_up', 5 * MINUTE_MS)
    for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['alice', 'bob'])
  },
  CALM,
)

scenario(
  'a link that was ended admits nobody, and says so',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const invite = await alice.makesInvite()
    await world.settle()
    await alice.ends(invite)
    await world.settle()
    const carol = await world.actor('carol')
    await carol.joins(invite.link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_revoked', 5 * MINUTE_MS)
    for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['alice', 'bob'])
  },
  CALM,
)

scenario(
  'who joins again finds the others, though all they were told came from their former identity',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await removes(alice, 'bob')
    await world.until('bob is told', async () => (await bob.row()).role === 'removed')
    const link = await alice.invites({ days: 30 })
    await bob.goesOffline()
    await bob.joins(link)
    await world.until('the former identity tells', async () => (await bob.row()).role === 'member')
    await world.sleep(WEEK_MS + MINUTE_MS)
    await alice.says('under a new key')
    await bob.says('under another')
    await bob.comesOnline()
    await world.until('alice reads bob', async () => (await alice.reads()).length === 2, 10 * MINUTE_MS)
    await world.until('bob reads alice', async () => (await bob.reads()).length === 2)
    expect(await alice.people()).toEqual(['alice', 'bob'])
    await world.advance(10_000)
    await world.proves({ blocked: { bob: 1 } }) // the name under the new key, at the former identity
  },
  CALM,
)

scenario(
  'two halves that were apart until each had renewed the keys find each other again',
  async (world) => {
    const halves = [
      ['alice', 'bob'],
      ['carol', 'dora'],
    ] as const
    const everybody = await connected(world, ...halves[0], ...halves[1])
    const [alice, , carol] = everybody
    world.network.partition(...halves)
    await world.sleep(WEEK_MS + MINUTE_MS)
    await alice.says('a week on this side')
    await carol.says('a week on that side')
    await world.settle()
    for (const { connectedTo, name } of everybody) expect(await connectedTo(), name).toHaveLength(1)
    world.network.heal()
    const within = 45 * MINUTE_MS
    for (const { name, reads } of everybody)
      await world.until(`${name} reads both`, async () => (await reads()).length === 2, within)
    await world.settle()
  },
  { ...CALM, modes: ['direct'] },
)

scenario(
  'who is let in is known by name before they are heard, and knows who let them in',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    await alice.createsCommunity('Acme')
    await bob.joins(await alice.invites())
    for (let ms = 0; ms < 60_000 && (await bob.connectedTo()).length === 0; ms++) await world.advance(1)
    await bob.says('hello')
    for (let ms = 0; ms < 60_000 && (await alice.reads()).length === 0; ms++) await world.advance(1)
    expect(await alice.reads()).toEqual(['bob: hello'])
    expect(await bob.people()).toEqual(['alice', 'bob'])
    await world.settle()
  },
  { network: {} },
)

scenario(
  'whose rights rest on many others before them lets people in alone',
  async (world) => {
    let last = await world.actor('alice')
    await last.createsCommunity('Acme')
    await last.says('hello')
    for (let i = 1; i <= CO_FOUNDERS; i++) {
      const next = await world.actor(`co-founder ${i}`)
      await next.joins(await last.invites())
      await world.until(`number ${i} is in`, async () => (await next.reads()).length === 1, 2 * MINUTE_MS)
      await grants(last, next, true)
      await world.advance(3_000)
      await last.closesTheApp()
      last = next
    }
    await world.proves({ orders: 1, copies: 1 })
  },
  { network: {}, modes: ['direct'] },
)
