/**
 * Behaviours 12 and 13: identities in one browser do not interfere. The twin run tells one story twice,
 * once with another identity beside the one that is looked at, once with it in a browser of its own.
 */

import { expect, test } from 'vitest'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import type { Member } from '../testing/member.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import { surfaceOf } from '../testing/surface.ts'
import { createTwin, type Twin } from '../testing/twin.ts'

type Answers = ReadonlyMap<string, string>
type Beside = 'another community' | 'the same community'

/** What A does, wherever it lives: founds or joins, talks, and is handed good and bad bytes. */
async function busyA(twin: Twin, beside: Beside, link: string) {
  const { besides, act } = twin
  const a = await act('A begins', async () =>
    beside === 'another community' ? besides.createsCommunity('Club', 'Ann') : besides.joins(link, 'Ann'),
  )
  return {
    a,
    talks: (round: number) =>
      act(`A talks, ${round}`, async () => {
        await a.says(`from A, ${round}`)
        await a.callsThemselves(`Ann the ${round}th`)
        await handsOver(a, [new Uint8Array(300).fill(round), ...eventsOf(a).slice(0, 3)])
      }),
  }
}

/** Founder and B in Acme; A beside B or apart; everything is carried by hand. */
async function told(
  lives: 'beside' | 'apart',
  beside: Beside,
  leavesAfter = Infinity,
): Promise<{ answers: Answers; heard: number }> {
  const twin = await createTwin(`isolation, ${beside}`, lives)
  const { act, home, elsewhere } = twin
  try {
    const founder = await act('Acme', () => elsewhere.createsCommunity('Acme', 'Olga'))
    const { link } = await act('invite', () => founder.makesInvite({ uses: 9 }))
    const b = await act('B joins', () => home.joins(link, 'Bea'))
    const { a, talks } = await busyA(twin, beside, link)
    const circle: readonly Member[] = beside === 'the same community' ? [founder, b, a] : [founder, b]
    for (let round = 1; round <= 4; round++) {
      if (round <= leavesAfter) await talks(round)
      await act(`B talks, ${round}`, () => b.says(`from B, ${round}`))
      await act(`the founder talks, ${round}`, () => founder.says(`from the founder, ${round}`))
      await act(`B is called something, ${round}`, () => b.callsThemselves(`Bea the ${round}th`))
      await act(`everything is carried, ${round}`, () => exchange(circle))
      if (round <= leavesAfter) await act(`A is handed what is B’s, ${round}`, () => carries(b, a))
      if (round === leavesAfter) await act('A leaves', () => twin.besides.leaves(a))
      if (round === 2) await act('B’s browser restarts', () => home.restarts())
    }
    return { answers: await surfaceOf(b), heard: (await b.messages()).length }
  } finally {
    twin.ends()
  }
}

test('nothing an identity can be asked tells whether one of another community lives beside it', async () => {
  const beside = await told('beside', 'another community')
  const apart = await told('apart', 'another community')
  expect(beside.heard).toBe(8)
  expect([...beside.answers]).toEqual([...apart.answers])
})

test('nothing an identity can be asked tells whether one of another community beside it has left', async () => {
  const beside = await told('beside', 'another community', 2)
  const apart = await told('apart', 'another community', 2)
  expect(beside.heard).toBe(8)
  expect([...beside.answers]).toEqual([...apart.answers])
})

/** What is true of links and of this browser only: a neighbour is linked in memory, and never counts as elsewhere. */
const OF_LINKS = ['connection.state', 'connection.peers', 'diagnostics.counters', 'message.delivery']

function asStored(answers: Answers): readonly (readonly [string, string])[] {
  const hidden = (key: string, value: unknown) =>
    ['connected', 'is_connected', 'last_seen_at', 'delivery'].includes(key) ? undefined : value
  return [...answers]
    .filter(([question]) => !OF_LINKS.some((name) => question.startsWith(name)))
    .map(([question, answer]) => {
      const isRow = answer.startsWith('{') || answer.startsWith('[')
      return [question, isRow ? JSON.stringify(JSON.parse(answer), hidden) : answer] as const
    })
}

test('what an identity holds and is shown is the same wherever another member of its community lives', async () => {
  const beside = await told('beside', 'the same community')
  const apart = await told('apart', 'the same community')
  expect(beside.heard).toBe(12)
  expect(asStored(beside.answers)).toEqual(asStored(apart.answers))
  // The comparison sees what may differ: a neighbour's device counts as elsewhere only when it is.
  expect([...beside.answers]).not.toEqual([...apart.answers])
})

scenario('what is handed to one identity is recorded for that one alone', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ uses: 5 })
  const club = await bob.createsCommunity('Club')
  const acme = await bob.joins(link)
  await alice.says('for Acme')
  const before = eventsOf(club)
  await carries(alice, acme)
  expect(await acme.reads()).toEqual(['alice: for Acme'])
  expect(eventsOf(club)).toEqual(before)
  expect(new Set(await carries(alice, club))).not.toContain('stored.valid')
  expect(eventsOf(club)).toEqual(before)
  expect(await club.people()).toEqual(['bob'])
  expect(await club.channels()).toEqual(['general'])
})

scenario('a question that names no identity, or one of nobody, is refused', async (world) => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  for (const as of [{}, { as: 99 }, { as: '1' }, { as: null }]) {
    const question = alice.sotto().query('member.list', as as never)
    await expect(question).rejects.toMatchObject({ code: 'unknown_identity' })
  }
})

scenario(
  'two identities of one community in one browser talk like strangers, also without a network',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const first = bob.members[0]
    const second = await bob.joins(await alice.invites(), 'bobby')
    await world.until('all have met', async () => (await second.connectedTo()).length === 2)
    await world.settle()
    await second.says('hello from next door')
    await world.settle()
    for (const reader of [alice, first, second]) {
      expect(await reader?.reads()).toEqual(['bobby: hello from next door'])
      expect(await reader?.people()).toEqual(['alice', 'bob', 'bobby'])
    }
    await bob.goesOffline()
    await second.says('and nobody else hears this')
    await world.advance(2_000)
    expect(await first?.reads()).toEqual(['bobby: hello from next door', 'bobby: and nobody else hears this'])
    expect(await alice.reads()).toEqual(['bobby: hello from next door'])
    await bob.comesOnline()
    await world.until('alice hears', async () => (await alice.reads()).length === 2, 600_000)
    await world.settle(600_000)
  },
  { network: {} },
)

scenario(
  'of two who joined by one link in one browser, the one who met a member first tells the other',
  async (world) => {
    const [alice, home] = [await world.actor('alice'), await world.actor('home')]
    const acme = await alice.createsCommunity('Acme')
    const link = await alice.invites({ uses: 9 })
    await alice.goesOffline()
    const ann = await home.joins(link, 'Ann')
    const anna = await home.joins(link, 'Anna')
    await world.advance(3_000)
    await exchange([acme, ann])
    await ann.says('as Ann')
    await world.until('Anna reads it', async () => (await anna.reads()).includes('Ann: as Ann'), 5_000)
    for (const member of [ann, anna]) expect(await member.people()).toEqual(['Ann', 'Anna', 'alice'])
  },
  { network: {}, modes: ['direct'] },
)
