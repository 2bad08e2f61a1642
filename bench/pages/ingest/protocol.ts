/** What the page of the ingest benchmark and its workers tell each other. Everything survives a structured clone. */

import type { FloorEvent } from '../../floor/ingest.ts'

/** Events as a link carries them: encoded EVENTS messages, each at most one frame, in the order sent. */
export type Frames = readonly Uint8Array[]

/** One community, as the receiver of a benchmark sees it. */
export interface Corpus {
  /** Seed of the receiver's randomness: joining again makes the same device, so keys wrapped for it open. */
  readonly seed: string
  /** Fragment of the invite link. */
  readonly link: string
  readonly joined_at: number
  readonly received_at: number
  /** What the receiver knows before: the members and their keys, in order. */
  readonly before: Frames
  readonly channel_id: string
  /** How many of the events are messages in that channel. */
  readonly messages: number
  /** How many events there are. */
  readonly events: number
  /** Their size on the wire. */
  readonly bytes: number
  /** Each a way to deliver the very same events. */
  readonly orders: Readonly<Record<string, Frames>>
  /** The same events for the floor, in order; empty where no floor is measured. */
  readonly floor: readonly FloorEvent[]
}

export interface CorpusRequest {
  readonly kind: 'plain' | 'chained'
  readonly events: number
}

export interface IngestTask {
  readonly corpus: Omit<Corpus, 'floor' | 'orders'>
  readonly frames: Frames
  /** Of OPFS; nothing is in it before. */
  readonly directory: string
  /** A client asks its queries here while events come in. */
  readonly client?: MessagePort
  /** The worker posts a {@link Pause} before the first event and after the last, and waits for an answer. */
  readonly pauses?: boolean
}

export interface Pause {
  readonly pause: 'before' | 'after'
}

export interface IngestResult {
  /** From the first frame until everything is committed and the newest messages are answered by a query. */
  readonly ms: number
  /** Messages found by paging through the channel afterwards. */
  readonly shown: number
  /** Events in the log that still wait for something. */
  readonly waiting: number
  /** Counters of the engine, by outcome. */
  readonly counters: Readonly<Record<string, number>>
  /** Settings of the database, to be compared with the floor's. */
  readonly pragmas: Readonly<Record<string, string>>
}

export type Answer<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string }

/** Settings in which floor and engine must agree. */
export const PRAGMAS = [
  'page_size',
  'locking_mode',
  'journal_mode',
  'synchronous',
  'secure_delete',
  'temp_store',
  'cache_size',
  'journal_size_limit',
]
