/**
 * How many differences to expect in a window, from what is known of the windows of a flight: of some how
 * many items differ, of others only that some do.
 *
 * Model: differences fall on items independently, ρ to an item, so the differences of a window of s items
 * are Poisson with mean ρs, and none with probability e^(−ρs). Windows near the newest items are small and
 * old ones large, so their pattern alone tells the order of magnitude of ρ.
 */

export interface Sample {
  /** Items in the window, on the side that has more. */
  readonly size: number
  /** How many differ. */
  readonly differences: number | 'some'
}

const BISECTIONS = 40

/** The maximum-likelihood ρ; 0 if nothing differs. */
export function differenceDensity(samples: readonly Sample[]): number {
  const some: number[] = []
  let counted = 0
  let searched = 0
  for (const { size, differences } of samples) {
    if (size === 0) continue
    if (differences === 'some') some.push(size)
    else {
      counted += differences
      searched += size
    }
  }
  if (some.length === 0) return searched === 0 ? 0 : counted / searched
  const smallest = Math.min(...some)
  // Where everything differs ρ has no maximum: half the smallest window is taken to be equal.
  if (searched === 0) searched = smallest / 2
  // The likelihood is greatest where Σ s / (e^(ρs) − 1), over windows where some differ, and the differences
  // counted, divided by ρ, are together as many as the items searched.
  let low = 0
  let high = 64 / smallest + (2 * counted) / searched
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    let expected = counted / middle
    for (const size of some) expected += size / Math.expm1(middle * size)
    if (expected > searched) low = middle
    else high = middle
  }
  return low
}

/** Expected differences in a window of so many items that is known to differ. */
export function expectedDifferences(density: number, size: number): number {
  const mean = density * size
  return mean / -Math.expm1(-mean) || 1
}
