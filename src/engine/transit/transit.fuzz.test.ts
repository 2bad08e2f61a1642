/** Bytes of any kind at every decoder of a link: an answer, never an exception. */

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asTimestamp } from '../base/ids.ts'
import { decodeConnect, encodeConnect, SUITE_1 } from './connect-message.ts'
import { openConnect, sealConnectTo } from './connect-seal.ts'
import { decodeMessage, encodeMessage } from './messages.ts'
import { actor, LOBBY_KEY, NETWORK, openPair } from './two-ends.testing.ts'

const alice = actor('alice')
const bytes = fc.uint8Array({ maxLength: 600 })

const plaintext = encodeConnect(
  {
    role: 'initiator',
    network_id: NETWORK,
    peer_id: alice.peer_id,
    session: alice.session,
    ephemeral: alice.prekey.publicKey,
    nonce: alice.fingerprint,
    local: alice.fingerprint,
    remote: alice.fingerprint,
    build: 'test',
    suites: [SUITE_1],
    credentials: [alice.credential],
  },
  alice.key.seed,
)

/** The bytes with a few of them changed, cut or lengthened. */
function mutations(of: Uint8Array): fc.Arbitrary<Uint8Array> {
  const change = fc.tuple(fc.nat(of.length - 1), fc.integer({ min: 1, max: 255 }))
  return fc.tuple(fc.array(change, { maxLength: 3 }), fc.nat(of.length), fc.boolean()).map(([changes, end, isCut]) => {
    const changed = isCut ? of.slice(0, end) : of.slice()
    for (const [at, by] of changes) if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ by
    return changed
  })
}

it('a CONNECT of random or changed bytes is accepted only when it is the one that was signed', () => {
  fc.assert(
    fc.property(fc.oneof(bytes, mutations(plaintext)), (candidate) => {
      const decoding = decodeConnect(candidate, NETWORK)
      expect(decoding.ok).toBe(Buffer.compare(candidate, plaintext) === 0)
    }),
    { numRuns: 400 },
  )
})

it('a sealed CONNECT of random or changed bytes does not open', () => {
  const context = { network_id: NETWORK, sender: 'initiator' as const }
  const frame = sealConnectTo(alice.random, context, alice.prekey.publicKey, plaintext)
  fc.assert(
    fc.property(fc.oneof(bytes, mutations(frame)), fc.boolean(), (candidate, inLobby) => {
      const lobby_key = inLobby ? LOBBY_KEY : undefined
      const opening = openConnect(context, lobby_key, () => alice.prekey.secret, candidate)
      expect(opening.ok).toBe(!inLobby && Buffer.compare(candidate, frame) === 0)
    }),
    { numRuns: 150 },
  )
})

it('a message of random bytes decodes to something that encodes to the same bytes, or to a reason', () => {
  const tagged = fc.tuple(fc.nat(9), bytes).map(([tag, rest]) => Uint8Array.of(tag, ...rest))
  const eventful = fc
    .tuple(fc.constantFrom([6], [5, 1, 0, 3, 1], [8, 2]), fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 })))
    .map(([head, events]) => Uint8Array.from([...head, ...events.flatMap((event) => [0, event.length, ...event])]))
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(bytes, tagged, eventful), (candidate) => {
      const decoding = decodeMessage(candidate)
      if (!decoding.ok) return
      accepted++
      expect(encodeMessage(decoding.message)).toEqual(candidate)
    }),
    { numRuns: 3000 },
  )
  expect(accepted).toBeGreaterThan(100)
})

it('a link answers frames of random bytes and goes on until its charges are used up', () => {
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 49 }), (frames) => {
      const { bob } = openPair(asTimestamp(1))
      for (const frame of frames) expect(bob.frame(frame, asTimestamp(2))).toEqual([])
      expect(bob.isOpen()).toBe(true)
    }),
    { numRuns: 20 },
  )
})
