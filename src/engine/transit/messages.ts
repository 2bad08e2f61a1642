/**
 * What sealed frames carry: one tag byte, then the payload. Events and sync messages are opaque here.
 *
 * ```
 * READY 1                                        the keys agree
 * PING  2 | PONG 3   token u32                   liveness
 * SYNC  4            scope u8 | message          of the sync session
 * EVENTS 5           scope u8 | flight u16 | last u8 | events
 * LIVE  6            events                      new ones, outside any session
 * HAVE  7            statement                   signed by the device it speaks for
 * BYE   8            reason u8 | events          why this end closes; events that prove it (a removal)
 * BODY_WANT 9        id 32, 1 … 256 of them     whose husks the sender holds unexplained
 * LINKING 10         words                       of two devices of one person that meet in a lobby
 * KEY_REQUEST 12     request                     signed by the device that lacks keys
 * IHAVE 13           short id 8, 0 … 1,024       new events, kept for who asks; none: more than can be listed
 * GRAFT 14           short id 8, 1 … 1,024       send these as LIVE, and whatever is new from now on
 * PRUNE 15                                       what is new has come another way: announce it only
 * CREDIT 16          bytes u32                   room for so many more bytes of EVENTS
 * events = (length u16 | event)*                 in order, each at least one byte
 * ```
 *
 * Decoding never throws and reads lengths before it allocates. An unknown tag is a newer build's message:
 * dropped and counted, never a reason to close.
 */

import { concatBytes, EMPTY_BYTES, u32 } from '../base/bytes.ts'
import { assert, must } from '../base/errors.ts'
import {
  type EventId,
  ID_BYTES,
  idBytes,
  idFromBytes,
  SHORT_ID_BYTES,
  type ShortId,
  shortIdBytes,
  shortIdFromBytes,
} from '../base/ids.ts'
import { MAX_PLAINTEXT_BYTES } from './frames.ts'

/** 0 control and sealed state, oldest first; 1 content, newest first. */
export type Scope = 0 | 1

export type ByeReason =
  | 'leaving' // the page or the engine closes
  | 'removed' // this device is no longer a member
  | 'refused' // its credentials prove nothing
  | 'unverified' // a waiting link waited too long or sent too much
  | 'replaced' // a newer link to the same device works
  | 'too_many' // links here
  | 'silent'
  | 'protocol' // too many frames that were not in order

export type TransitMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ping' | 'pong'; readonly token: number }
  | { readonly kind: 'sync'; readonly scope: Scope; readonly bytes: Uint8Array }
  | {
      readonly kind: 'events'
      readonly scope: Scope
      /** Number of the flight of the sync session that these answer, 0 … 65,535. */
      readonly flight: number
      readonly last: boolean
      readonly events: readonly Uint8Array[]
    }
  | { readonly kind: 'live'; readonly events: readonly Uint8Array[] }
  | { readonly kind: 'have'; readonly statement: Uint8Array }
  | { readonly kind: 'body_want'; readonly ids: readonly EventId[] }
  | { readonly kind: 'key_request'; readonly request: Uint8Array }
  | { readonly kind: 'ihave' | 'graft'; readonly ids: readonly ShortId[] }
  | { readonly kind: 'prune' }
  | { readonly kind: 'credit'; readonly bytes: number }
  | { readonly kind: 'bye'; readonly reason: ByeReason; readonly proof: readonly Uint8Array[] }
  | { readonly kind: 'linking'; readonly words: Uint8Array }

/** What members say to each other: the business of `sync/`. */
export type MemberMessage = Extract<
  TransitMessage,
  { kind: 'sync' | 'events' | 'live' | 'ihave' | 'graft' | 'prune' | 'credit' | 'have' | 'body_want' }
>

/** What the binding sends and receives; the rest is the link's own business. */
export type CarriedMessage = MemberMessage | Extract<TransitMessage, { kind: 'linking' | 'key_request' }>

export type MessageDecoding =
  | { readonly ok: true; readonly message: TransitMessage }
  | { readonly ok: false; readonly reason: 'message_unknown' | 'message_malformed' }

