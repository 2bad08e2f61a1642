import { describe, expect, it } from 'vitest'
import { isPeelable, peel, type Range } from './peel.ts'
import { createRng } from './test-items.ts'

const MODULUS = 2n ** 48n

function hashesOf(seed: number, count: number): Float64Array {
  const rng = createRng(seed)
  return Float64Array.from({ length: count }, () => Math.floor(rng() * 2 ** 48))
}

function differenceOf(hashes: Float64Array, indices: readonly number[]) {
  const sum = indices.reduce((total, index) => total + BigInt(hashes[index] ?? 0), 0n) % MODULUS
  return { count: indices.length, sum: Number(sum) }
}

function indicesOf(ranges: readonly Range[] | undefined): number[] {
  return (ranges ?? []).flatMap(([from, to]) => Array.from({ length: to - from }, (_, i) => from + i))
}

describe('peeling', () => {
  it.each([
    [1, 20_000],
    [2, 5000],
    [3, 128],
  ])('finds %d items among %d by the sum of their hashes, wherever they are', (missing, size) => {
    for (let seed = 0; seed < 30; seed++) {
      const rng = createRng(seed)
      const hashes = hashesOf(seed, size)
      const chosen = new Set<number>([0, size - 1].slice(0, seed % (missing + 1)))
      while (chosen.size < missing) chosen.add(Math.floor(rng() * size))
      const found = peel(hashes, differenceOf(hashes, [...chosen]))
      expect(indicesOf(found)).toEqual([...chosen].sort((a, b) => a - b))
    }
  })

  it.each([4, 100, 5000])('finds %d neighbours, wherever they are', (missing) => {
    for (let seed = 0; seed < 20; seed++) {
      const hashes = hashesOf(seed, 5000)
      const from = [0, 5000 - missing][seed] ?? Math.floor(createRng(seed)() * (5001 - missing))
      const indices = Array.from({ length: missing }, (_, i) => from + i)
      expect(peel(hashes, differenceOf(hashes, indices))).toEqual([[from, from + missing]])
    }
  })

  it('finds nothing where the difference is not made of these items alone', () => {
    const hashes = hashesOf(1, 100)
    for (const count of [1, 2, 3]) expect(peel(hashes, { count, sum: 12_345 })).toBeUndefined()
    expect(peel(hashes.subarray(0, 2), { count: 3, sum: 0 })).toBeUndefined()
    expect(peel(new Float64Array(0), { count: 1, sum: 5 })).toBeUndefined()
    expect(peel(hashes, differenceOf(hashes, [1, 2, 3, 5]))).toBeUndefined()
  })

  it('is tried for three items in small windows, for two in larger ones, for one in any, for more in none', () => {
    expect([isPeelable(3, 128), isPeelable(3, 129)]).toEqual([true, false])
    expect([isPeelable(2, 2 ** 14), isPeelable(2, 2 ** 14 + 1)]).toEqual([true, false])
    expect([isPeelable(1, 1_000_000), isPeelable(4, 4), isPeelable(0, 1)]).toEqual([true, false, false])
  })
})
