/**
 * Anchor: the windows of the proof of concept. Ids fall into windows of about 450 by their first bytes; each
 * end sends a filter of 512 bits for each window, 5 probes, always the same salt, and is answered with the
 * events the filter lacks. Such a filter takes 94 in 100 strangers for known, the same ones on every pass:
 * passes are made until one brings nothing, and what is missing then never arrives.
 */

import { BloomFilter } from '../../src/engine/sync/bloom.ts'
import { viewOf } from '../../src/engine/sync/chaskey.ts'
import type { Item } from '../../src/engine/sync/window.ts'
import { type Outcome, other, Stopwatch } from './outcome.ts'

const WINDOW_IDS = 450
const FILTER_BYTES = 64
/** The number of a window, before its filter. */
const HEADER_BYTES = 4
const SHAPE = { bitsPerItem: 0, probes: 5 }
const FIXED_SALT = new Uint8Array(16)
const MOST_PASSES = 20

export function fixedWindows(pair: readonly [readonly Item[], readonly Item[]]): Outcome {
  const windows = Math.max(1, Math.round(Math.max(pair[0].length, pair[1].length) / WINDOW_IDS))
  const ends = [split(pair[0], windows), split(pair[1], windows)] as const
  const sizes = () => ends.map((end) => end.reduce((sum, window) => sum + window.size, 0))
  const union = ends[0].reduce(
    (sum, window, i) => sum + new Set([...window.keys(), ...(ends[1][i]?.keys() ?? [])]).size,
    0,
  )
  const watch = new Stopwatch()
  let [bytes, flights, turn]: [number, number, 0 | 1] = [0, 0, 0]
  for (let turns = 0, idle = 0; turns < 2 * MOST_PASSES && idle < 2; turns++) {
    const delivered = pass(ends[turn], ends[other(turn)], turn, watch)
    bytes += windows * (HEADER_BYTES + FILTER_BYTES)
    if (delivered > 0) flights = turns + 2
    idle = delivered > 0 ? 0 : idle + 1
    turn = other(turn)
  }
  const stored = sizes().reduce((sum, size) => sum + size, 0)
  return { bytes, flights: Math.max(2, flights), cpu_ms: watch.cpu_ms, undelivered: 2 * union - stored }
}

type Windows = readonly Map<string, Item>[]

/** One end sends its filters, the other the events they lack. @returns how many */
function pass(asking: Windows, answering: Windows, turn: 0 | 1, watch: Stopwatch): number {
  const filters = watch.measure(turn, () =>
    asking.map((window) => {
      const filter = new BloomFilter(FIXED_SALT, new Uint8Array(FILTER_BYTES), SHAPE)
      for (const { id } of window.values()) filter.add(viewOf(id), 0)
      return filter
    }),
  )
  const missing = watch.measure(other(turn), () =>
    answering.map((window, i) => [...window].filter(([, { id }]) => filters[i]?.has(viewOf(id), 0) === false)),
  )
  for (const [i, items] of missing.entries()) for (const [key, item] of items) asking[i]?.set(key, item)
  return missing.reduce((sum, items) => sum + items.length, 0)
}

function split(items: readonly Item[], windows: number): Windows {
  const split = Array.from({ length: windows }, () => new Map<string, Item>())
  for (const item of items) {
    const [a = 0, b = 0, c = 0, d = 0] = item.id
    split[Math.floor(((((a * 256 + b) * 256 + c) * 256 + d) / 2 ** 32) * windows)]?.set(
      String.fromCharCode(...item.id),
      item,
    )
  }
  return split
}