export const MAX_EVENTS_IN_MESSAGE = 1024
export const MAX_WANTED_IDS = 256
/** Of one IHAVE or GRAFT. */
export const MAX_SHORT_IDS = 1024
/** Of one SYNC message, without its tag and scope. */
export const MAX_SYNC_BYTES = MAX_PLAINTEXT_BYTES - 2
const LENGTH_BYTES = 2
const EVENTS_HEAD_BYTES = 5
const MAX_EVENT_BYTES = MAX_PLAINTEXT_BYTES - EVENTS_HEAD_BYTES - LENGTH_BYTES

const TAG = {
  ready: 1,
  ping: 2,
  pong: 3,
  sync: 4,
  events: 5,
  live: 6,
  have: 7,
  bye: 8,
  body_want: 9,
  linking: 10,
  key_request: 12,
  ihave: 13,
  graft: 14,
  prune: 15,
  credit: 16,
} as const

const BYE_REASONS: readonly ByeReason[] = [
  'leaving',
  'removed',
  'refused',
  'unverified',
  'replaced',
  'too_many',
  'silent',
  'protocol',
]

const MALFORMED: MessageDecoding = { ok: false, reason: 'message_malformed' }

function u16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff)
}

function encodeEvents(events: readonly Uint8Array[]): Uint8Array {
  assert(events.length <= MAX_EVENTS_IN_MESSAGE, 'a message has a bounded number of events')
  assert(
    events.every((event) => event.length > 0 && event.length <= MAX_EVENT_BYTES),
    'an event fits into a frame',
  )
  return concatBytes(...events.flatMap((event) => [u16(event.length), event]))
}

/** @throws InvariantError for what does not fit into one frame: use {@link batchEvents} */
export function encodeMessage(message: TransitMessage): Uint8Array {
  const encoded = concatBytes(Uint8Array.of(TAG[message.kind]), payloadOf(message))
  assert(encoded.length <= MAX_PLAINTEXT_BYTES, 'a message fits into one frame')
  return encoded
}

function payloadOf(message: TransitMessage): Uint8Array {
  switch (message.kind) {
    case 'ready':
    case 'prune':
      return EMPTY_BYTES
    case 'ping':
    case 'pong':
      return u32(message.token)
    case 'credit':
      return u32(message.bytes)
    case 'sync':
      return concatBytes(Uint8Array.of(message.scope), message.bytes)
    case 'events':
      assert(message.flight >= 0 && message.flight <= 0xffff, 'a flight number has two bytes')
      return concatBytes(
        Uint8Array.of(message.scope),
        u16(message.flight),
        Uint8Array.of(message.last ? 1 : 0),
        encodeEvents(message.events),
      )
    case 'live':
      return encodeEvents(message.events)
    case 'have':
      return message.statement
    case 'body_want':
      assert(message.ids.length > 0 && message.ids.length <= MAX_WANTED_IDS, 'some bodies are wanted, not too many')
      return concatBytes(...message.ids.map(idBytes))
    case 'ihave':
    case 'graft':
      assert(message.ids.length <= MAX_SHORT_IDS, 'so many ids fit')
      return concatBytes(...message.ids.map(shortIdBytes))
    case 'linking':
      return message.words
    case 'key_request':
      return message.request
    case 'bye':
      return concatBytes(Uint8Array.of(BYE_REASONS.indexOf(message.reason)), encodeEvents(message.proof))
  }
}

function decodeEvents(bytes: Uint8Array): Uint8Array[] | undefined {
  const events: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    if (events.length === MAX_EVENTS_IN_MESSAGE || bytes.length - at < LENGTH_BYTES) return undefined
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
    at += LENGTH_BYTES
    if (length === 0 || length > bytes.length - at) return undefined
    events.push(bytes.slice(at, at + length))
    at += length
  }
  return events
}

function decoded(message: TransitMessage): MessageDecoding {
  return { ok: true, message }
}

function decodeU32(payload: Uint8Array): number | undefined {
  return payload.length === 4 ? payload.reduce((sum, byte) => sum * 256 + byte, 0) : undefined
}

