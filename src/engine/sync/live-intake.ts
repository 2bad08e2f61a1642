/**
 * New events that the peer of one link sends as they are made: into the store in their order, at the pace
 * allowed to their author, and never more of them on their way than fits.
 *
 * Owns what waits and what is on its way, nothing else: which links hear of an event is the push tree's.
 */

import { toHex } from '../base/bytes.ts'
import { type EventId, idFromBytes, type PeerId, type Timestamp } from '../base/ids.ts'
import { FOR_WANT_OF_ROOM, type IngestOutcome } from '../base/outcome.ts'
import { parseEnvelope } from '../crypto/envelope.ts'
import { claimedItem, sizeOf } from './claimed.ts'
import { createLiveRate, type LiveRate } from './live-rate.ts'

/** Held back for one link; what pushes more is at fault, and loses nothing that sync would not bring. */
const MAX_DELAYED_BYTES = 4 * 1024 * 1024
/** On their way into the store; what comes beyond that is left to reconciliation. */
const MAX_LIVE_BYTES = 4 * 1024 * 1024

export interface LiveIntakeHost {
  readonly network: Uint8Array
  /** The device at the other end: only what it authored itself counts against the pace. */
  readonly peer: PeerId
  receive(events: readonly Uint8Array[], t_ms: Timestamp): Promise<readonly IngestOutcome[]>
  /** These have come whole, for the push tree. */
  received(ids: readonly EventId[]): void
  /** Something received was bad. */
  charge(): void
  /** Something was left to reconciliation: the sets must be compared. */
  leftOut(): void
}

export interface LiveIntake {
  take(events: readonly Uint8Array[], t_ms: Timestamp): void
  /** Takes in what the pace allows by now. */
  tick(t_ms: Timestamp): void
  /** Everything taken in so far is stored. */
  idle(): Promise<void>
  close(): void
}

export function createLiveIntake(host: LiveIntakeHost): LiveIntake {
  let rate: LiveRate | undefined
  /** Batches that came faster than the rate allows. */
  const delayed: (readonly Uint8Array[])[] = []
  let delayed_bytes = 0
  let live_bytes = 0
  let pending: Promise<unknown> = Promise.resolve()
  let isClosed = false

  const idsOf = (events: readonly Uint8Array[]): EventId[] =>
    events.flatMap((bytes) => {
      const item = claimedItem(host.network, bytes)
      return item === undefined ? [] : [idFromBytes<EventId>(item.id)]
    })

  const isOwn = (event: Uint8Array): boolean => {
    const envelope = parseEnvelope(event)
    return typeof envelope !== 'string' && toHex(envelope.header.author) === host.peer
  }

  const store = (events: readonly Uint8Array[], t_ms: Timestamp): void => {
    const size = sizeOf(events)
    live_bytes += size
    const stored = (outcomes: readonly IngestOutcome[]): void => {
      live_bytes -= size
      for (const outcome of outcomes) {
        if (outcome.kind !== 'dropped' || isClosed) continue
        if (FOR_WANT_OF_ROOM.has(outcome.reason)) host.leftOut()
        else host.charge()
      }
    }
    const notStored = (): void => {
      live_bytes -= size
      if (!isClosed) host.leftOut()
    }
    const taken = host.receive(events, t_ms).then(stored, notStored)
    // What either resolved with is let go: this chain is as long as the life of the link.
    pending = Promise.all([pending, taken]).then(() => undefined)
  }

  const tick = (t_ms: Timestamp): void => {
    rate ??= createLiveRate(t_ms)
    for (let next = delayed[0]; next !== undefined; next = delayed[0]) {
      if (!rate.pass(next.filter(isOwn).length, t_ms)) return
      delayed.shift()
      delayed_bytes -= sizeOf(next)
      store(next, t_ms)
    }
  }

  return {
    take(events, t_ms) {
      const size = sizeOf(events)
      if (delayed_bytes + size > MAX_DELAYED_BYTES) return host.charge()
      if (live_bytes + size > MAX_LIVE_BYTES) return host.leftOut()
      host.received(idsOf(events))
      delayed_bytes += size
      delayed.push(events)
      tick(t_ms)
    },
    tick,
    async idle() {
      await pending
    },
    close() {
      isClosed = true
    },
  }
}
