/** Bytes of any kind at the door of signalling: an answer, never an exception. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { asTimestamp, idBytes } from '../base/ids.ts'
import { AEAD_NONCE_BYTES, sealAead } from '../crypto/aead.ts'
import { sha256 } from '../crypto/hash.ts'
import { actor, NETWORK, seededRandom } from '../transit/two-ends.testing.ts'
import { createDialer } from './dialer.ts'
import { LAPTOP } from './policy.ts'
import { decodeSignal, encodeSignal, type Signal } from './signal-message.ts'
import { openSignal } from './signalling.ts'
import { epochPlace } from './topics.ts'

const alice = actor('alice')
const place = epochPlace(NETWORK, sha256(utf8('epoch')))
const topic = idBytes(place.topic)
const signal: Signal = {
  kind: 'announce',
  from: alice.peer_id,
  session: alice.session,
  created_at: 1,
  transit_prekey: alice.prekey.publicKey,
  seeking: false,
}
const plaintext = encodeSignal(signal, NETWORK, topic, alice.key.seed)

const mutated = fc
  .tuple(fc.array(fc.tuple(fc.nat(plaintext.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 3 }))
  .map(([changes]) => {
    const bytes = plaintext.slice()
    for (const [at, by] of changes) bytes[at] = (bytes[at] ?? 0) ^ by
    return bytes
  })

it('a message of random or changed bytes is read only when it is the one that was signed', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), mutated), (candidate) => {
      const decoding = decodeSignal(candidate, NETWORK, topic)
      expect(decoding.ok).toBe(Buffer.compare(candidate, plaintext) === 0)
    }),
    { numRuns: 500 },
  )
})

it('a sealed payload of any content is answered with a reason', () => {
  const random = seededRandom('fuzz')
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2008 }), (content) => {
      const padded = new Uint8Array(2008)
      padded.set(content)
      const nonce = random.bytes(AEAD_NONCE_BYTES)
      const payload = concatBytes(nonce, sealAead(place.seal_key, nonce, padded, topic))
      expect(openSignal(NETWORK, place, payload).ok).toBe(false)
    }),
    { numRuns: 300 },
  )
})

it('a dialer counts what it cannot read and does nothing about it', () => {
  const dialer = createDialer(
    {
      network_id: NETWORK,
      peer_id: alice.peer_id,
      signing_seed: alice.key.seed,
      random: seededRandom('dialer'),
      degree: LAPTOP,
      standing: () => 'member',
      isOwn: () => false,
      transitPrekey: () => alice.prekey.publicKey,
    },
    asTimestamp(1),
  )
  dialer.topicsChanged({ announce: [place], listen: [place], knock: [], answer: [] }, asTimestamp(1))
  const payload = fc.oneof(fc.uint8Array({ maxLength: 3000 }), fc.uint8Array({ minLength: 2048, maxLength: 2048 }))
  fc.assert(
    fc.property(payload, fc.boolean(), (bytes, isKnown) => {
      const where = isKnown ? place.topic : '00'.repeat(32)
      expect(dialer.payload(where, bytes, asTimestamp(2))).toEqual([])
    }),
    { numRuns: 300 },
  )
  const counted = [...dialer.counters()].reduce((sum, [, times]) => sum + times, 0)
  expect(counted).toBe(300)
})
