/**
 * What goes into a link's state machine (`link.ts`) and what comes out of it: the contract between the
 * engine's binding and one link. Types only.
 */

import type { Timestamp } from '../base/ids.ts'
import type { LinkFingerprints } from '../base/ports.ts'
import type { Introduction } from './digits.ts'
import type { FrameFailure } from './frames.ts'
import type { AuthenticatedPeer, HandshakeFailure } from './handshake.ts'
import type { ByeReason, CarriedMessage } from './messages.ts'

export type TransitLinkState = 'connecting' | 'greeting' | 'judging' | 'waiting' | 'open' | 'closed'

/** A reason to close, and the events that prove it (a removal with its `auth` chain). */
export interface Bye {
  readonly reason: ByeReason
  readonly proof: readonly Uint8Array[]
}

/** What the binding found out about the other end's credentials. */
export type LinkVerdict =
  | { readonly kind: 'member' }
  | {
      readonly kind: 'unverified'
      /** How long the link may wait for another verdict; 60 s unless said otherwise. */
      readonly patience_ms?: number
    }
  | { readonly kind: 'refused'; readonly reason: ByeReason; readonly proof: readonly Uint8Array[] }

export type TransitCloseReason =
  | HandshakeFailure
  | 'frame_before_open'
  | 'handshake_timeout'
  | 'waiting_timeout'
  | 'waiting_full'
  | 'too_many_charges'
  | 'silent'
  | 'bye' // the other end said so
  | 'here' // this end said so

export type TransitEffect =
  | { readonly kind: 'send'; readonly frame: Uint8Array }
  /** The other end is who it says. The binding takes in the credentials, then answers with a verdict. */
  | {
      readonly kind: 'authenticated'
      readonly peer: AuthenticatedPeer
      readonly sync_key: Uint8Array
      readonly introduction: Introduction
    }
  | { readonly kind: 'opened' }
  | { readonly kind: 'message'; readonly message: CarriedMessage }
  | {
      readonly kind: 'close'
      readonly reason: TransitCloseReason
      /** What the other end said last, when it was the other end that closed. */
      readonly bye?: Bye
    }

export type LinkCount = FrameFailure | 'message_unknown' | 'message_malformed' | 'frames_skipped' | 'not_sent'

export interface TransitLink {
  state(): TransitLinkState
  /** Opened, and still open. */
  isOpen(): boolean
  /** What happened, by reason, since the link began. */
  counters(): ReadonlyMap<LinkCount, number>
  carrierOpen(fingerprints: LinkFingerprints, t_ms: Timestamp): readonly TransitEffect[]
  frame(frame: Uint8Array, t_ms: Timestamp): readonly TransitEffect[]
  /** May come again: a waiting link is upgraded, an open one refused (a removal). */
  verdict(verdict: LinkVerdict, t_ms: Timestamp): readonly TransitEffect[]
  /** Sends on an open link; on any other it sends nothing and counts `not_sent`. */
  send(message: CarriedMessage, t_ms: Timestamp): readonly TransitEffect[]
  /** Bytes of this link turned out bad further up (a signature, a shape): `MAX_CHARGES` end it. */
  charge(t_ms: Timestamp): readonly TransitEffect[]
  /** Asks now whether the other end is there: the network came back. */
  probe(t_ms: Timestamp): readonly TransitEffect[]
  tick(t_ms: Timestamp): readonly TransitEffect[]
  /** Says goodbye where keys exist, and closes. */
  close(reason: ByeReason, t_ms: Timestamp): readonly TransitEffect[]
  /** The carrier is gone: nothing follows. */
  carrierClosed(): void
}
