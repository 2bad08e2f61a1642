/** The messages inside frames: what goes in comes out, within strict limits. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import type { EventId, ShortId } from '../base/ids.ts'
import { MAX_PLAINTEXT_BYTES } from './frames.ts'
import {
  batchEvents,
  decodeMessage,
  encodeMessage,
  MAX_EVENTS_IN_MESSAGE,
  MAX_SHORT_IDS,
  MAX_SYNC_BYTES,
  MAX_WANTED_IDS,
  type TransitMessage,
} from './messages.ts'

const events = [utf8('first'), utf8('second')]

const MESSAGES: readonly TransitMessage[] = [
  { kind: 'ready' },
  { kind: 'ping', token: 7 },
  { kind: 'pong', token: 0xffffffff },
  { kind: 'sync', scope: 0, bytes: utf8('root') },
  { kind: 'sync', scope: 1, bytes: new Uint8Array(0) },
  { kind: 'events', scope: 1, flight: 0xfffe, last: true, events },
  { kind: 'events', scope: 0, flight: 0, last: false, events: [] },
  { kind: 'live', events },
  { kind: 'have', statement: utf8('signed') },
  { kind: 'body_want', ids: ['ab'.repeat(32), 'cd'.repeat(32)] as EventId[] },
  { kind: 'key_request', request: utf8('signed too') },
  { kind: 'ihave', ids: ['ab'.repeat(8), 'cd'.repeat(8)] as ShortId[] },
  { kind: 'ihave', ids: [] },
  { kind: 'graft', ids: ['ab'.repeat(8)] as ShortId[] },
  { kind: 'graft', ids: [] },
  { kind: 'prune' },
  { kind: 'credit', bytes: 0xfffffffe },
  { kind: 'bye', reason: 'removed', proof: events },
  { kind: 'linking', words: utf8('opening') },
  { kind: 'bye', reason: 'leaving', proof: [] },
]

const MALFORMED = { ok: false, reason: 'message_malformed' }

describe('a message', () => {
  for (const message of MESSAGES) {
    it(`${message.kind} comes out as it went in`, () => {
      expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, message })
    })
  }

  it('of an unknown kind is told from a malformed one', () => {
    expect(decodeMessage(Uint8Array.of(200, 1, 2))).toEqual({ ok: false, reason: 'message_unknown' })
    expect(decodeMessage(new Uint8Array(0))).toEqual(MALFORMED)
  })

  it('is refused when it has more, less or other than its grammar', () => {
    for (const bytes of [
      [1, 0],
      [2, 0, 0, 1],
      [3, 0, 0, 0, 1, 1],
      [4],
      [4, 2, 1],
      [5, 0, 0, 1],
      [5, 2, 0, 1, 0],
      [5, 0, 0, 1, 2],
      [6, 0],
      [6, 0, 0],
      [6, 0, 5, 1],
      [8],
      [8, 99],
      [8, 0, 0],
      [9],
      [9, ...new Uint8Array(31)],
      [9, ...new Uint8Array(33)],
      [9, ...new Uint8Array((MAX_WANTED_IDS + 1) * 32)],
      [13, ...new Uint8Array(9)],
      [13, ...new Uint8Array((MAX_SHORT_IDS + 1) * 8)],
      [14, 1, 2, 3],
      [14, ...new Uint8Array((MAX_SHORT_IDS + 1) * 8)],
      [15, 0],
      [16, 0, 0, 1],
      [16, 0, 0, 0, 1, 1],
    ]) {
      expect(decodeMessage(Uint8Array.from(bytes)), String(bytes)).toEqual(MALFORMED)
    }
  })

  it('has at most 1,024 events', () => {
    const many = Array.from({ length: MAX_EVENTS_IN_MESSAGE + 1 }, () => Uint8Array.of(1))
    expect(() => encodeMessage({ kind: 'live', events: many })).toThrow(InvariantError)
    const bytes = Uint8Array.from([6, ...many.flatMap(() => [0, 1, 1])])
    expect(decodeMessage(bytes)).toEqual(MALFORMED)
  })

  it('fits into one frame or is not made', () => {
    const largest = encodeMessage({ kind: 'sync', scope: 0, bytes: new Uint8Array(MAX_SYNC_BYTES) })
    expect(largest.length).toBe(MAX_PLAINTEXT_BYTES)
    expect(() => encodeMessage({ kind: 'sync', scope: 0, bytes: new Uint8Array(MAX_SYNC_BYTES + 1) })).toThrow(
      InvariantError,
    )
  })
})

describe('cutting events into messages', () => {
  it('keeps all, in order, and each batch fits with the largest events too', () => {
    const sizes = [60 * 1024, 5, 60 * 1024, 60 * 1024, 3000, 2000, 1, 60 * 1024]
    const list = sizes.map((size, index) => new Uint8Array(size).fill(index))
    const batches = batchEvents(list)
    expect(batches.flat()).toEqual(list)
    for (const batch of batches) {
      expect(batch.length).toBeGreaterThan(0)
      expect(() => encodeMessage({ kind: 'events', scope: 0, flight: 1, last: false, events: batch })).not.toThrow()
    }
    expect(batches.length).toBe(4)
  })

  it('makes no message of no events, and never more than 1,024 in one', () => {
    expect(batchEvents([])).toEqual([])
    const batches = batchEvents(Array.from({ length: 2500 }, () => Uint8Array.of(1)))
    expect(batches.map((batch) => batch.length)).toEqual([1024, 1024, 452])
  })
})
