/**
 * The keys of one link, from its handshake and from nothing else: no group key enters.
 *
 * ```
 * salt = SHA-256("sotto/v1/transit" ‖ 0 ‖ network ‖ SHA-256(initiator's CONNECT) ‖ SHA-256(responder's CONNECT))
 * key  = HKDF-SHA256(X25519(ephemeral, ephemeral), salt, "sotto/v1/transit-key" ‖ 0 ‖ network ‖ purpose 1)
 * ```
 *
 * The plaintexts hold both ends' nonces and signatures, so each end's keys commit to everything the other
 * said; the ephemeral secrets are gone with the link, so a recorded link stays closed for ever.
 */

import { concatBytes } from '../base/bytes.ts'
import { idBytes, type NetworkId } from '../base/ids.ts'
import type { LinkRole } from '../base/ports.ts'
import { agree } from '../crypto/agree.ts'
import { domain } from '../crypto/domains.ts'
import { domainHash, sha256 } from '../crypto/hash.ts'
import { hkdf, KEY_BYTES } from '../crypto/kdf.ts'

const INITIATOR_TO_RESPONDER = 1
const RESPONDER_TO_INITIATOR = 2
const SYNC_SESSION = 3
/** 4 is `connect-seal.ts`'s. */
const INTRODUCTION = 5

/** What frames are sealed with. */
export interface FrameKeys {
  readonly network_id: NetworkId
  /** Of this end. */
  readonly role: LinkRole
  readonly send: Uint8Array
  readonly receive: Uint8Array
}

export interface TransitKeys extends FrameKeys {
  /** Keys the fingerprints and filters of this link's sync session; equal at both ends. */
  readonly sync: Uint8Array
  /** What the digits of `digits.ts` are made of; equal at both ends. */
  readonly introduction: Uint8Array
}

export interface Exchange {
  readonly network_id: NetworkId
  readonly role: LinkRole
  readonly own_ephemeral_secret: Uint8Array
  readonly their_ephemeral: Uint8Array
  readonly own_connect: Uint8Array
  readonly their_connect: Uint8Array
}

/** `undefined` when their ephemeral key is of small order. */
export function deriveTransitKeys(exchange: Exchange): TransitKeys | undefined {
  const shared = agree(exchange.own_ephemeral_secret, exchange.their_ephemeral)
  if (shared === undefined) return undefined
  const network = idBytes(exchange.network_id)
  const isInitiator = exchange.role === 'initiator'
  const [first, second] = isInitiator
    ? [exchange.own_connect, exchange.their_connect]
    : [exchange.their_connect, exchange.own_connect]
  const salt = domainHash('transit', network, sha256(first), sha256(second))
  const key = (purpose: number) =>
    hkdf(shared, salt, concatBytes(domain('transit-key', network), Uint8Array.of(purpose)), KEY_BYTES)
  const [forth, back] = [key(INITIATOR_TO_RESPONDER), key(RESPONDER_TO_INITIATOR)]
  return {
    network_id: exchange.network_id,
    role: exchange.role,
    send: isInitiator ? forth : back,
    receive: isInitiator ? back : forth,
    sync: key(SYNC_SESSION),
    introduction: key(INTRODUCTION),
  }
}
