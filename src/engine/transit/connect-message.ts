/**
 * CONNECT, the first message each end of a link sends: who I am, for which community, over which
 * carrier as I see it, and the bytes that prove my membership. Owns the grammar and the signature.
 *
 * ```
 * plaintext = signature 64 ‖ body
 * body      = CBOR [version, role, network 32, peer 32, session 16, ephemeral 32, nonce 32,
 *                   fingerprint local 32, fingerprint remote 32, build, [suite …], [credential …]]
 * signature = Ed25519(peer, "sotto/v1/transit" ‖ 0 ‖ network ‖ body)
 * ```
 *
 * The credentials are opaque here: transit never looks into events.
 */

import { concatBytes } from '../base/bytes.ts'
import { idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { LinkRole } from '../base/ports.ts'
import { AGREEMENT_KEY_BYTES } from '../crypto/agree.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { domain } from '../crypto/domains.ts'
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES, sign, verifySync } from '../crypto/sign.ts'
import { isBytes, isBytesUpTo, isList, isText, isUint } from './fields.ts'

export const CONNECT_VERSION = 1
export const SUITE_1 = 1
export const SESSION_BYTES = 16
export const CONNECT_NONCE_BYTES = 32
export const FINGERPRINT_BYTES = 32
/** All credentials together. About 4 kB is usual: one event each for device, membership, invite, authority. */
export const MAX_CREDENTIALS_BYTES = 16 * 1024
export const MAX_CREDENTIALS = 64
export const MAX_BUILD_UNITS = 64
const MAX_SUITES = 8
const FIELDS = 12

export interface ConnectMessage {
  readonly role: LinkRole
  readonly network_id: NetworkId
  readonly peer_id: PeerId
  /** 16 random bytes of the sender's run, as told in signalling. */
  readonly session: Uint8Array
  /** X25519 public key of this link only. */
  readonly ephemeral: Uint8Array
  /** Random to whoever reads it; commits its sender to what `digits.ts` shows later. */
  readonly nonce: Uint8Array
  /** SHA-256 of the DTLS certificates of the sender's own end and of the other one, as the sender sees them. */
  readonly local: Uint8Array
  readonly remote: Uint8Array
  readonly build: string
  readonly suites: readonly number[]
  /** Whole events: own `peer_shared`, what makes it a member, and their `auth` chain as far as held. */
  readonly credentials: readonly Uint8Array[]
}

export type ConnectDecoding =
  | { readonly ok: true; readonly message: ConnectMessage }
  | { readonly ok: false; readonly reason: 'malformed' | 'unknown_version' | 'other_network' | 'bad_signature' }

const ROLE_CODE: Readonly<Record<LinkRole, number>> = { initiator: 1, responder: 2 }

export function credentialsBytes(credentials: readonly Uint8Array[]): number {
  return credentials.reduce((sum, credential) => sum + credential.length, 0)
}

/** The signed plaintext. @param seed of the Ed25519 key that `message.peer_id` is */
export function encodeConnect(message: ConnectMessage, seed: Uint8Array): Uint8Array {
  const network = idBytes(message.network_id)
  const body = encodeCanonical([
    CONNECT_VERSION,
    ROLE_CODE[message.role],
    network,
    idBytes(message.peer_id),
    message.session,
    message.ephemeral,
    message.nonce,
    message.local,
    message.remote,
    message.build,
    [...message.suites],
    [...message.credentials],
  ])
  return concatBytes(sign(seed, concatBytes(domain('transit', network), body)), body)
}

function roleOf(code: CborValue | undefined): LinkRole | undefined {
  return code === ROLE_CODE.initiator ? 'initiator' : code === ROLE_CODE.responder ? 'responder' : undefined
}

function parseSuites(value: CborValue | undefined): readonly number[] | undefined {
  if (!isList(value, MAX_SUITES)) return undefined
  const suites = value.filter((suite): suite is number => isUint(suite, 255))
  return suites.length === value.length ? suites : undefined
}

function parseCredentials(value: CborValue | undefined): readonly Uint8Array[] | undefined {
  if (!isList(value, MAX_CREDENTIALS)) return undefined
  const credentials = value.filter((event): event is Uint8Array => isBytesUpTo(event, MAX_CREDENTIALS_BYTES))
  if (credentials.length !== value.length || credentialsBytes(credentials) > MAX_CREDENTIALS_BYTES) return undefined
  return credentials
}

function parseBody(fields: readonly CborValue[]): ConnectMessage | undefined {
  const [, code, network, peer, session, ephemeral, nonce, local, remote, build, suiteList, credentialList] = fields
  const role = roleOf(code)
  const suites = parseSuites(suiteList)
  const credentials = parseCredentials(credentialList)
  if (fields.length !== FIELDS || role === undefined || suites === undefined || credentials === undefined) return
  if (!isBytes(network, PUBLIC_KEY_BYTES) || !isBytes(peer, PUBLIC_KEY_BYTES)) return undefined
  if (!isBytes(session, SESSION_BYTES) || !isBytes(ephemeral, AGREEMENT_KEY_BYTES)) return undefined
  if (!isBytes(nonce, CONNECT_NONCE_BYTES) || !isText(build, MAX_BUILD_UNITS)) return undefined
  if (!isBytes(local, FINGERPRINT_BYTES) || !isBytes(remote, FINGERPRINT_BYTES)) return undefined
  return {
    role,
    network_id: idFromBytes(network),
    peer_id: idFromBytes(peer),
    session,
    ephemeral,
    nonce,
    local,
    remote,
    build,
    suites,
    credentials,
  }
}

/**
 * Never throws. The order of the checks is cheapest first: shape, network, then about 0.4 ms of signature.
 * @param network_id of the reader: the signature is checked under it, whatever the message claims
 */
export function decodeConnect(plaintext: Uint8Array, network_id: NetworkId): ConnectDecoding {
  const body = plaintext.subarray(SIGNATURE_BYTES)
  const decoded = decodeCanonical(body)
  if (decoded === undefined || !Array.isArray(decoded.value)) return { ok: false, reason: 'malformed' }
  const fields: readonly CborValue[] = decoded.value
  if (fields[0] !== CONNECT_VERSION) return { ok: false, reason: 'unknown_version' }
  const message = parseBody(fields)
  if (message === undefined) return { ok: false, reason: 'malformed' }
  if (message.network_id !== network_id) return { ok: false, reason: 'other_network' }
  const signature = plaintext.subarray(0, SIGNATURE_BYTES)
  const signed = concatBytes(domain('transit', idBytes(network_id)), body)
  if (!verifySync(idBytes(message.peer_id), signed, signature)) return { ok: false, reason: 'bad_signature' }
  return { ok: true, message }
}
