/**
 * What was heard of other devices in this run: enough to tell new from repeated, reordered or replayed,
 * and a knock that somebody answers from one that waits. Bounded; forgetting costs at most a vain offer.
 */

import { toHex } from '../base/bytes.ts'
import type { PeerId, Timestamp } from '../base/ids.ts'
import { OFFER_TIMEOUT_MS } from './policy.ts'
import type { Signal } from './signal-message.ts'

const MAX_RUNS = 2048
const MAX_PAYLOADS = 1024
const MAX_ANSWERED = 256

/** `created_at` of the newest of each kind in one run of one device. */
interface Run {
  readonly announced: number
  /** By an offer or an answer: these two are ordered among themselves. */
  readonly linked: number
}

export interface Heard {
  /** Whether this payload was read before: servers repeat, and there are several. */
  hasPayload(nonce: Uint8Array): boolean
  addPayload(nonce: Uint8Array): void
  /** `false` for what is not newer than the last of its kind from that run: repeated, or overtaken. */
  isNewer(signal: Signal): boolean
  /** The newest `created_at` heard from a run; -1 for one never heard of. */
  newestOf(peer: PeerId, session: Uint8Array): number
  /** A member has offered to the device in that session. */
  answered(session: Uint8Array, by: PeerId, t_ms: Timestamp): void
  /** How many members did, so recently that their offers may still succeed. */
  answersTo(session: Uint8Array, t_ms: Timestamp): number
}

function trim(
  collection: { readonly size: number; keys(): IterableIterator<string>; delete(key: string): void },
  max: number,
) {
  for (const oldest of collection.keys()) {
    if (collection.size <= max) return
    collection.delete(oldest)
  }
}

export function createHeard(): Heard {
  const payloads = new Set<string>()
  const runs = new Map<string, Run>()
  const answers = new Map<string, Map<PeerId, number>>()
  const keyOf = (peer: PeerId, session: Uint8Array) => `${peer}:${toHex(session)}`

  return {
    hasPayload: (nonce) => payloads.has(toHex(nonce)),

    addPayload(nonce) {
      payloads.add(toHex(nonce))
      trim(payloads, MAX_PAYLOADS)
    },

    isNewer(signal) {
      const key = keyOf(signal.from, signal.session)
      const run = runs.get(key) ?? { announced: -1, linked: -1 }
      const field = signal.kind === 'announce' ? 'announced' : 'linked'
      if (signal.created_at <= run[field]) return false
      runs.delete(key) // to the end of the order in which runs are forgotten
      runs.set(key, { ...run, [field]: signal.created_at })
      trim(runs, MAX_RUNS)
      return true
    },

    newestOf(peer, session) {
      const run = runs.get(keyOf(peer, session))
      return run === undefined ? -1 : Math.max(run.announced, run.linked)
    },

    answered(session, by, t_ms) {
      const key = toHex(session)
      const givers = answers.get(key) ?? new Map<PeerId, number>()
      givers.set(by, t_ms)
      answers.delete(key)
      answers.set(key, givers)
      trim(answers, MAX_ANSWERED)
    },

    answersTo(session, t_ms) {
      const givers = [...(answers.get(toHex(session))?.values() ?? [])]
      return givers.filter((given_ms) => Math.abs(t_ms - given_ms) < OFFER_TIMEOUT_MS).length
    },
  }
}
