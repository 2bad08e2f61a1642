/** The model run catches what is wrong, and cuts a failing run down to what matters. */

import { expect, test } from 'vitest'
import { shrink } from './explain.ts'
import { present } from './run.ts'
import { ddmin } from './shrink.ts'
import { type Simulation, simulate, stepsFrom } from './simulate.ts'
import type { Browser, Step } from './step.ts'
import type { StepKind } from './steps/kind.ts'
import { STEPS } from './steps.ts'

test('ddmin keeps only what is needed, in its order', async () => {
  const numbers = Array.from({ length: 100 }, (_, i) => i)
  const needs = [17, 18, 63]
  let tries = 0
  const fails = async (candidate: readonly number[]) => {
    tries += 1
    return needs.every((need) => candidate.includes(need))
  }
  expect(await ddmin(numbers, fails)).toEqual(needs)
  expect(tries).toBeLessThan(150)
})

test('ddmin that may try nothing keeps everything', async () => {
  const all = [1, 2, 3]
  expect(
    await ddmin(
      all,
      async () => true,
      () => false,
    ),
  ).toEqual(all)
})

/** Steps of a kind that breaks somebody's database behind the engine's back. */
function withFault(statement: string): ReadonlyMap<string, StepKind> {
  const run: StepKind['run'] = async (world, { who }) => {
    const here = present(world, who)
    return here !== undefined && here.member.device.sql.run(statement, [here.joined.identity]) > 0
  }
  return new Map([...STEPS, ['fault', { weight: 6, run }]])
}

const DETERMINISM_STEPS = 60

test('the same seed and steps are the same run', { timeout: 300_000 }, async () => {
  const steps = stepsFrom('same', DETERMINISM_STEPS)
  const [first, second] = [await simulate({ seed: 'same', steps }), await simulate({ seed: 'same', steps })]
  expect(second).toEqual(first)
})

/** A day in short: `kind`, and who. */
function dayOf(...acts: readonly (readonly [kind: string, who: Browser])[]): readonly Step[] {
  return acts.map(([kind, who], i) => ({ kind, number: 3 * i + 1, who, x: 0.5, y: 0.5, pause_ms: 100 }))
}

const CHATTER = Array.from({ length: 6 }, () => ['post', 'alice'] as const)

interface Fault {
  readonly fault: string
  readonly statement: string
  readonly rule: string
  readonly steps: readonly Step[]
  /** What the run is cut down to. */
  readonly left: readonly string[]
}

const faults: readonly Fault[] = [
  {
    fault: 'a message whose text was changed',
    statement: "UPDATE message SET text = 'never said' WHERE recorded_by = ?",
    rule: 'a message is shown as it was said, by who said it, and when',
    steps: dayOf(...CHATTER, ['rename', 'alice'], ['crash', 'bob'], ['fault', 'alice'], ['look', 'alice'], ...CHATTER),
    left: ['post', 'fault', 'look'],
  },
  {
    fault: 'a receipt for what nobody holds',
    statement: 'UPDATE have_ephemeral SET last_seq = 100000 WHERE recorded_by = ?',
    rule: 'a delivery mark never says more than is true',
    steps: dayOf(
      ['invite', 'alice'],
      ['join', 'bob'],
      ['wait', 'bob'],
      ...CHATTER,
      ['everybody meets', 'bob'],
      ['go offline', 'alice'],
      ['fault', 'alice'],
      ['post', 'alice'],
      ['look', 'alice'],
    ),
    left: ['fault', 'post', 'look'],
  },
]

for (const { fault, statement, rule, steps, left } of faults) {
  test(`${fault} is found, and the run is cut down to what it takes`, { timeout: 300_000 }, async () => {
    const simulation: Simulation = { seed: 'fault', steps, kinds: withFault(statement) }
    const { failure } = await simulate(simulation)
    expect(failure?.rule).toBe(rule)
    if (failure === undefined) return
    const shrunk = await shrink(simulation, failure)
    expect(shrunk.steps.length).toBeLessThan(steps.length)
    for (const kind of left) expect(shrunk.steps.map((step) => step.kind)).toContain(kind)
    expect(shrunk.failure.rule).toBe(rule)
  })
}