function decodeEventsMessage(payload: Uint8Array): MessageDecoding {
  const [scope, high, low, last] = payload
  const events = decodeEvents(payload.subarray(4))
  if (scope !== 0 && scope !== 1) return MALFORMED
  if (high === undefined || low === undefined || (last !== 0 && last !== 1) || events === undefined) return MALFORMED
  return decoded({ kind: 'events', scope, flight: (high << 8) | low, last: last === 1, events })
}

/** Ids of `size` bytes, one after the other; `undefined` unless there are `least … most` whole ones. */
function decodeIds(payload: Uint8Array, size: number, least: number, most: number): Uint8Array[] | undefined {
  const count = payload.length / size
  if (!Number.isInteger(count) || count < least || count > most) return undefined
  return Array.from({ length: count }, (_, i) => payload.subarray(i * size, (i + 1) * size))
}

function decodeBodyWant(payload: Uint8Array): MessageDecoding {
  const ids = decodeIds(payload, ID_BYTES, 1, MAX_WANTED_IDS)
  return ids === undefined ? MALFORMED : decoded({ kind: 'body_want', ids: ids.map(idFromBytes<EventId>) })
}

function decodeShortIds(kind: 'ihave' | 'graft', payload: Uint8Array): MessageDecoding {
  const ids = decodeIds(payload, SHORT_ID_BYTES, 0, MAX_SHORT_IDS)
  return ids === undefined ? MALFORMED : decoded({ kind, ids: ids.map(shortIdFromBytes) })
}

/** Never throws; the result shares no memory with the argument. */
export function decodeMessage(plaintext: Uint8Array): MessageDecoding {
  if (plaintext.length > MAX_PLAINTEXT_BYTES) return MALFORMED
  const payload = plaintext.subarray(1)
  switch (plaintext[0]) {
    case TAG.ready:
      return payload.length === 0 ? decoded({ kind: 'ready' }) : MALFORMED
    case TAG.ping:
    case TAG.pong: {
      const token = decodeU32(payload)
      if (token === undefined) return MALFORMED
      return decoded({ kind: plaintext[0] === TAG.ping ? 'ping' : 'pong', token })
    }
    case TAG.sync: {
      const scope = payload[0]
      return scope === 0 || scope === 1 ? decoded({ kind: 'sync', scope, bytes: payload.slice(1) }) : MALFORMED
    }
    case TAG.events:
      return decodeEventsMessage(payload)
    case TAG.live: {
      const events = decodeEvents(payload)
      return events === undefined ? MALFORMED : decoded({ kind: 'live', events })
    }
    case TAG.have:
      return decoded({ kind: 'have', statement: payload.slice() })
    case TAG.body_want:
      return decodeBodyWant(payload)
    case TAG.ihave:
      return decodeShortIds('ihave', payload)
    case TAG.graft:
      return decodeShortIds('graft', payload)
    case TAG.credit: {
      const bytes = decodeU32(payload)
      return bytes === undefined ? MALFORMED : decoded({ kind: 'credit', bytes })
    }
    case TAG.prune:
      return payload.length === 0 ? decoded({ kind: 'prune' }) : MALFORMED
    case TAG.linking:
      return decoded({ kind: 'linking', words: payload.slice() })
    case TAG.key_request:
      return decoded({ kind: 'key_request', request: payload.slice() })
    case TAG.bye: {
      const reason = BYE_REASONS[payload[0] ?? BYE_REASONS.length]
      const proof = decodeEvents(payload.subarray(1))
      return reason === undefined || proof === undefined ? MALFORMED : decoded({ kind: 'bye', reason, proof })
    }
    default:
      return { ok: false, reason: plaintext.length === 0 ? 'message_malformed' : 'message_unknown' }
  }
}

/** Cuts a list into the lists that fit into one EVENTS or LIVE message each, in order, none empty. */
export function batchEvents(events: readonly Uint8Array[]): Uint8Array[][] {
  const batches: Uint8Array[][] = []
  let room = 0
  for (const event of events) {
    const size = LENGTH_BYTES + event.length
    if (batches.length === 0 || size > room || batches.at(-1)?.length === MAX_EVENTS_IN_MESSAGE) {
      batches.push([])
      room = MAX_PLAINTEXT_BYTES - EVENTS_HEAD_BYTES
    }
    must(batches.at(-1), 'a batch').push(event)
    room -= size
  }
  return batches
}
