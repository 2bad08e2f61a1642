/**
 * The handshake of one link as two pure steps, the same at both ends: {@link startHandshake} makes the
 * CONNECT to send once the carrier is open, {@link finishHandshake} judges the one that arrives.
 *
 * What it establishes: the other end holds the device key that signalling named, in its present run, for
 * our community, over this very carrier (no man in the middle), and agrees on fresh keys. What it does
 * not: whether that device is a member. The credentials say so, and judging them is the binding's.
 */

import { equalBytes } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'
import type { NetworkId, PeerId } from '../base/ids.ts'
import { type LinkFingerprints, type LinkRole, MAX_FRAME_BYTES, type Random } from '../base/ports.ts'
import { AGREEMENT_KEY_BYTES, type AgreementKey, agreementKeyFromSeed } from '../crypto/agree.ts'
import {
  type ConnectMessage,
  credentialsBytes,
  decodeConnect,
  encodeConnect,
  FINGERPRINT_BYTES,
  MAX_CREDENTIALS,
  MAX_CREDENTIALS_BYTES,
  SESSION_BYTES,
  SUITE_1,
} from './connect-message.ts'
import { openConnect, type PrekeySecrets, sealConnectInLobby, sealConnectTo } from './connect-seal.ts'
import { commitmentTo, type Introduction, OPENING_BYTES } from './digits.ts'
import { deriveTransitKeys, type TransitKeys } from './keys.ts'

export interface HandshakeSetup {
  readonly network_id: NetworkId
  readonly role: LinkRole
  readonly random: Random
  readonly own: {
    readonly peer_id: PeerId
    readonly signing_seed: Uint8Array
    /** Of this run, 16 bytes: the dialer's. */
    readonly session: Uint8Array
    readonly build: string
    /** 16 KiB at most; more is left out from the end. */
    readonly credentials: readonly Uint8Array[]
  }
  /** What signalling said of the other end; what it could not say (manual exchange) is left out. */
  readonly expected: {
    readonly peer_id?: PeerId
    readonly session?: Uint8Array
    readonly transit_prekey: Uint8Array
    /** Present when the two met in the lobby of an invite. */
    readonly lobby_key?: Uint8Array
  }
  readonly prekeySecret: PrekeySecrets
}

export interface StartedHandshake {
  /** To be sent as the first frame of the link. */
  readonly frame: Uint8Array
  readonly fingerprints: LinkFingerprints
  readonly plaintext: Uint8Array
  /** Commits to {@link opening}. */
  readonly nonce: Uint8Array
  /** 32 bytes that this end has shown to nobody. */
  readonly opening: Uint8Array
  readonly ephemeral: AgreementKey
}

export type HandshakeFailure =
  | 'connect_too_large'
  | 'unknown_version' // a newer build
  | 'wrong_mode' // sealed to a prekey where a lobby was agreed on, or the other way
  | 'unknown_prekey'
  | 'cannot_open'
  | 'malformed'
  | 'other_network'
  | 'bad_signature'
  | 'reflected' // our own words, or words for our role
  | 'wrong_peer'
  | 'wrong_session'
  | 'fingerprint_mismatch' // somebody sits between the two ends of the carrier
  | 'no_common_suite'
  | 'bad_ephemeral'

/** The other end of an authenticated link. */
export interface AuthenticatedPeer {
  readonly peer_id: PeerId
  readonly session: Uint8Array
  readonly build: string
  readonly credentials: readonly Uint8Array[]
}

export type HandshakeResult =
  | {
      readonly ok: true
      readonly peer: AuthenticatedPeer
      readonly keys: TransitKeys
      readonly introduction: Introduction
    }
  | { readonly ok: false; readonly reason: HandshakeFailure }

const otherRole = (role: LinkRole): LinkRole => (role === 'initiator' ? 'responder' : 'initiator')

/** The first credentials that fit a CONNECT. The rest has to be told once the link is open at this end. */
export function fitting(credentials: readonly Uint8Array[]): readonly Uint8Array[] {
  const first = credentials.slice(0, MAX_CREDENTIALS)
  return first.filter((_, index) => credentialsBytes(first.slice(0, index + 1)) <= MAX_CREDENTIALS_BYTES)
}

