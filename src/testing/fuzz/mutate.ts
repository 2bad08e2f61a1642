/** Changes to bytes that keep most of their structure. Pure, from a seeded stream. */

import { concatBytes, equalBytes } from '../../engine/base/bytes.ts'
import type { Prng } from '../../platform/sim/prng.ts'

export function below(prng: Prng, max: number): number {
  return Math.floor(prng.next() * max)
}

export function pick<Item>(prng: Prng, items: readonly Item[]): Item {
  return items[below(prng, items.length)] as Item
}

/** Numbers at which lengths and counts go wrong. */
const EDGES = [0x00, 0x01, 0x17, 0x18, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0xbf, 0xff]

type Mutation = (prng: Prng, bytes: Uint8Array) => Uint8Array

const changed = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const copy = bytes.slice()
  copy[at] = value
  return copy
}

const MUTATIONS: readonly Mutation[] = [
  function flip(prng, bytes) {
    const at = below(prng, bytes.length)
    return changed(bytes, at, (bytes[at] ?? 0) ^ (1 << below(prng, 8)))
  },
  (prng, bytes) => changed(bytes, below(prng, bytes.length), pick(prng, EDGES)),
  (prng, bytes) => bytes.slice(0, below(prng, bytes.length)),
  (prng, bytes) => concatBytes(bytes, prng.bytes(1 + below(prng, 40))),
  function repeatPart(prng, bytes) {
    const from = below(prng, bytes.length)
    const to = from + below(prng, bytes.length - from)
    return concatBytes(bytes.subarray(0, to), bytes.subarray(from))
  },
  function dropPart(prng, bytes) {
    const from = below(prng, bytes.length)
    return concatBytes(bytes.subarray(0, from), bytes.subarray(from + 1 + below(prng, 8)))
  },
  (prng, bytes) => prng.bytes(below(prng, 2 * bytes.length + 2)),
]

/** One to three mutations; never the bytes as they were. */
export function mutated(prng: Prng, bytes: Uint8Array): Uint8Array {
  let result = bytes
  for (let left = 1 + below(prng, 3); left > 0 && result.length > 0; left--)
    result = pick(prng, MUTATIONS)(prng, result)
  return equalBytes(result, bytes) ? flipped(prng, bytes) : result
}

/** One bit of one byte in `[from, to)`. */
export function flipped(prng: Prng, bytes: Uint8Array, from = 0, to = bytes.length): Uint8Array {
  const at = from + below(prng, to - from)
  return changed(bytes, at, (bytes[at] ?? 0) ^ (1 << below(prng, 8)))
}
