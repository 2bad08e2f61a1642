/**
 * A door that takes bytes from outside, and how it is fuzzed: recipes make inputs of the right structure
 * that are wrong in one place, signatures and checksums made good again where a deep check is to be
 * reached. Recipes take turns, so that no reason is left to luck; what comes out is counted by reason.
 */

import type { Prng } from '../../platform/sim/prng.ts'

/** What an input came to: a reason of the door's closed union, or `ok`. */
export type Histogram = Map<string, number>

export interface FuzzTarget {
  readonly name: string
  /** All the door can say. What is never said is dead code, or a check in the wrong place. */
  readonly reasons: readonly string[]
  /** Inputs in the test command; a long run multiplies them. */
  readonly inputs: number
  readonly recipes: readonly Recipe[]
}

/** Makes one input, hands it to the door, checks what must hold of any answer, and says the reason. */
export type Recipe = (prng: Prng) => string | Promise<string>

/** The names of a closed union as a list: does not compile while one is missing. */
export function reasonsOf<Reason extends string>(all: Readonly<Record<Reason, true>>): readonly Reason[] {
  return Object.keys(all) as Reason[]
}

/** Every reason is to come up so often in any run. */
export const REACHED_AT_LEAST = 100
/** `SOTTO_SEED` tries another. */
export const SEED = process.env.SOTTO_SEED ?? 'fuzz'
/** A long run at the lowest priority may take a day; what hangs in the test command is stopped with its group. */
export const FUZZ_LIMIT_MS = 24 * 60 * 60 * 1000
/** The inputs of all targets in the test command, roughly: what a long run multiplies. */
const INPUTS_OF_ALL = 24_000

/** Inputs of one target in this run. `SOTTO_FUZZ_N` is the number over all targets. */
export function inputsOf(target: FuzzTarget): number {
  const wanted = Number(process.env.SOTTO_FUZZ_N ?? 0)
  return Math.max(target.inputs, Math.ceil((wanted * target.inputs) / INPUTS_OF_ALL))
}

/** @throws whatever the door throws, with the number of the input: the seed and it name the input */
export async function fuzz(target: FuzzTarget, count: number, prng: Prng): Promise<Histogram> {
  const histogram: Histogram = new Map(target.reasons.map((reason) => [reason, 0]))
  for (let i = 0; i < count; i++) {
    const turn = i % target.recipes.length
    const recipe = target.recipes[turn] as Recipe
    try {
      const reason = await recipe(prng.fork(`${i}`))
      histogram.set(reason, (histogram.get(reason) ?? 0) + 1)
    } catch (error) {
      if (error instanceof Error) error.message += ` (${target.name}, input ${i}, recipe ${turn})`
      throw error
    }
  }
  return histogram
}

/** `name  reason 123  reason 456`, for the report. */
export function histogramLines(name: string, histogram: Histogram): string {
  const total = [...histogram.values()].reduce((sum, times) => sum + times, 0)
  const parts = [...histogram].map(([reason, times]) => `  ${reason.padEnd(24)} ${String(times).padStart(9)}`)
  return [`${name}: ${total} inputs`, ...parts].join('\n')
}
