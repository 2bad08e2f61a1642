import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { BloomFilter, FILTER_SHAPE, filterBytes, filterKey } from './bloom.ts'
import { viewOf } from './chaskey.ts'
import { createRng, randomBytes, TEST_KEY } from './test-items.ts'

function filterOf(ids: Uint8Array, key: Uint8Array): BloomFilter {
  const count = ids.length / 32
  const filter = new BloomFilter(key, new Uint8Array(filterBytes(count, FILTER_SHAPE)))
  for (let i = 0; i < count; i++) filter.add(viewOf(ids), 32 * i)
  return filter
}

function hits(filter: BloomFilter, ids: Uint8Array): Set<number> {
  const found = new Set<number>()
  for (let i = 0; i < ids.length / 32; i++) if (filter.has(viewOf(ids), 32 * i)) found.add(i)
  return found
}

describe('a Bloom filter', () => {
  it('has every id that was added', () => {
    const rng = createRng(31)
    for (const count of [1, 2, 3, 10, 100, 3000]) {
      const ids = randomBytes(rng, 32 * count)
      expect(hits(filterOf(ids, TEST_KEY), ids).size).toBe(count)
    }
  })

  it.each([16, 64, 500, 4096, 20_000])('of %d items is wrong about at most 0.5 % of other ids', (count) => {
    const rng = createRng(32 + count)
    const trials = 200_000
    const rounds = count < 500 ? 20 : 4 // small filters vary from one to the next
    let wrong = 0
    for (let round = 0; round < rounds; round++) {
      const filter = filterOf(randomBytes(rng, 32 * count), randomBytes(rng, 16))
      wrong += hits(filter, randomBytes(rng, (32 * trials) / rounds)).size
    }
    expect(wrong / trials).toBeLessThanOrEqual(0.005)
    expect(wrong / trials).toBeGreaterThan(0.001) // far below theory would mean that nothing is tested
  })

  it('of the next flight is wrong about other ids: a false positive lasts no longer than the theory says', () => {
    const rng = createRng(33)
    const ids = randomBytes(rng, 32 * 2000)
    const others = randomBytes(rng, 32 * 400_000)
    const place = { scope: 1, run: 1, flight: 1, index: 0 }
    const first = hits(filterOf(ids, filterKey(TEST_KEY, place)), others)
    const second = hits(filterOf(ids, filterKey(TEST_KEY, { ...place, flight: 3 })), others)
    const both = [...first].filter((i) => second.has(i)).length
    expect(first.size).toBeGreaterThan(800)
    expect(both).toBeLessThan(20) // 400,000 · 0.0033² ≈ 4 expected
  })

  it('is keyed by scope, run, flight, index and link', () => {
    const place = { scope: 1, run: 1, flight: 1, index: 1 }
    const keys = [
      filterKey(TEST_KEY, place),
      filterKey(TEST_KEY, { ...place, scope: 0 }),
      filterKey(TEST_KEY, { ...place, run: 2 }),
      filterKey(TEST_KEY, { ...place, run: 257 }),
      filterKey(TEST_KEY, { ...place, flight: 2 }),
      filterKey(TEST_KEY, { ...place, index: 2 }),
      filterKey(TEST_KEY, { ...place, index: 258 }),
      filterKey(TEST_KEY.toReversed(), place),
    ]
    expect(new Set(keys.map(toHex)).size).toBe(keys.length)
  })

  it('has known bytes for a known key and ids', () => {
    const ids = Uint8Array.from({ length: 96 }, (_, i) => i)
    const key = filterKey(TEST_KEY, { scope: 1, run: 2, flight: 3, index: 4 })
    expect(toHex(key)).toBe('7d6d51c8a9e4cce7883b96490747d5b2') // as a second implementation answers
    expect(toHex(filterOf(ids, key).bytes)).toBe('872146b05e')
  })
})
