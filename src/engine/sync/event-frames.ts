/**
 * Frames made of stored events at the moment they can leave: generators, so that a history that waits for
 * its link is a list of ids and not of bytes.
 */

import { toHex } from '../base/bytes.ts'
import type { EventId } from '../base/ids.ts'
import { FORM_WHOLE } from '../crypto/envelope.ts'
import { batchEvents, type MemberMessage, type Scope } from '../transit/messages.ts'
import type { Output } from './session.ts'
import type { Item } from './window.ts'

/** Events fetched from the store at once. */
const FETCH = 64

/** Stored bytes of these events, in order; those erased meanwhile are left out. */
export type BytesOf = (ids: readonly EventId[]) => readonly Uint8Array[]

/** Husks are left out: an erased body is nobody's answer. */
export function* bodyFrames(bytesOf: BytesOf, ids: readonly EventId[]): Generator<MemberMessage> {
  for (let at = 0; at < ids.length; at += FETCH) {
    const events = bytesOf(ids.slice(at, at + FETCH)).filter((bytes) => bytes[0] === FORM_WHOLE)
    yield* framesWith(1, events)
  }
}

/** What a session wants sent, in its order. */
export function* outputFrames(bytesOf: BytesOf, scope: Scope, output: Output): Generator<MemberMessage> {
  for (const bytes of output.messages) yield { kind: 'sync', scope, bytes }
  yield* itemFrames(bytesOf, scope, output.events)
  if (output.end !== undefined) yield { kind: 'sync', scope, bytes: output.end }
}

function* itemFrames(bytesOf: BytesOf, scope: Scope, items: Iterable<Item>): Generator<MemberMessage> {
  let ids: EventId[] = []
  for (const item of items) {
    ids.push(toHex(item.id) as EventId)
    if (ids.length < FETCH) continue
    yield* framesWith(scope, bytesOf(ids))
    ids = []
  }
  yield* framesWith(scope, bytesOf(ids))
}

function* framesWith(scope: Scope, events: readonly Uint8Array[]): Generator<MemberMessage> {
  for (const batch of batchEvents(events)) yield { kind: 'events', scope, flight: 0, last: false, events: batch }
}
