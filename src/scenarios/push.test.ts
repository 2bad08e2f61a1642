/**
 * Behaviours 22 and 23 of the push tree: what is new reaches everybody at once and not many times over,
 * also when links die, and whoever abuses its messages spoils only their own link.
 */

import { expect } from 'vitest'
import { infiltrates } from '../testing/malicious-peer.ts'
import { shortIdsOfNothing } from '../testing/malicious-sync.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'
import { unmoved } from '../testing/unmoved.ts'
import type { World } from '../testing/world.ts'

const CALM = { network: {}, modes: ['direct'] } as const
const MINUTE_MS = 60_000
const LONG_TEXT = 'word '.repeat(1_600)
const NAMES = ['alice', 'bob', 'carol', 'dora', 'erin', 'frank', 'gina', 'hugo', 'iris', 'jack'] as const

/** How often anybody received what they had already. */
async function heardAgain({ actors }: World): Promise<number> {
  let times = 0
  for (const actor of actors) times += (await actor.counters()).known ?? 0
  return times
}

scenario(
  'ten who are all connected hear each message once, and a tenth of them again',
  async (world) => {
    const people = await connected(world, ...NAMES)
    for (const person of people) {
      await person.says('to begin with')
      await world.advance(1_000)
    }
    await world.settle()
    const before = await heardAgain(world)
    for (let round = 0; round < 3; round++) {
      for (const person of people) {
        await person.says(`round ${round}`)
        await world.advance(1_000)
        for (const reader of people) expect((await reader.reads()).at(-1)).toBe(`${person.name}: round ${round}`)
      }
    }
    const heard = 30 * (people.length - 1)
    expect((await heardAgain(world)) - before).toBeLessThan(heard / 10)
  },
  CALM,
)

scenario(
  'a member who leaves without a word holds nobody up for longer than a pull takes',
  async (world) => {
    const people = await connected(world, ...NAMES.slice(0, 6))
    for (const person of people) {
      await person.says('to begin with')
      await world.advance(1_000)
    }
    await world.settle()
    const [gone, ...others] = people
    if (gone === undefined) throw new Error('somebody leaves')
    await gone.goesOffline() // its links are not known to be dead for another 15 s
    for (const person of others) {
      await person.says('where did they go?')
      await world.advance(2_500)
      for (const reader of others) expect((await reader.reads()).at(-1)).toBe(`${person.name}: where did they go?`)
    }
    await world.advance(20_000)
    expect(await people.at(-1)?.connectedTo()).not.toContain(gone.name)
  },
  CALM,
)

scenario(
  'a message overtakes the history that is on its way over a slow link',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await bob.goesOffline()
    await world.advance(MINUTE_MS)
    for (let i = 0; i < 200; i++) await alice.says(`${i} ${LONG_TEXT}`)
    await bob.comesOnline()
    await world.until('the history is on its way', async () => (await bob.reads()).length > 20, MINUTE_MS)
    const before = (await bob.reads()).length
    await alice.says('look up')
    const said = world.network.now()
    const [alicesLink] = await bob.peers()
    expect(alicesLink?.is_complete).toBe(false)
    expect((alicesLink?.received ?? 0) + (alicesLink?.to_come ?? 0)).toBeGreaterThanOrEqual(200)
    await world.until('bob reads it', async () => (await bob.reads()).includes('alice: look up'))
    expect(world.network.now() - said).toBeLessThan(6_000)
    expect((await bob.reads()).length - before).toBeLessThan(80) // most of it was still to come
    await world.until('bob has all', async () => (await bob.reads()).length === 201, 10 * MINUTE_MS)
    await world.settle()
    for (const reader of [alice, bob]) {
      expect(await reader.peers()).toEqual([expect.objectContaining({ is_complete: true, to_come: 0 })])
    }
  },
  { modes: ['direct'], network: { link: { bytes_per_ms: 50 } } },
)

scenario(
  'announcements and pulls without end cost their own link alone',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    const shorts = () => shortIdsOfNothing(mallory.random, 1_024)
    const heard = link.heard.length
    await unmoved(world, [alice, bob], async () => {
      for (let i = 0; i < 200; i++) {
        link.says({ kind: 'ihave', ids: shorts() })
        link.says({ kind: 'graft', ids: shorts() })
        link.says({ kind: 'prune' })
        link.says({ kind: 'ihave', ids: [] })
      }
      await world.advance(5_000)
    })
    const answers = link.heard.slice(heard)
    const asked = answers.flatMap((message) => (message.kind === 'graft' ? message.ids : []))
    expect(asked).toHaveLength(1_024)
    expect(answers.filter(({ kind }) => kind === 'sync' || kind === 'events').length).toBeLessThan(4)
  },
  CALM,
)
