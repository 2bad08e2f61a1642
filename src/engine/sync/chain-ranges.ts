/**
 * Which stretches of each author's content chain are stored: what a receipt says. Kept in memory,
 * read from the log once, extended by each stored event in O(log n).
 */

import type { PeerId } from '../base/ids.ts'

export interface SeqRange {
  readonly first: number
  readonly last: number
}

export class ChainRanges {
  readonly #byAuthor = new Map<PeerId, { first: number; last: number }[]>()

  /** Adds one stored event; `false` if its place was taken already. */
  add(author: PeerId, seq: number): boolean {
    const ranges = this.#byAuthor.get(author)
    if (ranges === undefined) {
      this.#byAuthor.set(author, [{ first: seq, last: seq }])
      return true
    }
    // The first range that does not end before this place.
    let low = 0
    let high = ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((ranges[middle]?.last ?? 0) < seq - 1) low = middle + 1
      else high = middle
    }
    const at = ranges[low]
    if (at === undefined || seq < at.first - 1) {
      ranges.splice(low, 0, { first: seq, last: seq })
      return true
    }
    if (at.first <= seq && seq <= at.last) return false
    if (seq === at.first - 1) at.first = seq
    else at.last = seq
    const next = ranges[low + 1]
    if (next !== undefined && next.first === at.last + 1) {
      at.last = next.last
      ranges.splice(low + 1, 1)
    }
    return true
  }

  /** The longest `limit` stretches of each author, ascending. */
  longest(limit: number): ReadonlyMap<PeerId, readonly SeqRange[]> {
    const result = new Map<PeerId, readonly SeqRange[]>()
    for (const [author, ranges] of this.#byAuthor) {
      const kept = [...ranges].sort((a, b) => b.last - b.first - (a.last - a.first)).slice(0, limit)
      result.set(
        author,
        kept.sort((a, b) => a.first - b.first),
      )
    }
    return result
  }
}
