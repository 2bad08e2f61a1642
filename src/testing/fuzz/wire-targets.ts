/** The codecs below everything: CBOR, sealed frames and their messages, sync messages, receipts. */

import { concatBytes, equalBytes } from '../../engine/base/bytes.ts'
import { type EpochId, shortIdFromBytes } from '../../engine/base/ids.ts'
import { MAX_FRAME_BYTES } from '../../engine/base/ports.ts'
import { type CborValue, decodeCanonical, encodeCanonical, MAX_CBOR_ITEMS } from '../../engine/crypto/cbor.ts'
import { type KeyRequestFailure, makeKeyRequest, readKeyRequest } from '../../engine/seal/key-request.ts'
import { type HaveFailure, makeHave, parseHave, verifyHave } from '../../engine/sync/have.ts'
import {
  decodeMessage as decodeSync,
  encodeAbort,
  encodeFlight,
  MAX_MESSAGE_BYTES,
  type MessageFault,
} from '../../engine/sync/messages.ts'
import { MAX_RECORDS, type SketchPart, type WindowRecord } from '../../engine/sync/records.ts'
import { CELL_BYTES, MAX_CELLS } from '../../engine/sync/sketch.ts'
import { endOf, startOf } from '../../engine/sync/window.ts'
import { createTransit, type FrameFailure, type Transit } from '../../engine/transit/frames.ts'
import { decodeMessage, encodeMessage, type TransitMessage } from '../../engine/transit/messages.ts'
import { actor, NETWORK } from '../../engine/transit/two-ends.testing.ts'
import { createPrng, type Prng } from '../../platform/sim/prng.ts'
import { below, flipped, mutated, pick } from './mutate.ts'
import { type FuzzTarget, type Recipe, reasonsOf } from './target.ts'

function value(prng: Prng, depth: number): CborValue {
  const kind = below(prng, depth > 7 ? 5 : 7)
  if (kind === 0) return pick(prng, [null, true, false])
  if (kind === 1) return below(prng, pick(prng, [24, 256, 65_536, 2 ** 32, 2 ** 53]))
  if (kind === 2) return -1 - below(prng, pick(prng, [24, 256, 65_536, 2 ** 32, 2 ** 52]))
  if (kind === 3) return prng.bytes(below(prng, 40))
  if (kind === 4) return pick(prng, ['', 'text', '\uFEFF', 'ü', '\u{1F600}'])
  return Array.from({ length: below(prng, 6) }, () => value(prng, depth + 1))
}

function countOf(decoded: CborValue): number {
  return Array.isArray(decoded) ? decoded.reduce((sum: number, item: CborValue) => sum + countOf(item), 1) : 1
}

function readCbor(bytes: Uint8Array): string {
  const decoded = decodeCanonical(bytes)
  if (decoded === undefined) return 'refused'
  if (!equalBytes(encodeCanonical(decoded.value), bytes)) throw new Error('two encodings of one value')
  if (countOf(decoded.value) > MAX_CBOR_ITEMS) throw new Error('more values than allowed')
  return 'ok'
}

/** A head that promises far more than there is. */
const promise = (prng: Prng): Uint8Array =>
  concatBytes(Uint8Array.of(pick(prng, [0x5b, 0x7b, 0x9b, 0x9a, 0x5a])), prng.bytes(8 + below(prng, 30)))

export const cborTarget: FuzzTarget = {
  name: 'cbor',
  inputs: 6_000,
  recipes: [
    (prng) => readCbor(encodeCanonical(value(prng, 1))),
    (prng) => readCbor(mutated(prng, encodeCanonical(value(prng, 1)))),
    (prng) => readCbor(promise(prng)),
    (prng) => readCbor(new Uint8Array(1 + below(prng, 60_000)).fill(pick(prng, [0x81, 0x9f, 0x98, 0x00]))),
    (prng) => readCbor(prng.bytes(below(prng, 200))),
  ],
  reasons: ['ok', 'refused'],
}

const [alice, bob] = [actor('alice'), actor('bob')]

interface Ends {
  readonly sends: Transit
  readonly receives: Transit
}

function ends(prng: Prng): Ends {
  const [send, receive] = [prng.bytes(32), prng.bytes(32)]
  const keys = { network_id: NETWORK }
  return {
    sends: createTransit({ ...keys, role: 'initiator', send, receive }),
    receives: createTransit({ ...keys, role: 'responder', send: receive, receive: send }),
  }
}

function takeFrame({ receives }: Ends, frame: Uint8Array): string {
  const opening = receives.open(frame)
  if (!opening.ok) return opening.reason
  const decoding = decodeMessage(opening.plaintext)
  if (!decoding.ok) return decoding.reason
  if (!equalBytes(encodeMessage(decoding.message), opening.plaintext)) throw new Error('two encodings of one message')
  return 'ok'
}

