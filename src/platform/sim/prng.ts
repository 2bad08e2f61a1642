/**
 * Seeded randomness of the simulated world: sfc32 (Chris Doty-Humphrey, PractRand), seeded by FNV-1a
 * and a warm-up. Never for secrets of a real device: the whole stream follows from 32 bits of seed.
 */

import type { Random } from '../../engine/base/ports.ts'

export interface Prng extends Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Uniform in [min, max). */
  between(min: number, max: number): number
  /** True with this probability. A probability of 0 draws nothing from the stream. */
  chance(probability: number): boolean
  /** An independent stream: what one device draws never shifts what another gets. */
  fork(label: string): Prng
}

const WARM_UP_ROUNDS = 12

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

export function createPrng(seed: number | string): Prng {
  const origin = String(seed)
  let a = fnv1a(origin)
  let b = fnv1a(`${origin}/b`)
  let c = fnv1a(`${origin}/c`)
  let counter = 1

  function word(): number {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return sum >>> 0
  }
  for (let i = 0; i < WARM_UP_ROUNDS; i++) word()

  const next = () => word() / 0x1_0000_0000
  return {
    next,
    between: (min, max) => min + next() * (max - min),
    chance: (probability) => probability > 0 && next() < probability,
    bytes(length) {
      const bytes = new Uint8Array(length)
      for (let i = 0; i < length; i++) bytes[i] = word() & 0xff
      return bytes
    },
    fork: (label) => createPrng(`${origin}/${label}`),
  }
}
