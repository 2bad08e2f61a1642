/**
 * Which events stray from the ends that cuts say, remembered until one comes that an end concerns: a chain may be
 * as long as everything somebody ever said.
 */

import { toHex } from '../base/bytes.ts'
import type { EventId, PeerId } from '../base/ids.ts'
import type { Tx } from '../db/database.ts'
import type { ChainEnd } from '../events/power.ts'
import { type ChainLink, chainOf } from '../store/log.ts'
import { type Stray, straysFrom } from './chains.ts'

/** An event that has come, as its chain has it. */
export interface NewLink {
  readonly id: EventId
  readonly author: PeerId
  readonly plane: number
  readonly seq: number
  readonly prev: Uint8Array
}

export interface Strays {
  of(tx: Tx, peer: PeerId, plane: 1 | 2, end: ChainEnd): readonly Stray[]
  added(link: NewLink): void
  forget(): void
}

/** Chains kept while what they lack comes in: more than come at once. */
const MAX_KEPT = 4

export function createStrays(): Strays {
  const known = new Map<string, Map<string, { readonly count: number; readonly strays: readonly Stray[] }>>()
  const chains = new Map<string, Map<string, ChainLink>>()

  const load = (tx: Tx, peer: PeerId, plane: 1 | 2): ReadonlyMap<string, ChainLink> => {
    const key = `${plane} ${peer}`
    const kept = chains.get(key)
    const chain = kept ?? new Map(chainOf(tx.safe, peer, plane).map((link) => [link.event_id as string, link]))
    chains.delete(key)
    chains.set(key, chain)
    for (const oldest of chains.keys()) if (chains.size > MAX_KEPT) chains.delete(oldest)
    return chain
  }

  return {
    of(tx, peer, plane, end) {
      const key = `${plane} ${peer}`
      const ends = known.get(key) ?? new Map()
      known.set(key, ends)
      const name = [end.count, end.head, ...end.below].join(' ')
      const found = ends.get(name) ?? { count: end.count, strays: straysFrom(end, load(tx, peer, plane)) }
      ends.set(name, found)
      return found.strays
    },
    added({ id, author, plane, seq, prev }) {
      const key = `${plane} ${author}`
      chains.get(key)?.set(id, { event_id: id, seq, prev: toHex(prev) })
      const ends = known.get(key)
      if (ends === undefined) return
      for (const [name, { count }] of ends) if (seq < count) ends.delete(name)
    },
    forget() {
      known.clear()
      chains.clear()
    },
  }
}
