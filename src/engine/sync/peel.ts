/**
 * Peeling: finding the few items of a window whose hashes sum to a known difference.
 *
 * If my fingerprint minus yours is that of some of my items, those are what you lack: no filter and no
 * further round. Looked for are any number of neighbours (what a device that was away or an interrupted
 * joiner lacks) and any two or three items. Wrong ones fit by chance once in 2^48 divided by the number of
 * candidates; that costs a few events sent in vain, and the roots still differ.
 */

import type { Fingerprint } from './fingerprint.ts'

const MODULUS = 2 ** 48

/** Windows up to these sizes are searched for so many items anywhere: n log n steps for two, n² for three. */
const MAX_WINDOW: Readonly<Record<number, number>> = { 1: 2 ** 30, 2: 2 ** 14, 3: 128 }

/** Items `from … to` (exclusive) of those searched. */
export type Range = readonly [from: number, to: number]

/** Whether a difference of so many items is found in a window of `size` wherever they are. */
export function isPeelable(difference: number, size: number): boolean {
  return size <= (MAX_WINDOW[difference] ?? 0)
}

/** Steps that a search takes, each a few additions. */
export function peelSteps(difference: number, size: number): number {
  return difference === 3 && isPeelable(3, size) ? 1.5 * size * size : size
}

/**
 * @param hashes `h mod 2^48` of the candidates, in the order of their items
 * @param difference with a count of 1 … hashes.length
 */
export function peel(hashes: Float64Array, difference: Fingerprint): readonly Range[] | undefined {
  const { count, sum } = difference
  const run = runOf(hashes, count, sum)
  if (run !== undefined) return [run]
  if (count === 1 || !isPeelable(count, hashes.length)) return undefined
  const ranges: Range[] = []
  for (const hash of termsOf(hashes.slice().sort(), count, sum) ?? []) {
    const index = hashes.indexOf(hash)
    ranges.push([index, index + 1])
  }
  return ranges.length === count ? ranges.sort(([a], [b]) => a - b) : undefined
}

/** So many neighbours with this sum: one pass, taking up an item and letting go of another. */
function runOf(hashes: Float64Array, count: number, sum: number): Range | undefined {
  let window = 0
  for (let end = 0; end < hashes.length; end++) {
    window += hashes[end] as number
    if (end >= count) window -= hashes[end - count] as number
    if (window >= MODULUS) window -= MODULUS
    else if (window < 0) window += MODULUS
    if (window === sum && end >= count - 1) return [end - count + 1, end + 1]
  }
  return undefined
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
