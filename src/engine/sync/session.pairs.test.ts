/**
 * Convergence over random pairs of sets, against the naive twin. SOTTO_LONG=1 runs 100,000 pairs.
 */

import process from 'node:process'
import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { type Reconciliation, reconcile } from './reconcile.ts'
import type { SyncSet } from './set.ts'
import { createRng, randomBytes, randomItems, randomPair, setOf } from './test-items.ts'
import type { Item } from './window.ts'

const SEED = 20_261_120
const PAIRS = process.env.SOTTO_LONG === '1' ? 100_000 : 3000

/** The naive twin: a plain map of everything that either set has. */
function union(a: SyncSet, b: SyncSet): Map<string, Item> {
  const items = new Map<string, Item>()
  for (const set of [a, b]) for (const item of set.oldestFirst()) items.set(String.fromCharCode(...item.id), item)
  return items
}

function expectUnion(a: SyncSet, b: SyncSet, expected: ReadonlyMap<string, Item>, result: Reconciliation): void {
  expect(result.states).toEqual(['synced', 'synced'])
  expect(result.flights).toBeLessThanOrEqual(12)
  expect([a.size, b.size]).toEqual([expected.size, expected.size])
  for (const item of expected.values()) if (!a.has(item) || !b.has(item)) throw new Error(`missing: ${toHex(item.id)}`)
}

describe('two sessions', () => {
  it(`bring any two sets to their union, in at most 12 flights (${PAIRS} pairs from seed ${SEED})`, {
    timeout: 600_000 + 50 * PAIRS,
  }, () => {
    for (let trial = 0; trial < PAIRS; trial++) {
      const seed = SEED + trial
      const rng = createRng(seed)
      const [a, b] = randomPair(rng, 3000)
      const expected = union(a, b)
      const result = reconcile(a, b, { key: randomBytes(rng, 16), scope: trial % 2 })
      try {
        expectUnion(a, b, expected, result)
      } catch (error) {
        throw new Error(`pair of seed ${seed}: ${JSON.stringify(result)}`, { cause: error })
      }
    }
  })

  it.each([1, 2, 3, 4, 5, 6])('bring pairs of 20,000 to their union (%d)', (seed) => {
    const rng = createRng(SEED - seed)
    const common = randomItems(rng, 20_000)
    const differences = [0, 1, 10, 100, 1000, 20_000][seed - 1] ?? 0
    const a = setOf(common, randomItems(rng, differences))
    const b = setOf(common, randomItems(rng, differences))
    const expected = union(a, b)
    expectUnion(a, b, expected, reconcile(a, b, { key: randomBytes(rng, 16) }))
  })
})
