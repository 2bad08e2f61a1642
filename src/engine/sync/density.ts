/**
 * How many differences to expect in a window, from which windows of a flight differ and which do not.
 *
 * Model: differences fall on items independently, ρ to an item, so a window of s items is equal with
 * probability e^(−ρs). Windows near the newest items are small and old ones large, so their pattern alone
 * tells the order of magnitude of ρ, which is all that choosing a number of pieces needs.
 */

export interface Sample {
  /** Items in the window, on the side that has more. */
  readonly size: number
  readonly differs: boolean
}

const BISECTIONS = 40

/** The maximum-likelihood ρ; 0 if nothing differs. */
export function differenceDensity(samples: readonly Sample[]): number {
  const sizes = samples.filter(({ differs, size }) => differs && size > 0).map(({ size }) => size)
  const smallest = Math.min(...sizes)
  if (sizes.length === 0) return 0
  // Where everything differs ρ has no maximum: half the smallest window is taken to be equal.
  let equal = smallest / 2
  for (const { size, differs } of samples) if (!differs) equal += size
  // The likelihood is greatest where Σ over differing windows of s / (e^(ρs) − 1) equals the items in equal ones.
  let low = 0
  let high = 64 / smallest
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2
    let expected = 0
    for (const size of sizes) expected += size / Math.expm1(middle * size)
    if (expected > equal) low = middle
    else high = middle
  }
  return low
}

/** Expected differences in a window of so many items that is known to differ. */
export function expectedDifferences(density: number, size: number): number {
  const mean = density * size
  return mean / -Math.expm1(-mean) || 1
}
