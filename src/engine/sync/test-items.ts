/**
 * Seeded items and sets for the tests and benchmarks of sync. Nothing of the product imports this.
 */

import { ID_BYTES } from '../base/ids.ts'
import { SyncSet } from './set.ts'
import type { Item } from './window.ts'

/** Uniform numbers in [0, 1) from a 32-bit seed (mulberry32). */
export type Rng = () => number

export function createRng(seed: number): Rng {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function randomBytes(rng: Rng, length: number): Uint8Array {
  const words = new Uint32Array(Math.ceil(length / 4))
  for (let i = 0; i < words.length; i++) words[i] = rng() * 2 ** 32
  return new Uint8Array(words.buffer, 0, length)
}

export function randomItem(rng: Rng, from_ms: number, span_ms: number): Item {
  return { created_at: from_ms + Math.floor(rng() * span_ms), id: randomBytes(rng, ID_BYTES) }
}

export const YEAR_MS = 365 * 24 * 3600 * 1000
export const START_MS = 1_750_000_000_000

/** Items spread evenly over a time, a year if not told. */
export function randomItems(rng: Rng, count: number, from_ms = START_MS, span_ms = YEAR_MS): Item[] {
  return Array.from({ length: count }, () => randomItem(rng, from_ms, span_ms))
}

/** An integer from 0 to max whose logarithm is uniform: small sizes are as likely as large ones. */
export function logUniform(rng: Rng, max: number): number {
  return Math.floor(Math.exp(rng() * Math.log(max + 1.999)) - 1)
}

export function setOf(...lists: readonly Iterable<Item>[]): SyncSet {
  const set = new SyncSet()
  for (const list of lists) for (const item of list) set.insert(item)
  return set
}

export const TEST_KEY = Uint8Array.from({ length: 16 }, (_, i) => i)

type MakeItems = typeof randomItems

const POOL_IDS = 2 ** 18

/**
 * A maker of items that takes ids made once instead of new ones: for sets by the hundred thousand. One maker
 * gives no id twice before its 262,144th, and the same ones for the same `rng`.
 */
export function createIdPool(seed: number): (rng: Rng) => MakeItems {
  const bytes = randomBytes(createRng(seed), POOL_IDS * ID_BYTES)
  const ids = Array.from({ length: POOL_IDS }, (_, i) => bytes.subarray(i * ID_BYTES, (i + 1) * ID_BYTES))
  return (rng) => {
    let next = Math.floor(rng() * POOL_IDS)
    return (_, count, from_ms = START_MS, span_ms = YEAR_MS) =>
      Array.from({ length: count }, () => ({
        created_at: from_ms + Math.floor(rng() * span_ms),
        id: ids[next++ % POOL_IDS] as Uint8Array,
      }))
  }
}

/** What makes two sets: a common part, and differences that are scattered, recent, or crowded into few milliseconds. */
export function randomPair(
  rng: Rng,
  max: number,
  makeItems: MakeItems = randomItems,
): Readonly<Record<'shared' | 'a' | 'b', readonly Item[]>> {
  const common = logUniform(rng, max)
  const size = () => logUniform(rng, Math.max(3, max - common))
  const span = rng() < 0.15 ? 3 : YEAR_MS
  const recent = rng() < 0.5
  const from = recent ? 1000 + span : 1000
  const theirSpan = recent ? Math.ceil(span / 100) : span
  const shared = makeItems(rng, common, 1000, span)
  const a = makeItems(rng, rng() < 0.3 ? logUniform(rng, 3) : size(), from, theirSpan)
  const b = makeItems(rng, rng() < 0.3 ? logUniform(rng, 3) : size(), from, theirSpan)
  return { shared, a, b }
}
