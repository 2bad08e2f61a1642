/**
 * The assertion of every attack: honest people see what they saw before, and go on talking to each other
 * as if nothing had happened.
 */

import { expect } from 'vitest'
import type { Actor } from './actor.ts'
import type { World } from './world.ts'

/** The slowest frame of a calm network, and the instant in which it is taken in. */
const FRAME_MS = 50

/** All read what the last of them says while a frame takes its way. */
export async function talkOn(world: World, honest: readonly Actor[]): Promise<void> {
  const speaker = honest.at(-1)
  if (speaker === undefined) throw new Error('somebody honest')
  const text = `still here at ${world.network.now()}`
  await speaker.says(text)
  await world.advance(FRAME_MS)
  for (const reader of honest) expect((await reader.reads()).at(-1)).toBe(`${speaker.name}: ${text}`)
}

/** @param attack is given a second to have its effect */
export async function unmoved(world: World, honest: readonly Actor[], attack: () => Promise<void>): Promise<void> {
  const before = []
  for (const actor of honest) before.push(await actor.sees())
  await attack()
  await world.advance(1_000)
  for (const [i, actor] of honest.entries()) expect(await actor.sees(), actor.name).toEqual(before[i])
  await talkOn(world, honest)
}

/** How much each of these counters rose while something happened. */
export async function counted(
  actor: Actor,
  names: readonly string[],
  work: () => Promise<void>,
): Promise<Readonly<Record<string, number>>> {
  const before = await actor.counters()
  await work()
  const after = await actor.counters()
  return Object.fromEntries(names.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)]))
}