const message = (prng: Prng): TransitMessage =>
  pick<TransitMessage>(prng, [
    { kind: 'ready' },
    { kind: 'ping', token: below(prng, 2 ** 32) },
    { kind: 'sync', scope: 1, bytes: prng.bytes(below(prng, 90)) },
    { kind: 'events', scope: 0, flight: below(prng, 65_536), last: true, events: [prng.bytes(1 + below(prng, 90))] },
    { kind: 'live', events: [prng.bytes(1 + below(prng, 90)), prng.bytes(3)] },
    { kind: 'ihave', ids: Array.from({ length: below(prng, 9) }, () => shortIdFromBytes(prng.bytes(8))) },
    { kind: 'graft', ids: [shortIdFromBytes(prng.bytes(8))] },
    { kind: 'bye', reason: 'removed', proof: [prng.bytes(9)] },
  ])

const framed = (prng: Prng, plaintext: Uint8Array): string => {
  const both = ends(prng)
  return takeFrame(both, both.sends.seal(plaintext))
}

export const frameTarget: FuzzTarget = {
  name: 'frames',
  inputs: 4_000,
  recipes: [
    (prng) => framed(prng, encodeMessage(message(prng))),
    (prng) => framed(prng, mutated(prng, encodeMessage(message(prng)))),
    (prng) => framed(prng, Uint8Array.of(9 + below(prng, 240), ...prng.bytes(20))),
    (prng) => framed(prng, Uint8Array.of(pick(prng, [1, 2, 5, 6, 8]), ...prng.bytes(7 + below(prng, 60)))),
    (prng) => takeFrame(ends(prng), prng.bytes(below(prng, 22))),
    (prng) => takeFrame(ends(prng), new Uint8Array(MAX_FRAME_BYTES + 1 + below(prng, 100))),
    (prng) => {
      const both = ends(prng)
      return takeFrame(both, flipped(prng, both.sends.seal(encodeMessage(message(prng)))))
    },
    (prng) => {
      const both = ends(prng)
      const frame = both.sends.seal(encodeMessage(message(prng)))
      takeFrame(both, frame)
      return takeFrame(both, frame)
    },
  ],
  reasons: reasonsOf<FrameFailure | 'message_unknown' | 'message_malformed' | 'ok'>({
    ok: true,
    frame_too_short: true,
    frame_too_large: true,
    frame_not_newer: true,
    frame_not_sealed: true,
    message_unknown: true,
    message_malformed: true,
  }),
}

function records(prng: Prng): WindowRecord[] {
  const made: WindowRecord[] = []
  const shift = below(prng, 40)
  let prefix = below(prng, 8)
  for (let left = below(prng, 6); left > 0; left--) {
    const count = below(prng, 200)
    const fingerprint = { count, sum: count === 0 ? 0 : below(prng, 2 ** 48) }
    const filter = count > 0 && prng.chance(0.5) ? { filter: prng.bytes(Math.ceil((count * 12) / 8)) } : {}
    made.push({ window: { shift, prefix }, fingerprint, ...filter })
    prefix += 1 + below(prng, 3)
  }
  return made
}

function sketch(prng: Prng): SketchPart {
  const columns = 1 + below(prng, 40)
  const windows = Array.from({ length: 1 + below(prng, 4) }, (_, i) => ({ shift: 30, prefix: 2 * i + below(prng, 2) }))
  return { columns, from: 0, windows, cells: prng.bytes(CELL_BYTES * (1 + below(prng, 3 * columns))) }
}

function flight(prng: Prng): Uint8Array {
  const root = prng.chance(0.5) ? { root: { count: below(prng, 2 ** 40), sum: Uint32Array.of(1, 2, 3, 4) } } : {}
  const events = prng.chance(0.3) ? 1 + below(prng, 2 ** 50) : 0
  const numbers = { scope: below(prng, 2), run: below(prng, 2 ** 32), flight: below(prng, 256), part: below(prng, 256) }
  const more = prng.chance(0.3) ? { sketch: sketch(prng), wanted: Uint32Array.of(below(prng, 2 ** 32)) } : {}
  return encodeFlight({ ...numbers, last: prng.chance(0.5), events, ...root, ...more, records: records(prng) })
}

function takeSync(bytes: Uint8Array): string {
  const decoded = decodeSync(bytes)
  if (!decoded.ok) return decoded.fault
  if (decoded.message.kind === 'abort') return 'ok'
  let end = 0
  for (const { window, filter } of decoded.message.records) {
    if (startOf(window) < end) throw new Error('windows go back')
    end = endOf(window)
    if (filter !== undefined && filter.buffer !== bytes.buffer) throw new Error('a filter was copied')
  }
  if (decoded.message.records.length > MAX_RECORDS) throw new Error('too many records')
  if ((decoded.message.sketch?.cells.length ?? 0) > CELL_BYTES * MAX_CELLS) throw new Error('too many cells')
  if (!equalBytes(encodeFlight(decoded.message), bytes)) throw new Error('two encodings of one flight')
  return 'ok'
}

