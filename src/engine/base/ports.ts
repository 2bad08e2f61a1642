/**
 * The platform edges. The engine reaches storage, randomness, signature acceleration, other devices
 * and rendezvous servers through these interfaces and nothing else; each has a contract suite in
 * `src/testing/contracts/` that every implementation runs. There is no clock: time is an argument.
 */

import type { LinkId, Timestamp } from './ids.ts'
import type { Limits } from './limits.ts'
import type { DropReason } from './outcome.ts'

export type SqlValue = null | number | string | Uint8Array
export type SqlRow = Readonly<Record<string, SqlValue>>

/**
 * One connection to one SQLite database. Synchronous on purpose: OPFS access handles and SQLite's
 * wasm build never suspend, so a transaction is one uninterrupted stretch of JavaScript and no query
 * can slip between two of its statements. Statements are prepared once per SQL text and kept.
 * Numbers are IEEE doubles; integers beyond 2^53 are not used.
 */
export interface SqlDriver {
  /**
   * Runs one or more statements without parameters or results (schema, pragmas, BEGIN, COMMIT). After a failure that
   * has ended the transaction by itself, as a full disk does, ROLLBACK does nothing.
   */
  exec(sql: string): void
  /** Runs one statement to its end; the number of rows it changed. */
  run(sql: string, params?: readonly SqlValue[]): number
  /** Every row of one statement. */
  all(sql: string, params?: readonly SqlValue[]): SqlRow[]
  close(): void
}

/** Cryptographically secure bytes, or seeded ones in a simulated world. */
export interface Random {
  bytes(length: number): Uint8Array
}

/** Who is said to have signed what. Nothing is known of any of the three, not even a length. */
export interface SignatureClaim {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly signature: Uint8Array
}

declare const checked: unique symbol

/**
 * An event whose size, header and signature are good, and what was hashed to find out: only `crypto/event-check.ts`
 * makes one, in whichever thread.
 */
export interface CheckedEvent {
  /** The very bytes that were checked; nobody else holds them, or nobody changes them. */
  readonly bytes: Uint8Array
  /** 32 bytes. */
  readonly bodyHash: Uint8Array
  /** 32 bytes. */
  readonly id: Uint8Array
  readonly [checked]: true
}

/**
 * An accelerator for Ed25519 (RFC 8032), asked about many signatures at once. Its `true` is accepted; its
 * `false` only means that the engine's own predicate decides (I16). Rejects never: an accelerator that
 * fails answers `false`.
 */
export interface Verifier {
  /** One answer for each claim, in order. The bytes must not change meanwhile. */
  verify(claims: readonly SignatureClaim[]): Promise<readonly boolean[]>
  /**
   * `checkEvents` of `crypto/event-check.ts`, beside the engine's thread, by a platform that has another; else the
   * engine checks. One answer for each event, in order. Rejects never.
   * @param network 32 bytes, its id
   */
  checkEvents?(network: Uint8Array, events: readonly Uint8Array[]): Promise<readonly (CheckedEvent | DropReason)[]>
}

export type LogLevel = 'debug' | 'info' | 'warn'

export interface LogSink {
  write(level: LogLevel, line: string): void
}

export type LinkRole = 'initiator' | 'responder'

/** SHA-256 certificate fingerprints (32 bytes) of both ends, as this end's carrier reports them. */
export interface LinkFingerprints {
  readonly local: Uint8Array
  readonly remote: Uint8Array
}

/** What a link reports. Calls come in order, never re-entrantly from inside a method of the link. */
export interface LinkEvents {
  /** A session description for the other end: to be delivered to its {@link Link.signal}. */
  onSignal(description: string, t_ms: Timestamp): void
  onOpen(fingerprints: LinkFingerprints, t_ms: Timestamp): void
  /** One whole frame as sent, at most 64 KiB. The receiver owns the bytes. */
  onFrame(frame: Uint8Array, t_ms: Timestamp): void
  /** `bufferedBytes` fell below the low-water mark after having been above the high one. */
  onDrain(t_ms: Timestamp): void
  /** Exactly once, whoever closed and also when opening failed. Nothing follows. */
  onClose(reason: string, t_ms: Timestamp): void
}

/** One ordered, reliable, message-preserving connection to another device. */
export interface Link {
  readonly id: LinkId
  /** The other end's session description, as its `onSignal` gave it. */
  signal(description: string): void
  /** @param frame at most 64 KiB. Dropped silently after close: `onClose` has said so. */
  send(frame: Uint8Array): void
  /** Bytes accepted by {@link send} that have not left yet. */
  readonly bufferedBytes: number
  close(reason: string): void
}

/** Above this many buffered bytes a sender of bulk holds back until `onDrain`: they delay what is live. */
export const LINK_HIGH_WATER_BYTES = 128 * 1024
export const LINK_LOW_WATER_BYTES = 64 * 1024
export const MAX_FRAME_BYTES = 64 * 1024

/** Makes links. One description each way: candidates are gathered before `onSignal` (no trickle). */
export interface LinkDriver {
  open(id: LinkId, role: LinkRole, events: LinkEvents): Link
}

export type RendezvousState = 'connecting' | 'open' | 'closed' | 'refused'

export interface RendezvousServerState {
  readonly url: string
  readonly state: RendezvousState
  /** Why the server was last left or refused, in its own words or ours. */
  readonly reason?: string
}

export interface RendezvousEvents {
  onPayload(topic: string, payload: Uint8Array, t_ms: Timestamp): void
  onState(servers: readonly RendezvousServerState[], t_ms: Timestamp): void
}

/**
 * Meeting places: publish sealed payloads on topics, hear those of others, over several servers at
 * once. Delivery is best effort, unordered, possibly repeated, also to the sender itself.
 * A topic is 64 hexadecimal characters; a payload is opaque and at most 32 KiB.
 */
export interface Rendezvous {
  /** Replaces the set of topics listened to. */
  listen(topics: readonly string[]): void
  publish(topic: string, payload: Uint8Array): void
  /** The network came back, or the person asks: try the servers again now. */
  reconnect(): void
  close(): void
}

export interface RendezvousDriver {
  open(events: RendezvousEvents): Rendezvous
}

/** Everything an engine is given. */
export interface EnginePorts {
  readonly sql: SqlDriver
  readonly random: Random
  readonly verifier: Verifier
  readonly links: LinkDriver
  readonly rendezvous: RendezvousDriver
  readonly log: LogSink
  /** Resolves in a later task of the host's event loop, after what is queued there now. */
  nextTask(): Promise<void>
  /** What this build calls itself to other devices. */
  readonly build: string
  /** Other limits than the usual ones. */
  readonly limits?: Limits
}
