/**
 * What a test asks of the engine in the page's worker, and what the worker says unasked. Everything survives a
 * structured clone and JSON: bytes travel as hexadecimal text.
 */

import type { Corpus } from '../../../bench/pages/ingest/protocol.ts'
import type { CommandName, QueryName } from '../../../src/engine/api.ts'

export type Joining = Pick<Corpus, 'seed' | 'link' | 'joined_at'>

/** What lies in the private file system before an engine has touched it. */
export interface Found {
  /** Of SQLite's own check; `ok` alone when nothing is wrong. */
  readonly integrity: readonly string[]
  /** Events of an unblocking that was cut short. */
  readonly ready: number
}

/** A history as links would bring it: see `encodeFrames`. */
export interface Feeding {
  readonly as: number
  /** Path on the page's server. */
  readonly frames: string
  /** Number of the first frame not to be skipped. */
  readonly from: number
  /** Number of the frame to stop before. */
  readonly to: number
  readonly t_ms: number
  /** Messages are written here all the while, each by a command `<prefix>-<n>` with that very text. */
  readonly writes: { readonly channel_id: string; readonly prefix: string }
}

/** One row of the event log, wire events only. */
export interface Logged {
  readonly event_id: string
  readonly author: string
}

export interface OpfsEngine {
  /**
   * Opens the database, and an engine on it. A database without an identity joins as the receiver of the corpus
   * when there is one to join as.
   * @param life tells the randomness of this worker from that of the ones before it
   */
  open(options: {
    readonly directory: string
    readonly life: string
    readonly t_ms: number
    readonly joining?: Joining
  }): Promise<Found>
  command(name: CommandName, args: object, id: string, t_ms: number): Promise<unknown>
  query(name: QueryName, args: object, t_ms: number): Promise<unknown>
  /** As one delivery of a link. @returns the outcome of each */
  receive(as: number, events: readonly string[], t_ms: number): Promise<readonly string[]>
  /** Takes in a history, some frames under way at once. Resolves when all of it is durable and nothing is left to do. */
  feed(feeding: Feeding): Promise<void>
  log(as: number): Promise<readonly Logged[]>
  /** The wire events in the order of recording, of one author or of all. */
  eventsOf(as: number, author?: string): Promise<readonly string[]>
  fingerprint(as: number): Promise<string>
  /** @returns the fingerprint after it */
  replay(as: number): Promise<string>
  blocked(as: number): Promise<number>
  tick(t_ms: number): Promise<void>
  /** Resolves when nothing is left to do: of an unblocking that was cut short too. */
  idle(): Promise<void>
}

export type Method = keyof OpfsEngine

export interface Ask {
  /** Answers come in any order. */
  readonly call: number
  readonly method: Method
  readonly args: readonly unknown[]
}

export type Outcome =
  | { readonly ok: true; readonly value: unknown }
  /** The code of an EngineError, else the name of whatever was thrown. */
  | { readonly ok: false; readonly code: string }

export type FromWorker = { readonly call: number; readonly outcome: Outcome } | { readonly notice: Notice }

/** Said by the worker, each right after it became true. */
export type Notice =
  /** By an opening that goes on with what was cut short. */
  | { readonly kind: 'found'; readonly found: Found }
  /** A transaction, the n-th of this worker. */
  | { readonly kind: 'committed'; readonly n: number }
  /** The outcomes of a frame's events were reported. */
  | { readonly kind: 'stored'; readonly frame: number }
  /** A command was begun, and answered. */
  | { readonly kind: 'begun'; readonly id: string }
  | { readonly kind: 'acknowledged'; readonly id: string; readonly message_id: string }

/** The function through which notices leave the browser, when a test has put one there. */
export const NOTICE_BINDING = 'tellNotice'
