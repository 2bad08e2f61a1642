/**
 * One link as a state machine: carrier open → CONNECT both ways → keys → verdict on the other end's
 * membership → sealed messages → closed. Pure: events in, effects out, time as an argument.
 *
 * ```
 * connecting ─carrierOpen→ greeting ─their CONNECT→ judging ─verdict→ open | waiting | closed
 *                                                             waiting ─verdict→ open | closed
 * ```
 *
 * A link is *opened* when the verdict is `member` and a first frame has opened under the transit keys:
 * not before is a member shown as connected. A *waiting* link takes scope 0 and what two devices say to
 * be linked, sends that alone, and the rest of what it hears is held, within one limit, for the verdict that may still come. Owns liveness. Never
 * looks into credentials, events or sync messages, and never sees a group key.
 */

import { unreachable } from '../base/errors.ts'
import type { Timestamp } from '../base/ids.ts'
import { createTransit, type Transit } from './frames.ts'
import { finishHandshake, type HandshakeSetup, type StartedHandshake, startHandshake } from './handshake.ts'
import * as limits from './link-limits.ts'
import type { Bye, LinkCount, TransitCloseReason, TransitEffect, TransitLink, TransitLinkState } from './link-types.ts'
import {
  type ByeReason,
  batchEvents,
  type CarriedMessage,
  decodeMessage,
  encodeMessage,
  type TransitMessage,
} from './messages.ts'