const HEAD = [1, 1, 1, 0, 0, 1]

export const syncTarget: FuzzTarget = {
  name: 'sync',
  inputs: 4_000,
  recipes: [
    (prng) => takeSync(flight(prng)),
    (prng) => takeSync(encodeAbort({ scope: 1, run: below(prng, 99), reason: 'limit' })),
    (prng) => takeSync(mutated(prng, flight(prng))),
    (prng) => takeSync(Uint8Array.of(3 + below(prng, 250), ...prng.bytes(30))),
    (prng) => takeSync(new Uint8Array(MAX_MESSAGE_BYTES + 1 + below(prng, 4_000)).fill(1)),
    (prng) => takeSync(Uint8Array.of(...HEAD, ...new Uint8Array(2 * (MAX_RECORDS + 1 + below(prng, 50))))),
    (prng) =>
      takeSync(Uint8Array.of(1, 1, 1, 0, 0, 0x11, 0xff, 0x80 | below(prng, 128), 1 + below(prng, 100), 0, 1, 1)),
    (prng) => {
      const declared = [0x80 | 0x80, 0x80, 0x80 | (1 + below(prng, 100)), 1 + below(prng, 100)]
      return takeSync(Uint8Array.of(...HEAD, 0x80 | below(prng, 30), ...declared, ...prng.bytes(100)))
    },
  ],
  reasons: reasonsOf<MessageFault | 'ok'>({
    ok: true,
    too_large: true,
    malformed: true,
    unknown_tag: true,
    too_many_records: true,
    filter_too_large: true,
    too_many_cells: true,
  }),
}

const ranges = new Map([
  [
    bob.peer_id,
    [
      { first: 0, last: 4 },
      { first: 9, last: 9 },
    ],
  ],
])
const statement = makeHave(NETWORK, alice.key.seed, alice.peer_id, 1_000, ranges)

function takeHave(bytes: Uint8Array): string {
  const claim = parseHave(bytes)
  if (typeof claim === 'string') return claim
  const read = verifyHave(NETWORK, claim)
  if (typeof read === 'string') return read
  if (read.device !== alice.peer_id) throw new Error('a statement of somebody who did not sign it')
  return 'ok'
}

function haveWith(change: (fields: CborValue[]) => void): string {
  const decoded = decodeCanonical(statement)?.value
  if (!Array.isArray(decoded)) throw new Error('a statement is an array')
  const fields: CborValue[] = [...decoded]
  change(fields)
  return takeHave(encodeCanonical(fields))
}

const haveRecipes: readonly Recipe[] = [
  (prng) => takeHave(makeHave(NETWORK, alice.key.seed, alice.peer_id, below(prng, 1e9), ranges)),
  (prng) => haveWith((fields) => fields.splice(1, 1, below(prng, 2 ** 40))),
  (prng) => haveWith((fields) => fields.splice(0, 1, prng.bytes(32))),
  (prng) => haveWith((fields) => fields.splice(2, 1, [[prng.bytes(32), [5, 4]]])),
  (prng) => takeHave(mutated(prng, statement)),
]

export const haveTarget: FuzzTarget = {
  name: 'have',
  inputs: 1_000,
  recipes: haveRecipes,
  reasons: reasonsOf<HaveFailure | 'ok'>({ ok: true, have_malformed: true, have_signature: true }),
}

const epochs = [1, 2, 3].map((n) => n.toString(16).padStart(64, '0') as EpochId)
const request = makeKeyRequest(NETWORK, alice.key.seed, alice.peer_id, epochs, createPrng('key request'))

function takeKeyRequest(bytes: Uint8Array): string {
  const read = readKeyRequest(NETWORK, bytes)
  if (typeof read === 'string') return read
  if (read.device !== alice.peer_id) throw new Error('a request of somebody who did not sign it')
  return 'ok'
}

function keyRequestWith(change: (fields: CborValue[]) => void): string {
  const decoded = decodeCanonical(request)?.value
  if (!Array.isArray(decoded)) throw new Error('a request is an array')
  const fields: CborValue[] = [...decoded]
  change(fields)
  return takeKeyRequest(encodeCanonical(fields))
}

export const keyRequestTarget: FuzzTarget = {
  name: 'key request',
  inputs: 1_000,
  recipes: [
    (prng) => takeKeyRequest(makeKeyRequest(NETWORK, alice.key.seed, alice.peer_id, epochs, prng)),
    (prng) => keyRequestWith((fields) => fields.splice(0, 1, prng.bytes(32))),
    (prng) => keyRequestWith((fields) => fields.splice(2, 1, [prng.bytes(32)])),
    () => keyRequestWith((fields) => fields.splice(2, 1, [])),
    (prng) => takeKeyRequest(mutated(prng, request)),
  ],
  reasons: reasonsOf<KeyRequestFailure | 'ok'>({ ok: true, key_request_malformed: true, key_request_signature: true }),
}
