/**
 * The bars of the sync design, on as much of the benchmark (`npm run bench -- sync`) as runs in seconds.
 * A flight is half a round trip; bytes are all but the events themselves.
 */

import { describe, expect, it } from 'vitest'
import { type Reconciliation, reconcile } from './reconcile.ts'
import { SyncSet } from './set.ts'
import { createRng, randomBytes, randomItems, setOf } from './test-items.ts'
import { type Pattern, patternPair } from './test-patterns.ts'

function runs(pattern: Pattern, n: number, d: number, count: number): Reconciliation[] {
  return Array.from({ length: count }, (_, seed) => {
    const rng = createRng(1000 * seed + n + d)
    const [mine, theirs] = patternPair(pattern, n, d, rng).map((items) => setOf(items))
    if (mine === undefined || theirs === undefined) throw new Error('a pair of sets')
    const sides = seed % 2 === 0 ? ([mine, theirs] as const) : ([theirs, mine] as const)
    const result = reconcile(...sides, { key: randomBytes(rng, 16) })
    expect(result.states).toEqual(['synced', 'synced'])
    expect(mine.size).toBe(theirs.size)
    return result
  })
}

/** The largest once the worst twentieth is set aside. */
function p95(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? 0
}

const SIZES = [
  [1000, 12],
  [10_000, 4],
  [100_000, 1],
] as const

describe.each(SIZES)('of %d items', (n, count) => {
  it.each(['recent', 'fork', 'scattered', 'resume'] as const)(
    'one missing (%s) costs at most 400 bytes, and the event is there after 1.5 round trips',
    (pattern) => {
      for (const { bytes, lastEventFlight, events } of runs(pattern, n, 1, count)) {
        expect(bytes).toBeLessThanOrEqual(400)
        expect(lastEventFlight).toBeLessThanOrEqual(3)
        expect(events[0] + events[1]).toBe(1)
      }
    },
  )

  it.each([
    ['recent', 10],
    ['recent', 100],
    ['fork', 10],
    ['fork', 100],
  ] as const)('%s differences, %d of them, cost at most 1 kB and for 95 in 100 runs 2.5 round trips', (pattern, d) => {
    const results = runs(pattern, n, d, 2 * count)
    for (const { bytes } of results) expect(bytes).toBeLessThanOrEqual(1000)
    expect(p95(results.map(({ lastEventFlight }) => lastEventFlight))).toBeLessThanOrEqual(5)
  })

  it.each([
    ['recent', 1000],
    ['recent', 10_000],
    ['fork', 1000],
    ['fork', 10_000],
  ] as const)('%s differences, %d of them, cost at most 6 bytes each and 4 round trips', (pattern, d) => {
    for (const { bytes, lastEventFlight } of runs(pattern, n, d, Math.ceil(count / 4))) {
      expect(bytes).toBeLessThanOrEqual(6 * d)
      expect(lastEventFlight).toBeLessThanOrEqual(8)
    }
  })

  it.each([2, 10, 100, 1000, 10_000])(
    'scattered differences, %d of them, cost at most 512 bytes and 24 each, and 3.5 round trips',
    (d) => {
      for (const { bytes, lastEventFlight } of runs('scattered', n, d, d > 1000 ? Math.ceil(count / 4) : count)) {
        expect(bytes).toBeLessThanOrEqual(512 + 24 * d)
        expect(lastEventFlight).toBeLessThanOrEqual(7)
      }
    },
  )

  it('a joiner costs one opening at most beyond the events, and none comes twice', () => {
    for (const { bytes, wasted } of runs('joiner', n, 0, count)) {
      expect(bytes).toBeLessThanOrEqual(400)
      expect(wasted).toBe(0)
    }
  })

  it('an interrupted joiner costs no more than one missing event', () => {
    for (const { bytes, wasted } of runs('resume', n, n / 2, count)) {
      expect(bytes).toBeLessThanOrEqual(400)
      expect(wasted).toBe(0)
    }
  })
})

it('one missing of a million costs at most 400 bytes, and the event is there after 1.5 round trips', () => {
  for (const { bytes, lastEventFlight, events } of runs('fork', 1_000_000, 1, 2)) {
    expect(bytes).toBeLessThanOrEqual(400)
    expect(lastEventFlight).toBeLessThanOrEqual(3)
    expect(events[0] + events[1]).toBe(1)
  }
}, 120_000)

describe('the filter', () => {
  it('filters: of 2,000 items on each side, half in common, at most one in a hundred is sent in vain', () => {
    const rng = createRng(7)
    const common = randomItems(rng, 1000)
    const [a, b] = [setOf(common, randomItems(rng, 1000)), setOf(common, randomItems(rng, 1000))]
    const { wasted, events } = reconcile(a, b, { key: randomBytes(rng, 16) })
    expect([a.size, b.size]).toEqual([3000, 3000])
    expect(events[0] + events[1]).toBeGreaterThanOrEqual(2000)
    expect(wasted).toBeLessThanOrEqual(20)
  })

  it('is not needed by who has nothing', () => {
    const items = randomItems(createRng(8), 3000)
    const { bytes, wasted } = reconcile(new SyncSet(), setOf(items), { key: new Uint8Array(16) })
    expect(bytes).toBeLessThanOrEqual(64 + 4 * 3000)
    expect(wasted).toBe(0)
  })
})
