/**
 * ddmin (Zeller and Hildebrandt 2002): from a list that fails to a shorter one that still fails, of
 * which no tried piece can be left out. Owns nothing; asks `fails` about subsequences in their order.
 */

/** @param mayGoOn asked before each try: `false` ends with the best found so far */
export async function ddmin<Item>(
  items: readonly Item[],
  fails: (candidate: readonly Item[]) => Promise<boolean>,
  mayGoOn: () => boolean = () => true,
): Promise<readonly Item[]> {
  let best = items
  let pieces = 2
  while (best.length >= 2) {
    const size = Math.ceil(best.length / pieces)
    let isShorter = false
    for (let at = 0; at < best.length; at += size) {
      if (!mayGoOn()) return best
      const without = [...best.slice(0, at), ...best.slice(at + size)]
      if (!(await fails(without))) continue
      best = without
      pieces = Math.max(2, pieces - 1)
      isShorter = true
      break
    }
    if (isShorter) continue
    if (size === 1) return best
    pieces = Math.min(best.length, pieces * 2)
  }
  return best
}
