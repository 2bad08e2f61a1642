/**
 * What a failed run prints: the seed, the phase, the shortest list of steps found that breaks the same
 * rule, the log tails and what every blocked event waits for. Shrinking is bounded in time.
 */

import { ddmin } from './shrink.ts'
import { type Failure, type Simulation, simulate } from './simulate.ts'
import { type Step, stepLine } from './step.ts'

const SHRINK_MS = 5 * 60_000
const MOST_STEPS = 200

export interface Shrunk {
  readonly steps: readonly Step[]
  readonly failure: Failure
}

/** The shortest prefix, then ddmin over it, for at most `limit_ms` of real time. */
export async function shrink(simulation: Simulation, failure: Failure, limit_ms = SHRINK_MS): Promise<Shrunk> {
  const end = performance.now() + limit_ms
  let best: Shrunk = { steps: simulation.steps.slice(0, failure.begun), failure }
  const fails = async (steps: readonly Step[]): Promise<boolean> => {
    const finished = await simulate({ ...simulation, steps })
    if (finished.failure?.rule !== failure.rule) return false
    best = { steps, failure: finished.failure }
    return true
  }
  await ddmin(best.steps, fails, () => performance.now() < end)
  return best
}

export async function failureText(simulation: Simulation, first: Failure): Promise<string> {
  const { steps, failure } = await shrink(simulation, first)
  const from = `${simulation.steps.length} steps, at step ${first.begun}`
  return [
    `seed ${simulation.seed} (${from}): ${first.message}`,
    `The same rule breaks after these ${steps.length} steps:`,
    ...steps.slice(-MOST_STEPS).map((step) => `  ${stepLine(step)}`),
    failure.message,
    failure.report,
  ].join('\n')
}
