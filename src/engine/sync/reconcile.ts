/**
 * Two sessions against each other in one call, without a network: what tests and benchmarks measure.
 * Deterministic: the same sets, key and tuning give the same bytes.
 */

import { assert } from '../base/errors.ts'
import type { FilterShape } from './bloom.ts'
import { type Output, Session, type SessionState } from './session.ts'
import type { SyncSet } from './set.ts'

export interface ReconcileOptions {
  /** 16 bytes. */
  readonly key: Uint8Array
  readonly scope?: number
  readonly shape?: FilterShape
  /** Called between flights with their number, to change the sets in the middle. */
  readonly between?: (flight: number) => void
  /** A clock in milliseconds, to tell how long each side computes. */
  readonly timer?: () => number
}

export interface Reconciliation {
  readonly states: readonly [SessionState, SessionState]
  /** Turns taken, the confirming ones included; two are a round trip. */
  readonly flights: number
  /** The last flight that carried events; 0 if none did, else from 1. */
  readonly lastEventFlight: number
  /** Of all messages of reconciliation, both ways; events not included. */
  readonly bytes: number
  /** Events sent by the initiator and by the responder. */
  readonly events: readonly [number, number]
  /** Those of them that the other side had already. */
  readonly wasted: number
  /** What the initiator and the responder spent in their sessions, if timed: events and their storing not included. */
  readonly cpu_ms: readonly [number, number]
}

/** Brings both sets to their union as two peers would. @throws InvariantError if the sessions do not end */
export function reconcile(initiator: SyncSet, responder: SyncSet, options: ReconcileOptions): Reconciliation {
  const sets = [initiator, responder] as const
  const { scope = 1, between, timer } = options
  const common = { scope, key: options.key, ...(options.shape && { shape: options.shape }) }
  const sessions = [
    new Session({ ...common, role: 'initiator', set: initiator }),
    new Session({ ...common, role: 'responder', set: responder }),
  ] as const
  const events: [number, number] = [0, 0]
  const cpu_ms: [number, number] = [0, 0]
  const timed = <T>(side: 0 | 1, work: () => T): T => {
    const start = timer?.() ?? 0
    const result = work()
    cpu_ms[side] += (timer?.() ?? 0) - start
    return result
  }
  let bytes = 0
  let flights = 0
  let lastEventFlight = 0
  let wasted = 0
  let from: 0 | 1 = 0
  let output: Output = timed(0, () => sessions[0].start())
  while (output.messages.length > 0) {
    flights++
    assert(flights <= 32, 'a run ends')
    const to: 0 | 1 = from === 0 ? 1 : 0
    let drain = false
    const receive = (message: Uint8Array) => {
      bytes += message.length
      const received = timed(to, () => sessions[to].receive(message))
      drain ||= received.drain
      // An abort is the only other thing a message is answered with at once.
      for (const abort of received.messages) sessions[from].receive(abort)
    }
    output.messages.forEach(receive)
    for (const item of output.events) {
      if (!sets[to].insert(item)) wasted++
      sessions[to].arrived(1)
    }
    if (output.eventCount > 0) lastEventFlight = flights
    events[from] += output.eventCount
    if (output.end !== undefined) receive(output.end)
    between?.(flights)
    if (!drain) break
    output = timed(to, () => sessions[to].ingested())
    from = to
  }
  const states = [sessions[0].state, sessions[1].state] as const
  for (const session of sessions) session.close()
  return { states, flights, lastEventFlight, bytes, events, wasted, cpu_ms }
}
