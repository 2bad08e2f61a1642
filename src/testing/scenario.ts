/**
 * Registers a story as tests: one in each mode, with a world of its own, the oracle at its end, and the
 * world's report on whatever fails. The story's name is its seed; `SOTTO_SEED` tries another.
 */

import { describe, test } from 'vitest'
import type { SimNetworkOptions } from '../platform/sim/network.ts'
import type { Mode } from './device.ts'
import { createWorld, type World } from './world.ts'

export interface ScenarioOptions {
  /** What the network is like; absent, every device is unplugged. */
  readonly network?: Omit<SimNetworkOptions, 'seed'>
  readonly timeout_ms?: number
  /** Both when absent; one where the boundary has no part in the story. */
  readonly modes?: readonly Mode[]
}

/** Generous: a story takes a second on an idle machine. */
const TIMEOUT_MS = 120_000

const MODES: readonly Mode[] = ['direct', 'rpc']

async function tell(seed: string, mode: Mode, options: ScenarioOptions, story: (world: World) => Promise<void>) {
  const world = createWorld({ seed, mode, network: options.network })
  try {
    world.phase('story')
    await story(world)
    if (!world.isProven) await world.proves()
  } catch (error) {
    if (error instanceof Error) error.message += `\n\n${world.report()}`
    throw error
  } finally {
    world.end()
  }
}

/** @param fact the test's name, in the present tense, the same in both modes */
export function scenario(fact: string, story: (world: World) => Promise<void>, options: ScenarioOptions = {}): void {
  const seed = process.env.SOTTO_SEED ?? fact
  for (const mode of options.modes ?? MODES) {
    describe(mode, () => {
      test(fact, () => tell(seed, mode, options, story), options.timeout_ms ?? TIMEOUT_MS)
    })
  }
}

/**
 * A story of keys, authority or hostile bytes, in which the boundary between application and worker has no
 * part: what passes it is what every other story passes through it. Told to the engine alone.
 */
export function engineScenario(
  fact: string,
  story: (world: World) => Promise<void>,
  options: Omit<ScenarioOptions, 'modes'> = {},
): void {
  scenario(fact, story, { ...options, modes: ['direct'] })
}
