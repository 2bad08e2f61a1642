/** Payloads of signalling: what members say to each other through servers they do not trust. */

import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { idBytes } from '../base/ids.ts'
import { AEAD_NONCE_BYTES, sealAead } from '../crypto/aead.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import { domain } from '../crypto/domains.ts'
import { sha256 } from '../crypto/hash.ts'
import { sign } from '../crypto/sign.ts'
import { actor, NETWORK, OTHER_NETWORK, seededRandom } from '../transit/two-ends.testing.ts'
import { encodeSignal, MAX_DESCRIPTION_BYTES, type Signal } from './signal-message.ts'
import { openSignal, PAYLOAD_SIZES_BYTES, sealSignal } from './signalling.ts'
import { epochPlace, lobbyPlace } from './topics.ts'

const alice = actor('alice')
const bob = actor('bob')
const mallory = actor('mallory')
const place = epochPlace(NETWORK, sha256(utf8('epoch')))
const random = seededRandom('signalling')

const said = { from: alice.peer_id, session: alice.session, created_at: 1_800_000_000_000 }
const addressed = { to: bob.peer_id, to_session: bob.session, nonce: bob.session, description: 'v=0 …' }
const transit_prekey = alice.prekey.publicKey

const announcement: Signal = { kind: 'announce', ...said, transit_prekey, seeking: true }
const offer: Signal = { kind: 'offer', ...said, ...addressed, transit_prekey }
const answer: Signal = { kind: 'answer', ...said, ...addressed }

const seal = (signal: Signal, seed = alice.key.seed) => sealSignal(random, NETWORK, place, seed, signal)
const open = (payload: Uint8Array) => openSignal(NETWORK, place, payload)
const failed = (reason: string) => ({ ok: false, reason })

/** A payload around any plaintext, sealed as a member would. */
function sealRaw(plaintext: Uint8Array, mark = 0x80): Uint8Array {
  const nonce = random.bytes(AEAD_NONCE_BYTES)
  const padded = new Uint8Array(2048 - 40)
  padded.set(concatBytes(plaintext, Uint8Array.of(mark)))
  return concatBytes(nonce, sealAead(place.seal_key, nonce, padded, idBytes(place.topic)))
}

/** A body of any shape, truly signed by Alice for this place. */
function signedBody(body: Uint8Array): Uint8Array {
  const message = concatBytes(domain('sdp', idBytes(NETWORK)), idBytes(place.topic), body)
  return sealRaw(concatBytes(sign(alice.key.seed, message), body))
}

describe('a payload', () => {
  for (const signal of [announcement, offer, answer, { ...announcement, seeking: false }]) {
    it(`of kind ${signal.kind} says what went in`, () => {
      expect(open(seal(signal))).toEqual({ ok: true, signal })
    })
  }

  it('has one of five sizes, at most 32 KiB, and an announcement looks like an answer', () => {
    expect(seal(announcement).length).toBe(2048)
    expect(seal({ ...answer, description: 'x'.repeat(1500) }).length).toBe(2048)
    for (const length of [2500, 6000, 12_000, MAX_DESCRIPTION_BYTES]) {
      const signal = { ...offer, description: 'x'.repeat(length) }
      const payload = seal(signal)
      expect(PAYLOAD_SIZES_BYTES).toContain(payload.length)
      expect(open(payload)).toEqual({ ok: true, signal })
    }
    expect(() => seal({ ...offer, description: 'x'.repeat(33_000) })).toThrow(InvariantError)
  })

  it('never looks the same twice', () => {
    expect(seal(announcement)).not.toEqual(seal(announcement))
  })

  it('of another size is refused before anything is opened', () => {
    const payload = seal(announcement)
    expect(open(payload.subarray(1))).toEqual(failed('wrong_size'))
    expect(open(new Uint8Array(64 * 1024))).toEqual(failed('wrong_size'))
    expect(open(new Uint8Array(0))).toEqual(failed('wrong_size'))
  })

  it('does not open with a bit changed, under another place, or moved to another topic', () => {
    const payload = seal(announcement)
    const changed = payload.slice()
    changed[100] = (changed[100] ?? 0) ^ 1
    expect(open(changed)).toEqual(failed('not_sealed'))
    expect(openSignal(NETWORK, lobbyPlace(NETWORK, place.seal_key), payload)).toEqual(failed('not_sealed'))
    const moved = { topic: lobbyPlace(NETWORK, place.seal_key).topic, seal_key: place.seal_key }
    expect(openSignal(NETWORK, moved, payload)).toEqual(failed('not_sealed'))
  })

  it('signed by another device than it names is refused', () => {
    expect(open(seal(announcement, mallory.key.seed))).toEqual(failed('bad_signature'))
  })

  it('signed for another network or another place is refused, though a member sealed it', () => {
    const topic = idBytes(place.topic)
    const elsewhere = encodeSignal(announcement, OTHER_NETWORK, topic, alice.key.seed)
    expect(open(sealRaw(elsewhere))).toEqual(failed('bad_signature'))
    const inLobby = encodeSignal(announcement, NETWORK, idBytes(lobbyPlace(NETWORK, topic).topic), alice.key.seed)
    expect(open(sealRaw(inLobby))).toEqual(failed('bad_signature'))
  })

  it('without its padding mark, or without a message, is refused', () => {
    expect(open(sealRaw(utf8('x'), 0))).toEqual(failed('bad_padding'))
    expect(open(sealRaw(new Uint8Array(0)))).toEqual(failed('malformed'))
    expect(open(sealRaw(new Uint8Array(64)))).toEqual(failed('malformed'))
  })

  it('of a newer version or kind is told from a malformed one', () => {
    const head = [idBytes(alice.peer_id), alice.session, 5]
    expect(open(signedBody(encodeCanonical([2, 1, ...head])))).toEqual(failed('unknown_version'))
    expect(open(signedBody(encodeCanonical([1, 9, ...head])))).toEqual(failed('unknown_kind'))
    expect(open(signedBody(encodeCanonical([1, 1, ...head])))).toEqual(failed('malformed'))
    expect(open(signedBody(encodeCanonical([1, 1, ...head, transit_prekey, true, 0])))).toEqual(failed('malformed'))
    expect(open(signedBody(encodeCanonical([1, 1, ...head, transit_prekey, 1])))).toEqual(failed('malformed'))
    expect(open(signedBody(encodeCanonical('hello')))).toEqual(failed('malformed'))
  })

  it('that its reader need not verify is refused unread: its own, and answers to others', () => {
    const read = (signal: Signal, reader: typeof alice) => openSignal(NETWORK, place, seal(signal), reader.peer_id)
    expect(read(announcement, alice)).toEqual(failed('echo'))
    expect(read(answer, mallory)).toEqual(failed('not_for_us'))
    expect(read(answer, bob).ok).toBe(true)
    expect(read(offer, mallory).ok).toBe(true)
  })
})
