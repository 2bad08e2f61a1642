/** Orders of the same things: seeded, so that an order that fails can be had again. */

import type { Prng } from '../platform/sim/prng.ts'

/** A fresh array in an order drawn from the stream (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], prng: Prng): readonly Item[] {
  const out = [...items]
  for (let i = out.length - 1; i > 0; i--) {
    const j = Math.floor(prng.between(0, i + 1))
    const [a, b] = [out[i], out[j]] as [Item, Item]
    out[i] = b
    out[j] = a
  }
  return out
}

/** Every item one to `most` times, all copies in a random order. */
export function repeated<Item>(items: readonly Item[], most: number, prng: Prng): readonly Item[] {
  const copies = items.flatMap((item) => Array.from({ length: 1 + Math.floor(prng.between(0, most)) }, () => item))
  return shuffled(copies, prng)
}

/** All orders, lexicographically by index; `items.length` factorial of them. */
export function* permutations<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  if (items.length < 2) {
    yield [...items]
    return
  }
  for (const [i, first] of items.entries()) {
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) yield [first, ...rest]
  }
}
