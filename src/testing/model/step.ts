/**
 * One step of a model run, as data: a run is a pure function of its seed and its list of steps, so that
 * a failing list can be cut into pieces and tried again. A step draws nothing while it runs.
 */

import type { Prng } from '../../platform/sim/prng.ts'

export const PEOPLE = ['alice', 'bob', 'carol', 'dora', 'erin'] as const
export const FOUNDER = PEOPLE[0]
/** Second browsers of the first two: they join by no link, and are linked to their person's first. */
const PHONE_NAMES = ['alice-phone', 'bob-phone'] as const
export type Browser = (typeof PEOPLE)[number] | (typeof PHONE_NAMES)[number]
/** Whose each phone is. */
export const PHONES: ReadonlyMap<Browser, Browser> = new Map(
  PHONE_NAMES.map((phone, i) => [phone, PEOPLE[i] ?? FOUNDER]),
)
export const BROWSERS: readonly Browser[] = [...PEOPLE, ...PHONE_NAMES]

export interface Step {
  /** A key of the table of steps. */
  readonly kind: string
  /** Its place in the list it was drawn in: texts and names are made of it, also in a shrunk list. */
  readonly number: number
  readonly who: Browser
  /** What the kind makes of them; uniform in [0, 1). */
  readonly x: number
  readonly y: number
  /** How long the world goes on before it. */
  readonly pause_ms: number
}

const LONGEST_PAUSE_MS = 3_000

/** One of several, by a number in [0, 1). @throws Error when there is none */
export function pick<Item>(items: readonly Item[], x: number): Item {
  const item = items[Math.floor(x * items.length)]
  if (item === undefined) throw new Error('one of nothing')
  return item
}

/** @param weights how often each kind is drawn, relative to the others */
export function drawSteps(prng: Prng, count: number, weights: ReadonlyMap<string, number>): readonly Step[] {
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const drawKind = (): string => {
    let left = prng.next() * total
    for (const [kind, weight] of weights) {
      left -= weight
      if (left < 0) return kind
    }
    throw new Error('no kind has any weight')
  }
  return Array.from({ length: count }, (_, number) => ({
    kind: drawKind(),
    number,
    who: pick(BROWSERS, prng.next()),
    x: prng.next(),
    y: prng.next(),
    // Mostly close together, now and then some seconds apart.
    pause_ms: Math.floor(LONGEST_PAUSE_MS * prng.next() ** 3),
  }))
}

export function stepLine({ kind, number, who, x, y, pause_ms }: Step): string {
  return `${number}: ${kind} ${who} x=${x.toFixed(3)} y=${y.toFixed(3)} after ${pause_ms} ms`
}
