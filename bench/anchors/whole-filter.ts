/**
 * Anchor: one Bloom filter of everything, 20 bits an item and 14 probes, in each direction, answered with the
 * events; with new salts until the roots agree. What a filter costs that knows nothing of the difference.
 */

import { BloomFilter, filterBytes } from '../../src/engine/sync/bloom.ts'
import { viewOf } from '../../src/engine/sync/chaskey.ts'
import type { Item } from '../../src/engine/sync/window.ts'
import { type Outcome, other, Stopwatch } from './outcome.ts'

const SHAPE = { bitsPerItem: 20, probes: 14 }
/** Count and root, with each filter. */
const ROOT_BYTES = 20
const MOST_TURNS = 24

export function wholeFilter(pair: readonly [readonly Item[], readonly Item[]]): Outcome {
  const sets = pair.map((items) => new Map(items.map((item) => [keyOf(item), item])))
  const [mine, theirs] = sets
  if (mine === undefined || theirs === undefined) throw new Error('two sets')
  const ends = [mine, theirs] as const
  const union = new Set([...mine.keys(), ...theirs.keys()]).size
  const watch = new Stopwatch()
  let [bytes, flights, turn]: [number, number, 0 | 1] = [0, 0, 0]
  // The first filter goes out before anybody knows; who then sees equal roots says so.
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    const [sender, receiver] = [ends[turn], ends[other(turn)]]
    if (turns > 0 && mine.size === union && theirs.size === union) break
    const key = new Uint8Array(16).fill(turns)
    const filter = watch.measure(turn, () => {
      const made = new BloomFilter(key, new Uint8Array(Math.max(1, filterBytes(sender.size, SHAPE))), SHAPE)
      for (const { id } of sender.values()) made.add(viewOf(id), 0)
      return made
    })
    const missing = watch.measure(other(turn), () =>
      [...receiver.values()].filter(({ id }) => !filter.has(viewOf(id), 0)),
    )
    for (const item of missing) sender.set(keyOf(item), item)
    bytes += ROOT_BYTES + filter.bytes.length
    if (missing.length > 0) flights = turns + 2
    turn = other(turn)
  }
  return {
    bytes,
    flights: Math.max(2, flights),
    cpu_ms: watch.cpu_ms,
    undelivered: 2 * union - mine.size - theirs.size,
  }
}

function keyOf(item: Item): string {
  return String.fromCharCode(...item.id)
}
