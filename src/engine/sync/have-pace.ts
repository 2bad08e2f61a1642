/**
 * How often the receipts of one device are taken and passed on: once in two seconds. What comes sooner is
 * held back, the newest that each link has brought, so that whoever forges a newer one displaces nothing but
 * what its own link said. When the pause is over the newest goes on: receipts lag, and are never lost.
 *
 * Owns the pauses and what is held; verifies nothing and keeps no receipt.
 */

import type { PeerId } from '../base/ids.ts'
import { isOver } from '../base/pauses.ts'
import type { ClaimedHave } from './have.ts'

const PAUSE_MS = 2_000

export interface HeldHave {
  readonly claim: ClaimedHave
  readonly bytes: Uint8Array
  /** The link that brought it. */
  readonly link: string
}

export interface HavePace {
  /** Whether a receipt of this device may be taken now. */
  isOpen(device: PeerId, t_ms: number): boolean
  /** Keeps it until the pause is over, if it is the newest its link has brought of this device. */
  hold(held: HeldHave): void
  /** One was taken: its pause begins. */
  taken(device: PeerId, t_ms: number): void
  /** What was held of devices whose pause is over, by device, the newest first; it is held no more. */
  due(t_ms: number): readonly (readonly HeldHave[])[]
}

export function createHavePace(): HavePace {
  const takenAt = new Map<PeerId, number>()
  const heldOf = new Map<PeerId, Map<string, HeldHave>>()

  const isOpen = (device: PeerId, t_ms: number): boolean => {
    const at = takenAt.get(device)
    return at === undefined || isOver(at, PAUSE_MS, t_ms)
  }

  return {
    isOpen,
    hold(held) {
      const { claim, link } = held
      const byLink = heldOf.get(claim.device) ?? new Map<string, HeldHave>()
      if (claim.said_at > (byLink.get(link)?.claim.said_at ?? 0)) byLink.set(link, held)
      heldOf.set(claim.device, byLink)
    },
    taken: (device, t_ms) => takenAt.set(device, t_ms),
    due(t_ms) {
      const open = [...heldOf].filter(([device]) => isOpen(device, t_ms))
      for (const [device] of open) heldOf.delete(device)
      return open.map(([, byLink]) => [...byLink.values()].sort((a, b) => b.claim.said_at - a.claim.said_at))
    },
  }
}