/** @throws InvariantError when what this end brings itself does not fit the grammar */
export function startHandshake(setup: HandshakeSetup, fingerprints: LinkFingerprints): StartedHandshake {
  const { random, own, expected, network_id, role } = setup
  assert(own.session.length === SESSION_BYTES, 'a session is 16 bytes')
  assert(fingerprints.local.length === FINGERPRINT_BYTES, 'a fingerprint is 32 bytes')
  assert(fingerprints.remote.length === FINGERPRINT_BYTES, 'a fingerprint is 32 bytes')
  const ephemeral = agreementKeyFromSeed(random.bytes(AGREEMENT_KEY_BYTES))
  const opening = random.bytes(OPENING_BYTES)
  const nonce = commitmentTo(network_id, opening)
  const message: ConnectMessage = {
    role,
    network_id,
    peer_id: own.peer_id,
    session: own.session,
    ephemeral: ephemeral.publicKey,
    nonce,
    ...fingerprints,
    build: own.build,
    suites: [SUITE_1],
    credentials: fitting(own.credentials),
  }
  const plaintext = encodeConnect(message, own.signing_seed)
  const context = { network_id, sender: role }
  const frame =
    expected.lobby_key === undefined
      ? sealConnectTo(random, context, expected.transit_prekey, plaintext)
      : sealConnectInLobby(random, context, expected.lobby_key, plaintext)
  return { frame, fingerprints, plaintext, nonce, opening, ephemeral }
}

/** What is wrong with a well-signed CONNECT at this end of this link; `undefined` when nothing is. */
function findContradiction(
  setup: HandshakeSetup,
  started: StartedHandshake,
  message: ConnectMessage,
): HandshakeFailure | undefined {
  const { expected, own } = setup
  const { fingerprints } = started
  if (message.role === setup.role || message.peer_id === own.peer_id) return 'reflected'
  if (equalBytes(message.nonce, started.nonce)) return 'reflected'
  if (equalBytes(message.ephemeral, started.ephemeral.publicKey)) return 'reflected'
  if (expected.peer_id !== undefined && message.peer_id !== expected.peer_id) return 'wrong_peer'
  if (expected.session !== undefined && !equalBytes(message.session, expected.session)) return 'wrong_session'
  if (!equalBytes(message.local, fingerprints.remote)) return 'fingerprint_mismatch'
  if (!equalBytes(message.remote, fingerprints.local)) return 'fingerprint_mismatch'
  if (!message.suites.includes(SUITE_1)) return 'no_common_suite'
  return undefined
}

/** Never throws. About 1.5 ms: one HPKE opening, one signature, one agreement. */
export function finishHandshake(setup: HandshakeSetup, started: StartedHandshake, frame: Uint8Array): HandshakeResult {
  const { network_id, role } = setup
  if (frame.length > MAX_FRAME_BYTES) return { ok: false, reason: 'connect_too_large' }
  const context = { network_id, sender: otherRole(role) }
  const opening = openConnect(context, setup.expected.lobby_key, setup.prekeySecret, frame)
  if (!opening.ok) return opening
  const decoding = decodeConnect(opening.plaintext, network_id)
  if (!decoding.ok) return decoding
  const { message } = decoding
  const reason = findContradiction(setup, started, message)
  if (reason !== undefined) return { ok: false, reason }
  const keys = deriveTransitKeys({
    network_id,
    role,
    own_ephemeral_secret: started.ephemeral.secret,
    their_ephemeral: message.ephemeral,
    own_connect: started.plaintext,
    their_connect: opening.plaintext,
  })
  if (keys === undefined) return { ok: false, reason: 'bad_ephemeral' }
  const { peer_id, session, build, credentials, nonce: commitment } = message
  const introduction: Introduction = {
    network_id,
    role,
    session: keys.introduction,
    own: { peer_id: setup.own.peer_id, opening: started.opening },
    other: { peer_id, commitment },
  }
  return { ok: true, peer: { peer_id, session, build, credentials }, keys, introduction }
}
