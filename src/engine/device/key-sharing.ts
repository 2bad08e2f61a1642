/**
 * Who gives a member the keys it lacks. Every holder could; they act in the order of a hash, 20 s
 * apart, unless a share has arrived meanwhile, so that usually one does and no one is needed (I11).
 */

import { toHex } from '../base/bytes.ts'
import { idBytes, type NetworkId, type PeerId, type Timestamp } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'

const TURN_MS = 20_000

/** Position of `me` among the holders, for this recipient. */
export function positionFor(network: NetworkId, recipient: PeerId, me: PeerId, others: readonly PeerId[]): number {
  const place = (holder: PeerId) => toHex(domainHash('order', idBytes(network), idBytes(recipient), idBytes(holder)))
  const mine = place(me)
  return others.filter((other) => place(other) < mine).length
}

export interface SharingTurns {
  /** Whether it is this device's turn to give `recipient` what it lacks. */
  isDue(recipient: PeerId, position: number, t_ms: Timestamp): boolean
  /** Recipients that lack nothing any more are forgotten. */
  keep(recipients: ReadonlySet<PeerId>): void
}

export function createSharingTurns(): SharingTurns {
  const noticed = new Map<PeerId, number>()
  return {
    isDue(recipient, position, t_ms) {
      const since = noticed.get(recipient) ?? t_ms
      noticed.set(recipient, since)
      return t_ms - since >= position * TURN_MS
    },
    keep(recipients) {
      for (const recipient of noticed.keys()) if (!recipients.has(recipient)) noticed.delete(recipient)
    },
  }
}
