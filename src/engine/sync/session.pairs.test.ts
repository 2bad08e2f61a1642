/**
 * Convergence of 100,000 random pairs of sets, against what they were made of; a million with SOTTO_LONG=1.
 */

import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { reconcile } from './reconcile.ts'
import type { SyncSet } from './set.ts'
import { createIdPool, createRng, logUniform, type Rng, randomBytes, randomPair, setOf } from './test-items.ts'
import type { Item } from './window.ts'

const SEED = 20_261_120
const PAIRS = process.env.SOTTO_LONG === '1' ? 1_000_000 : 100_000
const LARGE_PAIRS = 50
const MOST_FLIGHTS = 12
const poolOf = createIdPool(SEED)

/** Two sets, and what only some of them has; the other `common` items are in both. */
interface Trial {
  readonly pair: readonly [SyncSet, SyncSet]
  readonly common: number
  readonly others: readonly Item[]
}

/** @throws Error unless both sets become their union in at most twelve flights @returns how many it took */
function expectUnion({ pair: [a, b], common, others }: Trial, rng: Rng, scope: number): number {
  const result = reconcile(a, b, { key: randomBytes(rng, 16), scope })
  const { states, flights } = result
  const ended = states[0] === 'synced' && states[1] === 'synced' && flights <= MOST_FLIGHTS
  const size = common + others.length
  if (!ended || a.size !== size || b.size !== size) {
    throw new Error(`${a.size} and ${b.size} of ${size}: ${JSON.stringify(result)}`)
  }
  for (const item of others) if (!a.has(item) || !b.has(item)) throw new Error(`missing: ${toHex(item.id)}`)
  return flights
}

/** Tries pairs one by one. @returns how many took so many flights */
function tryPairs(count: number, make: (rng: Rng) => Trial): number[] {
  const flights: number[] = []
  for (let trial = 0; trial < count; trial++) {
    const rng = createRng(SEED + trial)
    try {
      const taken = expectUnion(make(rng), rng, trial % 2)
      flights[taken] = (flights[taken] ?? 0) + 1
    } catch (error) {
      throw new Error(`pair ${trial}`, { cause: error })
    }
  }
  return flights
}

/** Small sets mostly, some large ones: a small pair exercises as many decisions, for a tenth of the time. */
function largestSize(rng: Rng): number {
  const draw = rng()
  return draw < 0.9 ? 30 : draw < 0.98 ? 300 : 3000
}

describe('two sessions', () => {
  it(`bring any two sets to their union, in at most 12 flights (${PAIRS} pairs)`, { timeout: 10 * PAIRS }, () => {
    const flights = tryPairs(PAIRS, (rng) => {
      const { shared, a, b } = randomPair(rng, largestSize(rng), poolOf(rng))
      return { pair: [setOf(shared, a), setOf(shared, b)], common: 0, others: [...shared, ...a, ...b] }
    })
    expect(flights.reduce((sum, count) => sum + count)).toBe(PAIRS)
    expect(flights.findIndex((count) => count > 0)).toBe(2) // equal ones are among them
  })

  it('bring fifty pairs of 100,000 to their union, from no difference to a tenth', { timeout: 300_000 }, () => {
    const source = createRng(SEED)
    const makeItems = poolOf(source)
    const first = makeItems(source, 100_000).sort((a, b) => a.created_at - b.created_at)
    const pair = [setOf(first), setOf(first)] as const
    // Equal after each trial: the next begins with what they have become.
    const flights = tryPairs(LARGE_PAIRS, (rng) => {
      const common = pair[0].size
      const others = pair.flatMap((set) => {
        const own = makeItems(rng, logUniform(rng, 5000))
        for (const item of own) set.insert(item)
        return own
      })
      return { pair, common, others }
    })
    expect(flights.reduce((sum, count) => sum + count)).toBe(LARGE_PAIRS)
  })
})
