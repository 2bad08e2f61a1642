/**
 * One end of a simulated link: who it is, what it was told, and the one place that reports to its
 * owner, so that nothing is said after `onClose`.
 */

import { asTimestamp, type Timestamp } from '../../engine/base/ids.ts'
import type { LinkEvents, LinkRole } from '../../engine/base/ports.ts'
import type { Cancel, SimClock } from './clock.ts'
import { OPEN_TIMEOUT_MS } from './conditions.ts'
import type { Pipe } from './pipe.ts'

export interface LinkEnd {
  readonly number: number
  readonly device: string
  readonly role: LinkRole
  readonly fingerprint: Uint8Array
  /** As the other end's description told it. */
  remoteFingerprint: Uint8Array | undefined
  /** The number of the end that the accepted offer or answer came from; 0 before. */
  partner: number
  connection: Connection | undefined
  closed: boolean
  report(call: (events: LinkEvents, t_ms: Timestamp) => void): void
  /** Ends it now, from inside the clock. Does nothing the second time. */
  shut(reason: string): void
}

export interface Connection {
  readonly initiator: LinkEnd
  readonly responder: LinkEnd
  readonly pipeOf: ReadonlyMap<LinkEnd, Pipe>
  lostTimer: Cancel | undefined
}

export interface LinkEndOptions {
  readonly clock: SimClock
  readonly number: number
  readonly device: string
  readonly role: LinkRole
  readonly fingerprint: Uint8Array
  readonly events: LinkEvents
  /** How far the device's clock is ahead. */
  clockOffset_ms(): number
  onShut(): void
}

/** An end that closes by itself unless it is connected in time. */
export function createLinkEnd(options: LinkEndOptions): LinkEnd {
  const { clock, number, device, role, fingerprint, events } = options
  const end: LinkEnd = {
    number,
    device,
    role,
    fingerprint,
    remoteFingerprint: undefined,
    partner: 0,
    connection: undefined,
    closed: false,
    report(call) {
      if (!end.closed) call(events, asTimestamp(clock.now() + options.clockOffset_ms()))
    },
    shut(reason) {
      end.report((listener, t_ms) => {
        end.closed = true
        listener.onClose(reason, t_ms)
      })
      options.onShut()
      stopTimeout()
    },
  }
  const stopTimeout = clock.after(OPEN_TIMEOUT_MS, () => {
    if (end.connection === undefined) end.shut('open timeout')
  })
  return end
}
