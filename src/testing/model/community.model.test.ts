/**
 * Five people do whatever comes to mind on a bad network, and the engine must agree with the model of
 * it (`gather.ts`, `glance.ts`) and with itself (the oracle). One seed in the test command; with
 * `SOTTO_LONG=1` ten of 10,000 steps. `SOTTO_SEEDS` names others, separated by commas, and
 * `SOTTO_STEPS` how many steps each.
 */

import { describe, expect, test } from 'vitest'
import { failureText } from './explain.ts'
import { simulate, stepsFrom } from './simulate.ts'

const IS_LONG = process.env.SOTTO_LONG === '1'
const SEEDS = (process.env.SOTTO_SEEDS ?? (IS_LONG ? '1,2,3,4,5,6,7,8,9,10' : '1')).split(',')
const STEPS = Number(process.env.SOTTO_STEPS ?? (IS_LONG ? 10_000 : 2_000))
const MINUTE_MS = 60_000

describe('five people on a bad network', () => {
  for (const seed of SEEDS) {
    const fact = `${STEPS} random steps from seed ${seed} end where the model says`
    test(fact, { timeout: IS_LONG ? 120 * MINUTE_MS : 15 * MINUTE_MS }, async () => {
      const simulation = { seed, steps: stepsFrom(seed, STEPS) }
      const { failure, done, said, traffic } = await simulate(simulation)
      if (failure !== undefined) throw new Error(await failureText(simulation, failure))
      console.log(`seed ${seed}: ${said} messages; ${[...done].map(([kind, times]) => `${kind} ${times}`).join(', ')}`)
      for (const kind of [
        'join',
        'delete',
        'leave',
        'sleep for months',
        'close invite',
        'crash',
        'partition',
        'sleep',
        'turn clock',
        'everybody meets',
      ]) {
        expect(done.get(kind), kind).toBeGreaterThan(0)
      }
      const { links, rendezvous } = traffic
      for (const { dropped, duplicated, reordered } of [links, rendezvous]) {
        expect(Math.min(dropped, duplicated, reordered)).toBeGreaterThan(0)
      }
    })
  }
})
