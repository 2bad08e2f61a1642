/** What a rendezvous server, or anybody who knows a topic's key, hands to Bob. */

import { concatBytes, utf8 } from '../../engine/base/bytes.ts'
import { idBytes } from '../../engine/base/ids.ts'
import { encodeSignal, type Signal } from '../../engine/connect/signal-message.ts'
import { openSignal, PAYLOAD_SIZES_BYTES, type SignalFailure } from '../../engine/connect/signalling.ts'
import { epochPlace } from '../../engine/connect/topics.ts'
import { AEAD_NONCE_BYTES, AEAD_TAG_BYTES, sealAead } from '../../engine/crypto/aead.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../../engine/crypto/cbor.ts'
import { domain } from '../../engine/crypto/domains.ts'
import { sha256 } from '../../engine/crypto/hash.ts'
import { sign } from '../../engine/crypto/sign.ts'
import { actor, NETWORK } from '../../engine/transit/two-ends.testing.ts'
import type { Prng } from '../../platform/sim/prng.ts'
import { below, flipped, mutated, pick } from './mutate.ts'
import { type FuzzTarget, type Recipe, reasonsOf } from './target.ts'

const [alice, bob] = [actor('alice'), actor('bob')]
const place = epochPlace(NETWORK, sha256(utf8('epoch')))
const topic = idBytes(place.topic)

const announcement: Signal = {
  kind: 'announce',
  from: alice.peer_id,
  session: alice.session,
  created_at: 1,
  transit_prekey: alice.prekey.publicKey,
  seeking: true,
}
const offer: Signal = {
  kind: 'offer',
  from: alice.peer_id,
  session: alice.session,
  created_at: 2,
  to: bob.peer_id,
  to_session: bob.session,
  nonce: alice.session,
  description: 'v=0',
  transit_prekey: alice.prekey.publicKey,
}
const { transit_prekey: _prekey, ...addressed } = offer
const answer: Signal = { ...addressed, kind: 'answer' }

const plaintextOf = (signal: Signal, seed = alice.key.seed) => encodeSignal(signal, NETWORK, topic, seed)
const VALID = [announcement, offer, answer].map((signal) => plaintextOf(signal))

function open(payload: Uint8Array): string {
  const opening = openSignal(NETWORK, place, payload, bob.peer_id)
  if (!opening.ok) return opening.reason
  if (opening.signal.from !== alice.peer_id) throw new Error('a signal of somebody who did not sign it')
  return 'ok'
}

function sealPadded(prng: Prng, padded: Uint8Array): string {
  const nonce = prng.bytes(AEAD_NONCE_BYTES)
  return open(concatBytes(nonce, sealAead(place.seal_key, nonce, padded, topic)))
}

/** Padded to the smallest size that holds it, as honest senders do. */
function says(prng: Prng, plaintext: Uint8Array, mark = 0x80): string {
  const overhead = AEAD_NONCE_BYTES + AEAD_TAG_BYTES
  const size = PAYLOAD_SIZES_BYTES.find((bytes) => plaintext.length + 1 + overhead <= bytes)
  if (size === undefined) return open(prng.bytes(plaintext.length))
  const padded = new Uint8Array(size - overhead)
  padded.set(plaintext)
  padded[plaintext.length] = mark
  return sealPadded(prng, padded)
}

/** A valid body with its fields changed, signed anew. */
function withFields(prng: Prng, change: (fields: CborValue[]) => void): string {
  const body = decodeCanonical(pick(prng, VALID).subarray(64))?.value
  if (!Array.isArray(body)) throw new Error('a signal is an array')
  const fields: CborValue[] = [...body]
  change(fields)
  const bytes = encodeCanonical(fields)
  const signed = concatBytes(domain('sdp', idBytes(NETWORK)), topic, bytes)
  return says(prng, concatBytes(sign(alice.key.seed, signed), bytes))
}

const recipes: readonly Recipe[] = [
  (prng) => says(prng, pick(prng, VALID)),
  (prng) => open(prng.bytes(below(prng, 40_000))),
  (prng) => open(prng.bytes(pick(prng, PAYLOAD_SIZES_BYTES))),
  (prng) => sealPadded(prng, pick(prng, [new Uint8Array(2_008), new Uint8Array(2_008).fill(1 + below(prng, 100))])),
  (prng) => says(prng, mutated(prng, pick(prng, VALID))),
  (prng) => says(prng, flipped(prng, pick(prng, VALID), 0, 64)),
  (prng) => withFields(prng, (fields) => fields.splice(0, 1, 2 + below(prng, 1000))),
  (prng) => withFields(prng, (fields) => fields.splice(1, 1, 4 + below(prng, 1000))),
  (prng) =>
    withFields(prng, (fields) => fields.splice(2 + below(prng, fields.length - 2), 1, prng.bytes(below(prng, 15)))),
  (prng) => withFields(prng, (fields) => fields.push(prng.bytes(3))),
  (prng) => says(prng, plaintextOf({ ...announcement, from: bob.peer_id, created_at: below(prng, 1e9) }, bob.key.seed)),
  (prng) => says(prng, plaintextOf({ ...answer, to: alice.peer_id, created_at: below(prng, 1e9) } as Signal)),
]

export const signalTarget: FuzzTarget = {
  name: 'signalling',
  inputs: 1_600,
  recipes,
  reasons: reasonsOf<SignalFailure | 'ok'>({
    ok: true,
    malformed: true,
    unknown_version: true,
    unknown_kind: true,
    bad_signature: true,
    echo: true,
    not_for_us: true,
    wrong_size: true,
    not_sealed: true,
    bad_padding: true,
  }),
}
