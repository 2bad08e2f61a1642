/**
 * Five people, two of them with a phone, do whatever comes to mind on a bad network, and the engine must agree
 * with the model of it (`screen.ts`, `glance.ts`) and with itself (the oracle). One seed of 2,000 steps in
 * the test command; with `SOTTO_LONG=1` ten of them, and one of 10,000. `SOTTO_SEEDS` names others, separated by
 * commas, and `SOTTO_STEPS` how many steps each.
 */

import { describe, expect, test } from 'vitest'
import { failureText } from './explain.ts'
import { simulate, stepsFrom } from './simulate.ts'
import { STEPS } from './steps.ts'

const IS_LONG = process.env.SOTTO_LONG === '1'
const EVERY_KIND = 2_000
/** Its steps are of every kind. */
const EVERY_KIND_SEED = '8'
const STEPS_EACH = Number(process.env.SOTTO_STEPS ?? EVERY_KIND)
const MINUTE_MS = 60_000

function runs(): readonly (readonly [seed: string, steps: number])[] {
  const named = process.env.SOTTO_SEEDS?.split(',').map((seed) => [seed, STEPS_EACH] as const)
  if (named !== undefined) return named
  if (!IS_LONG) return [[EVERY_KIND_SEED, STEPS_EACH]]
  return [...Array.from({ length: 10 }, (_, i) => [String(i + 1), STEPS_EACH] as const), ['11', 10_000]]
}

describe('five people on a bad network', () => {
  const everDone = new Set<string>()

  for (const [seed, count] of runs()) {
    const fact = `${count} random steps from seed ${seed} end where the model says`
    test(fact, { timeout: IS_LONG ? 120 * MINUTE_MS : 15 * MINUTE_MS }, async () => {
      const simulation = { seed, steps: stepsFrom(seed, count) }
      const { failure, done, said, traffic } = await simulate(simulation)
      if (failure !== undefined) throw new Error(await failureText(simulation, failure))
      console.log(`seed ${seed}: ${said} messages; ${[...done].map(([kind, times]) => `${kind} ${times}`).join(', ')}`)
      for (const kind of done.keys()) everDone.add(kind)
      if (count < EVERY_KIND) return // rare ones need more
      const { links, rendezvous } = traffic
      for (const { dropped, duplicated, reordered } of [links, rendezvous]) {
        expect(Math.min(dropped, duplicated, reordered)).toBeGreaterThan(0)
      }
    })
  }

  test.skipIf(STEPS_EACH < EVERY_KIND)('there is no step that never happened', () => {
    expect([...STEPS.keys()].filter((kind) => !everDone.has(kind))).toEqual([])
  })
})
