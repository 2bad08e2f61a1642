/**
 * Bodies of events that wait in the log, as they were read when these came: what they waited for judges each without
 * decrypting and parsing it again. A cache of what id and key fix for ever, in memory and bounded: the oldest go first,
 * since what waits is opened oldest first and so meets those that are still here. What is not here, after a restart
 * too, is read from the log again.
 */

import type { EpochId, EventId, GroupId } from '../base/ids.ts'
import type { EventModule } from '../events/event-module.ts'
import type { Shape, ShapeBody } from '../events/fields.ts'

/** As many as ten thousand messages of the usual length. */
export const MAX_WAITING_BODY_BYTES = 8 * 1024 * 1024
/** What an entry takes beside its text, so that many small ones count too. */
const ENTRY_BYTES = 256

/** The body of an event, opened, decoded and parsed by the shape of its type. */
export interface ReadBody {
  readonly module: EventModule
  readonly body: ShapeBody<Shape>
  /** Of sealed ones: the epoch whose key opened it. */
  readonly epoch: { readonly epoch_id: EpochId; readonly group_id: GroupId } | undefined
  /**
   * Length on the wire, which is about what it takes in memory. Absent where nothing fixes what was read: by a key that only
   * a link has told, which the epoch may disprove (I9), and of local-only events.
   */
  readonly keptBytes: number | undefined
}

export interface WaitingBodies {
  /** Unless nothing fixes what was read. */
  keep(id: EventId, read: ReadBody): void
  /** Hands it over: it is kept no more. */
  take(id: EventId): ReadBody | undefined
  /** After a rollback, or before a replay. */
  forget(): void
}

const sizeOf = ({ keptBytes = 0 }: ReadBody): number => keptBytes + ENTRY_BYTES

export function createWaitingBodies(max_bytes = MAX_WAITING_BODY_BYTES): WaitingBodies {
  const kept = new Map<EventId, ReadBody>()
  let held_bytes = 0

  const take = (id: EventId): ReadBody | undefined => {
    const read = kept.get(id)
    if (read === undefined) return undefined
    kept.delete(id)
    held_bytes -= sizeOf(read)
    return read
  }

  return {
    keep(id, read) {
      take(id)
      if (read.keptBytes === undefined) return
      kept.set(id, read)
      held_bytes += sizeOf(read)
      for (const oldest of kept.keys()) {
        if (held_bytes <= max_bytes) break
        take(oldest)
      }
    },
    take,
    forget() {
      kept.clear()
      held_bytes = 0
    },
  }
}
