/** The first frame of a link at Bob's end: whatever comes in place of Alice's CONNECT. */

import { concatBytes } from '../../engine/base/bytes.ts'
import { idBytes, idFromBytes, type PeerId } from '../../engine/base/ids.ts'
import { MAX_FRAME_BYTES } from '../../engine/base/ports.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../../engine/crypto/cbor.ts'
import { domain } from '../../engine/crypto/domains.ts'
import { sign } from '../../engine/crypto/sign.ts'
import { type ConnectMessage, encodeConnect } from '../../engine/transit/connect-message.ts'
import { sealConnectInLobby, sealConnectTo } from '../../engine/transit/connect-seal.ts'
import { finishHandshake, type HandshakeFailure, startHandshake } from '../../engine/transit/handshake.ts'
import {
  actor,
  fingerprintsOf,
  LOBBY_KEY,
  NETWORK,
  OTHER_NETWORK,
  setupOf,
} from '../../engine/transit/two-ends.testing.ts'
import type { Prng } from '../../platform/sim/prng.ts'
import { below, flipped, mutated, pick } from './mutate.ts'
import { type FuzzTarget, type Recipe, reasonsOf } from './target.ts'

const [alice, bob, mallory] = [actor('alice'), actor('bob'), actor('mallory')]
const context = { network_id: NETWORK, sender: 'initiator' } as const
const inLobby = setupOf(bob, alice, 'responder', LOBBY_KEY)
const inTown = setupOf(bob, alice, 'responder')
const started = {
  lobby: startHandshake(inLobby, fingerprintsOf(bob, alice)),
  town: startHandshake(inTown, fingerprintsOf(bob, alice)),
}

const honest: ConnectMessage = {
  role: 'initiator',
  network_id: NETWORK,
  peer_id: alice.peer_id,
  session: alice.session,
  ephemeral: alice.prekey.publicKey,
  nonce: alice.fingerprint,
  ...fingerprintsOf(alice, bob),
  build: 'test',
  suites: [1],
  credentials: [alice.credential],
}

const finish = (where: 'lobby' | 'town', frame: Uint8Array): string => {
  const result = finishHandshake(where === 'lobby' ? inLobby : inTown, started[where], frame)
  if (!result.ok) return result.reason
  if (result.peer.peer_id !== alice.peer_id) throw new Error('a CONNECT of nobody we expected')
  return 'ok'
}

/** Sealed as Alice would: symmetric, so a hundred thousand of them are affordable. */
const sealed = (prng: Prng, plaintext: Uint8Array) => sealConnectInLobby(prng, context, LOBBY_KEY, plaintext)
const says = (prng: Prng, change: Partial<ConnectMessage>, seed = alice.key.seed) =>
  finish('lobby', sealed(prng, encodeConnect({ ...honest, ...change }, seed)))

/** The honest body with its fields changed, signed anew. */
function withFields(prng: Prng, change: (fields: CborValue[]) => void): string {
  const body = decodeCanonical(encodeConnect(honest, alice.key.seed).subarray(64))?.value
  if (!Array.isArray(body)) throw new Error('a CONNECT is an array')
  const fields: CborValue[] = [...body]
  change(fields)
  const bytes = encodeCanonical(fields)
  return finish(
    'lobby',
    sealed(prng, concatBytes(sign(alice.key.seed, concatBytes(domain('transit', idBytes(NETWORK)), bytes)), bytes)),
  )
}

const other = (prng: Prng, length: number): Uint8Array => prng.bytes(length)

const recipes: readonly Recipe[] = [
  (prng) => says(prng, { nonce: other(prng, 32), ephemeral: actor(`${below(prng, 1e6)}`).prekey.publicKey }),
  (prng) => finish('town', concatBytes(prng.bytes(MAX_FRAME_BYTES + 1 + below(prng, 100)))),
  (prng) => finish('lobby', Uint8Array.of(2 + below(prng, 250), 2, ...prng.bytes(200))),
  (prng) => withFields(prng, (fields) => fields.splice(0, 1, 2 + below(prng, 1000))),
  (prng) => finish('lobby', Uint8Array.of(1, pick(prng, [0, 1, 3, 255]), ...prng.bytes(200))),
  (prng) => finish('town', Uint8Array.of(1, 1, ...prng.bytes(64 + below(prng, 500)))),
  (prng) => finish('town', concatBytes(Uint8Array.of(1, 1), bob.prekey.publicKey, prng.bytes(32 + below(prng, 300)))),
  (prng) => finish('lobby', flipped(prng, sealed(prng, encodeConnect(honest, alice.key.seed)), 2)),
  (prng) => finish('lobby', sealed(prng, mutated(prng, encodeConnect(honest, alice.key.seed)))),
  (prng) =>
    withFields(prng, (fields) => fields.splice(below(prng, fields.length - 1) + 1, 1, prng.bytes(below(prng, 31)))),
  (prng) => withFields(prng, (fields) => fields.splice(below(prng, fields.length), 1)),
  (prng) => says(prng, { network_id: pick(prng, [OTHER_NETWORK, idFromBytes(prng.bytes(32))]) }),
  (prng) => finish('lobby', sealed(prng, flipped(prng, encodeConnect(honest, alice.key.seed), 0, 64))),
  (prng) => says(prng, {}, mallory.key.seed),
  (prng) => says(prng, { role: 'responder', nonce: other(prng, 32) }),
  (prng) => says(prng, { nonce: started.lobby.nonce }),
  (prng) => says(prng, { peer_id: bob.peer_id }, bob.key.seed),
  (prng) => says(prng, { peer_id: idFromBytes<PeerId>(mallory.key.publicKey) }, mallory.key.seed),
  (prng) => says(prng, { session: other(prng, 16) }),
  (prng) => says(prng, pick(prng, [{ local: other(prng, 32) }, { remote: other(prng, 32) }])),
  (prng) => says(prng, { suites: pick(prng, [[], [2], [7, 255]]) }),
  (prng) => says(prng, { ephemeral: pick(prng, [new Uint8Array(32), Uint8Array.of(1, ...new Uint8Array(31))]) }),
]

/** The expensive way, sealed to a prekey: one in a hundred of the long run is enough. */
const toPrekey: Recipe = (prng) => {
  const plaintext = encodeConnect({ ...honest, nonce: other(prng, 32) }, alice.key.seed)
  return finish('town', sealConnectTo(prng, context, bob.prekey.publicKey, plaintext))
}

export const handshakeTarget: FuzzTarget = {
  name: 'handshake',
  inputs: 2_500,
  recipes: [...recipes, toPrekey],
  reasons: reasonsOf<HandshakeFailure | 'ok'>({
    ok: true,
    connect_too_large: true,
    unknown_version: true,
    wrong_mode: true,
    unknown_prekey: true,
    cannot_open: true,
    malformed: true,
    other_network: true,
    bad_signature: true,
    reflected: true,
    wrong_peer: true,
    wrong_session: true,
    fingerprint_mismatch: true,
    no_common_suite: true,
    bad_ephemeral: true,
  }),
}