export function createTransitLink(setup: HandshakeSetup): TransitLink {
  let state: TransitLinkState = 'connecting'
  let started: StartedHandshake | undefined
  let transit: Transit | undefined
  /** When the present state began. */
  let since_ms = 0
  let heard_ms = 0
  let pinged_ms: number | undefined
  let pings = 0
  /** A frame of theirs has opened: they hold the same keys. */
  let isConfirmed = false
  let patience_ms = limits.WAITING_TIMEOUT_MS
  let charges = 0
  let held: CarriedMessage[] = []
  let held_bytes = 0
  const counts = new Map<LinkCount, number>()

  const count = (what: LinkCount, times = 1) => counts.set(what, (counts.get(what) ?? 0) + times)
  const isOpen = () => state === 'open' && isConfirmed

  function enter(next: TransitLinkState, t_ms: Timestamp): void {
    state = next
    since_ms = t_ms
  }

  function seal(message: TransitMessage): readonly TransitEffect[] {
    return transit === undefined ? [] : [{ kind: 'send', frame: transit.seal(encodeMessage(message)) }]
  }

  function end(reason: TransitCloseReason, bye?: Bye): TransitEffect {
    state = 'closed'
    held = []
    return { kind: 'close', reason, ...(bye === undefined ? {} : { bye }) }
  }

  function endWithBye(
    reason: TransitCloseReason,
    bye: ByeReason,
    proof: readonly Uint8Array[] = [],
  ): readonly TransitEffect[] {
    const [proofThatFits = []] = batchEvents(proof)
    return [...seal({ kind: 'bye', reason: bye, proof: proofThatFits }), end(reason)]
  }

  function ping(t_ms: Timestamp): readonly TransitEffect[] {
    pinged_ms = t_ms
    return seal({ kind: 'ping', token: ++pings })
  }

  function charge(): readonly TransitEffect[] {
    return ++charges >= limits.MAX_CHARGES ? endWithBye('too_many_charges', 'protocol') : []
  }

  function greet(frame: Uint8Array, handshake: StartedHandshake, t_ms: Timestamp): readonly TransitEffect[] {
    const result = finishHandshake(setup, handshake, frame)
    if (!result.ok) return [end(result.reason)]
    transit = createTransit(result.keys)
    enter('judging', t_ms)
    heard_ms = t_ms
    const { peer, keys, introduction } = result
    return [...seal({ kind: 'ready' }), { kind: 'authenticated', peer, sync_key: keys.sync, introduction }]
  }

  /** Messages that may not be handed over yet, in order. Their cost has been counted. */
  function takeCarried(message: CarriedMessage, size_bytes: number): readonly TransitEffect[] {
    if (state === 'open') return [{ kind: 'message', message }]
    held_bytes += size_bytes
    if (held_bytes > limits.WAITING_BYTES) return endWithBye('waiting_full', 'unverified')
    if (state === 'waiting' && isForWaiting(message)) return [{ kind: 'message', message }]
    held.push(message)
    return []
  }

  function take(plaintext: Uint8Array): readonly TransitEffect[] {
    const decoding = decodeMessage(plaintext)
    if (!decoding.ok) {
      count(decoding.reason)
      return decoding.reason === 'message_malformed' ? charge() : []
    }
    const { message } = decoding
    switch (message.kind) {
      case 'ready':
      case 'pong':
        return [] // that a frame came is what they say
      case 'ping':
        return seal({ kind: 'pong', token: message.token })
      case 'bye':
        return [end('bye', { reason: message.reason, proof: message.proof })]
      case 'sync':
      case 'events':
      case 'live':
      case 'have':
      case 'ihave':
      case 'graft':
      case 'prune':
      case 'credit':
      case 'linking':
      case 'body_want':
      case 'key_request':
        return takeCarried(message, plaintext.length)
      default:
        return unreachable(message)
    }
  }

  function receive(frame: Uint8Array, keys: Transit, t_ms: Timestamp): readonly TransitEffect[] {
    const opening = keys.open(frame)
    if (!opening.ok) {
      count(opening.reason)
      return charge()
    }
    if (opening.skipped > 0) count('frames_skipped', opening.skipped)
    heard_ms = t_ms
    pinged_ms = undefined
    const wasOpen = isOpen()
    isConfirmed = true
    const openedNow: readonly TransitEffect[] = isOpen() && !wasOpen ? [{ kind: 'opened' }] : []
    return [...openedNow, ...take(opening.plaintext)]
  }

  function release(isDue: (message: CarriedMessage) => boolean): readonly TransitEffect[] {
    const due = held.filter(isDue)
    held = held.filter((message) => !isDue(message))
    return due.map((message) => ({ kind: 'message', message }))
  }

  function checkTimes(t_ms: Timestamp): readonly TransitEffect[] {
    const inState_ms = t_ms - since_ms
    const isUnconfirmed = state !== 'waiting' && !isConfirmed
    if (isUnconfirmed && inState_ms >= limits.HANDSHAKE_TIMEOUT_MS) return [end('handshake_timeout')]
    if (state === 'greeting') return []
    if (state === 'waiting' && inState_ms >= patience_ms) {
      return endWithBye('waiting_timeout', 'unverified')
    }
    if (pinged_ms === undefined) return t_ms - heard_ms >= limits.SILENCE_MS ? ping(t_ms) : []
    return t_ms - pinged_ms >= limits.ANSWER_TIMEOUT_MS ? endWithBye('silent', 'silent') : []
  }

  return {
    state: () => state,
    isOpen,
    counters: () => counts,

    carrierOpen(fingerprints, t_ms) {
      if (state !== 'connecting') return []
      enter('greeting', t_ms)
      started = startHandshake(setup, fingerprints)
      return [{ kind: 'send', frame: started.frame }]
    },

    frame(frame, t_ms) {
      if (state === 'closed') return []
      if (started === undefined) return [end('frame_before_open')]
      return transit === undefined ? greet(frame, started, t_ms) : receive(frame, transit, t_ms)
    },

    verdict(verdict, t_ms) {
      if (transit === undefined || state === 'closed') return []
      if (verdict.kind === 'refused') return endWithBye('here', verdict.reason, verdict.proof)
      if (state === 'open') return []
      if (verdict.kind === 'unverified') {
        if (state === 'waiting') return []
        patience_ms = verdict.patience_ms ?? limits.WAITING_TIMEOUT_MS
        enter('waiting', t_ms)
        return release(isForWaiting)
      }
      enter('open', t_ms)
      return [...(isConfirmed ? [{ kind: 'opened' } as const] : []), ...release(() => true)]
    },

    send(message) {
      const isJudged = state === 'waiting' || state === 'open'
      if (isOpen() || (message.kind === 'linking' && isJudged)) return seal(message)
      count('not_sent')
      return []
    },

    charge: () => (state === 'closed' ? [] : charge()),

    probe: (t_ms) => (transit === undefined || state === 'closed' || pinged_ms !== undefined ? [] : ping(t_ms)),

    tick: (t_ms) => (state === 'connecting' || state === 'closed' ? [] : checkTimes(t_ms)),

    close: (reason) => (state === 'closed' ? [] : endWithBye('here', reason)),

    carrierClosed() {
      state = 'closed'
      held = []
    },
  }
}

/** A waiting link takes what membership may follow from: control events and sealed state, and the words of a lobby. */
function isForWaiting(message: CarriedMessage): boolean {
  return message.kind === 'linking' || (message.kind === 'events' && message.scope === 0)
}
