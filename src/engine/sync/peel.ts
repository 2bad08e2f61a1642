/**
 * Peeling: finding the few items of a window whose hashes sum to a known difference.
 *
 * If my fingerprint minus yours has a count of 1 to 3, and that many of my items sum to its sum, those are
 * what you lack: no filter and no further round. A wrong set of items fits by chance once in 2^48 divided
 * by the number of candidates; it costs a few events sent in vain, and the roots still differ.
 */

import type { Fingerprint } from './fingerprint.ts'

const MODULUS = 2 ** 48

/** Windows up to these sizes are searched for so many items: work is linear for one and two, square for three. */
const MAX_WINDOW: Readonly<Record<number, number>> = { 1: 2 ** 30, 2: 2 ** 14, 3: 128 }

/** Whether a difference of so many items is looked for in a window of `size`. */
export function isPeelable(difference: number, size: number): boolean {
  return size <= (MAX_WINDOW[difference] ?? 0)
}

/** Steps that a search takes, each a few additions. */
export function peelSteps(difference: number, size: number): number {
  return difference === 3 ? 1.5 * size * size : size
}

/**
 * @param hashes `h mod 2^48` of the candidates
 * @param difference with a count of 1 to 3
 * @returns the indices of the items found, or `undefined`
 */
export function peel(hashes: Float64Array, difference: Fingerprint): readonly number[] | undefined {
  const { count, sum } = difference
  const found = count === 1 ? [sum] : termsOf(hashes.slice().sort(), count, sum)
  const indices: number[] = []
  for (const hash of found ?? [Number.NaN]) {
    const index = hashes.indexOf(hash)
    if (index < 0 || indices.includes(index)) return undefined
    indices.push(index)
  }
  return indices
}

/** Two or three different entries of a sorted list that make up the sum mod 2^48. */
function termsOf(sorted: Float64Array, count: number, sum: number): readonly number[] | undefined {
  for (let whole = sum; whole < sum + count * MODULUS; whole += MODULUS) {
    if (count === 2) {
      const pair = pairOf(sorted, 0, whole)
      if (pair !== undefined) return pair
      continue
    }
    for (let first = 0; first < sorted.length; first++) {
      const term = sorted[first] as number
      const pair = pairOf(sorted, first + 1, whole - term)
      if (pair !== undefined) return [term, ...pair]
    }
  }
  return undefined
}

/** Two entries from `from` on with exactly this sum: one finger from each end. */
function pairOf(sorted: Float64Array, from: number, sum: number): readonly [number, number] | undefined {
  let low = from
  let high = sorted.length - 1
  while (low < high) {
    const a = sorted[low] as number
    const b = sorted[high] as number
    if (a + b === sum) return [a, b]
    if (a + b < sum) low++
    else high--
  }
  return undefined
}
