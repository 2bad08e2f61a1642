/**
 * Events by authors who are not members yet. They wait in memory, outside the sync set, charged to the
 * link that brought them; what does not fit is counted and, being in no sum, offered again later. When
 * what they miss comes, they go through ingest again.
 */

import type { EventId } from '../base/ids.ts'
import type { Missing } from '../base/outcome.ts'
import type { Verified } from './verify.ts'

/** Limits for one origin (a link). */
export const MAX_WAITING_EVENTS = 1_000
export const MAX_WAITING_BYTES = 4 * 1024 * 1024

interface Waiting {
  readonly event: Verified
  readonly origin: string
}

export interface WaitingRoom {
  /** `false` when the origin's share is used up. */
  admit(event: Verified, origin: string, missing: Missing): boolean
  /** Takes out what waited for `missing`. */
  take(missing: Missing): readonly Waiting[]
  has(id: EventId): boolean
  /** Forgets what a closed link brought. */
  leave(origin: string): void
  readonly size: number
}

export function createWaitingRoom(): WaitingRoom {
  const byMissing = new Map<Missing, Map<EventId, Waiting>>()
  const ids = new Set<EventId>()
  const charged = new Map<string, { events: number; bytes: number }>()

  const discharge = ({ event, origin }: Waiting): void => {
    const charge = charged.get(origin)
    if (charge === undefined) return
    charge.events -= 1
    charge.bytes -= event.envelope.bytes.length
    if (charge.events === 0) charged.delete(origin)
  }

  return {
    admit(event, origin, missing) {
      const waiting = byMissing.get(missing) ?? new Map<EventId, Waiting>()
      if (waiting.has(event.id)) return true
      const charge = charged.get(origin) ?? { events: 0, bytes: 0 }
      const bytes = charge.bytes + event.envelope.bytes.length
      if (charge.events + 1 > MAX_WAITING_EVENTS || bytes > MAX_WAITING_BYTES) return false
      charged.set(origin, { events: charge.events + 1, bytes })
      byMissing.set(missing, waiting.set(event.id, { event, origin }))
      ids.add(event.id)
      return true
    },
    take(missing) {
      const waiting = byMissing.get(missing)
      if (waiting === undefined) return []
      byMissing.delete(missing)
      const taken = [...waiting.values()]
      for (const one of taken) {
        discharge(one)
        ids.delete(one.event.id)
      }
      return taken
    },
    has: (id) => ids.has(id),
    leave(origin) {
      for (const [missing, waiting] of byMissing) {
        for (const [id, entry] of waiting) {
          if (entry.origin !== origin) continue
          waiting.delete(id)
          ids.delete(id)
        }
        if (waiting.size === 0) byMissing.delete(missing)
      }
      charged.delete(origin)
    },
    get size() {
      return ids.size
    },
  }
}
