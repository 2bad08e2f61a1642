/**
 * How much a device gives one other in a day, beyond what is new: the larger of 64 MB and twice the set, counted by
 * device, over all its links, one after the other too. A day begins with the first byte. Who has had all of it is
 * answered again on the next day; live events never come by here.
 *
 * Owns the counts, while the engine runs; knows no link.
 */

import type { PeerId } from '../base/ids.ts'
import { isOver } from '../base/pauses.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** The set is measured again at most so often: it is a pass over all that is stored. */
const MEASURED_MS = 10 * 60 * 1000

export interface OutBudget {
  isLeft(t_ms: number): boolean
  spend(bytes: number, t_ms: number): void
}

export interface OutBudgets {
  /** The budget of one device. */
  of(peer: PeerId): OutBudget
}

/** @param least what is given in a day however small the set @param setBytes everything stored; asked beyond that alone */
export function createOutBudgets(least: number, setBytes: () => number): OutBudgets {
  const days = new Map<PeerId, { began_ms: number; bytes: number }>()
  let measured = { at_ms: Number.NEGATIVE_INFINITY, bytes: 0 }

  const dayOf = (peer: PeerId, t_ms: number): { began_ms: number; bytes: number } => {
    const day = days.get(peer)
    if (day !== undefined && !isOver(day.began_ms, DAY_MS, t_ms)) return day
    const fresh = { began_ms: t_ms, bytes: 0 }
    days.set(peer, fresh)
    return fresh
  }

  const allowed = (t_ms: number): number => {
    if (isOver(measured.at_ms, MEASURED_MS, t_ms)) measured = { at_ms: t_ms, bytes: setBytes() }
    return 2 * measured.bytes
  }

  return {
    of: (peer) => ({
      isLeft(t_ms) {
        const { bytes } = dayOf(peer, t_ms)
        return bytes < least || bytes < allowed(t_ms)
      },
      spend(bytes, t_ms) {
        dayOf(peer, t_ms).bytes += bytes
      },
    }),
  }
}
