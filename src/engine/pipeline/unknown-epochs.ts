/**
 * Limits on content sealed to epochs nobody here has heard of: 64 epochs and 4,096 events a link. An
 * event under a *known* epoch, whose key may still come, has no limit.
 */

import type { EpochId } from '../base/ids.ts'

export const MAX_UNKNOWN_EPOCHS = 64
export const MAX_UNKNOWN_EVENTS = 4_096

export interface UnknownEpochs {
  /** `false` when the origin's share is used up. */
  admit(origin: string, epoch: EpochId): boolean
  /** Forgets what a closed link brought. */
  leave(origin: string): void
}

export function createUnknownEpochs(): UnknownEpochs {
  const charged = new Map<string, { events: number; readonly epochs: Set<EpochId> }>()
  return {
    admit(origin, epoch) {
      const charge = charged.get(origin) ?? { events: 0, epochs: new Set<EpochId>() }
      const epochs = charge.epochs.size + (charge.epochs.has(epoch) ? 0 : 1)
      if (charge.events + 1 > MAX_UNKNOWN_EVENTS || epochs > MAX_UNKNOWN_EPOCHS) return false
      charge.events += 1
      charge.epochs.add(epoch)
      charged.set(origin, charge)
      return true
    },
    leave: (origin) => charged.delete(origin),
  }
}
