/**
 * Pairs of sets as real histories come to differ, seeded, for the bars and the benchmark of sync. Nothing
 * of the product imports this.
 *
 * A history is a year of items evenly spread. `d` counts the items that one side has and the other lacks.
 */

import { type Rng, randomItems, START_MS, YEAR_MS } from './test-items.ts'
import type { Item } from './window.ts'

export const PATTERNS = ['recent', 'fork', 'scattered', 'joiner', 'resume'] as const

/**
 * - `recent`: of the newest items two in three are missing on one side or the other, in no order.
 * - `fork`: nothing in common since a moment, about d / 2 items on each side.
 * - `scattered`: d items anywhere, each missing on a random side.
 * - `joiner`: one side has n, the other nothing.
 * - `resume`: one side has n, the other only the newest n − d of them.
 */
export type Pattern = (typeof PATTERNS)[number]

/** The items of the initiator and of the responder, n in common but for `joiner` and `resume`. */
export type ItemPair = readonly [readonly Item[], readonly Item[]]

export function patternPair(pattern: Pattern, n: number, d: number, rng: Rng): ItemPair {
  if (pattern === 'joiner') return [[], sorted(randomItems(rng, n))]
  if (pattern === 'resume') {
    const all = sorted(randomItems(rng, n))
    return [all.slice(d), all]
  }
  if (pattern === 'scattered') return shareOut(rng, randomItems(rng, n), randomItems(rng, d))
  const gap_ms = YEAR_MS / n
  const from = START_MS + YEAR_MS
  if (pattern === 'fork') return shareOut(rng, randomItems(rng, n), randomItems(rng, d, from, d * gap_ms + 1))
  const recent = Math.min(Math.floor(d / 2), n)
  const span = (recent + d) * gap_ms + 1
  const common = [...randomItems(rng, n - recent), ...randomItems(rng, recent, from, span)]
  return shareOut(rng, common, randomItems(rng, d, from, span))
}

function shareOut(rng: Rng, common: readonly Item[], different: readonly Item[]): ItemPair {
  const mine = different.filter(() => rng() < 0.5)
  const own = new Set(mine)
  const theirs = different.filter((item) => !own.has(item))
  return [sorted([...common, ...mine]), sorted([...common, ...theirs])]
}

/** Sets are built fastest from items in order. */
function sorted(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) => a.created_at - b.created_at)
}
