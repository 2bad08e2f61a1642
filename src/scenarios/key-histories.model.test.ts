/**
 * Properties of keys over random histories of a private channel: people are added and taken out, leave, go
 * offline, write under old keys and new ones, and hear of each other late.
 *
 * 1. In the end every device of who is in it reads all that was said in it by those who were.
 * 2. Nothing that was said by who knew of a removal opens with anything the removed has.
 */

import { expect } from 'vitest'
import type { PersonId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { eventsOf } from '../testing/courier.ts'
import { allKeysOf, openedBy, removedFromGroups } from '../testing/removal.ts'
import { scenario } from '../testing/scenario.ts'
import { certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

const CHANNEL = 'the plan'
const STEPS = process.env.SOTTO_LONG === '1' ? 120 : 30
const SEEDS = process.env.SOTTO_LONG === '1' ? 40 : 3
const DAY_MS = 24 * 60 * 60 * 1000
const MINUTE_MS = 60_000

interface Said {
  readonly text: string
  readonly event: Uint8Array
  /** Those whose removal its author knew of. */
  readonly without: readonly PersonId[]
}

const isListed = async (actor: Actor) => (await actor.channels()).includes(CHANNEL)
const personOf = async (actor: Actor) => (await actor.row()).peer_id as string as PersonId

async function says(actor: Actor, text: string): Promise<Said> {
  const without = removedFromGroups(actor)
  await actor.says(text, CHANNEL)
  return { text, event: certain(eventsOf(actor).at(-1)), without }
}

async function happens(world: World, actors: readonly Actor[], said: Said[], step: number): Promise<void> {
  const below = (count: number) => Math.floor(world.prng.between(0, count))
  const actor = certain(actors[below(actors.length)])
  const other = certain(actors[below(actors.length)])
  const what = below(10)
  if (what < 4 && (await isListed(actor))) said.push(await says(actor, `${actor.name} ${step}`))
  else if (what === 4) await actor.goesOffline()
  else if (what === 5) await actor.comesOnline()
  else if (what === 6) await world.advance(below(3) * MINUTE_MS)
  else if (what === 7 && step % 5 === 0) await world.sleep(8 * DAY_MS)
  else if (!(await isListed(actor)) || actor === other) return
  else {
    const people = await actor.groupMembers(CHANNEL)
    const row = people.find(({ name }) => name === other.name)
    if (row?.may_remove === true) await actor.removesFrom(CHANNEL, other)
    else if (row === undefined && !(await everRemoved(actors, other))) await actor.addsTo(CHANNEL, other)
  }
}

/** Each is added once: who comes back is given all that was said meanwhile, and rightly so. */
async function everRemoved(actors: readonly Actor[], other: Actor): Promise<boolean> {
  const person = await personOf(other)
  return actors.some((actor) => removedFromGroups(actor).includes(person))
}

for (let seed = 1; seed <= SEEDS; seed++) {
  scenario(
    `whoever is in a channel reads all of it, and whoever was known to be out of it nothing: history ${seed}`,
    async (world) => {
      const actors = await connected(world, 'alice', 'bob', 'carol', 'dave')
      const [alice, bob, carol] = actors
      await alice.createsPrivate(CHANNEL, bob, carol)
      await world.settle()
      const said: Said[] = []
      for (let step = 0; step < STEPS; step++) await happens(world, actors, said, step)
      for (const actor of actors) await actor.comesOnline()
      await world.settle(30 * MINUTE_MS)
      await world.advance(10 * MINUTE_MS)
      await world.settle(30 * MINUTE_MS)
      const { network_id } = await alice.row()
      const readers = []
      for (const actor of actors) if (await isListed(actor)) readers.push(actor)
      expect(readers).toContain(alice)
      const everything = await alice.reads(CHANNEL)
      for (const reader of readers) {
        expect(await reader.reads(CHANNEL)).toEqual(everything)
        expect(await reader.waiting()).toBe(0)
      }
      for (const actor of actors) {
        const person = await personOf(actor)
        const kept = said.filter(({ without }) => without.includes(person)).map(({ event }) => event)
        expect(openedBy(network_id, allKeysOf(actor), kept)).toEqual([])
      }
      await world.proves({ orders: 1, copies: 0, blocked: await outsiders(actors, readers) })
    },
    { network: {}, modes: ['direct'], timeout_ms: 300_000 },
  )
}

/** What who is not in it holds of it, blocked. */
async function outsiders(actors: readonly Actor[], readers: readonly Actor[]): Promise<Record<string, number>> {
  const blocked: Record<string, number> = {}
  for (const actor of actors) {
    if (readers.includes(actor)) continue
    blocked[actor.name] = new Set(
      actor.device.engine.inspect.blocked(actor.identity()).map(({ event_id }) => event_id),
    ).size
  }
  return blocked
}
