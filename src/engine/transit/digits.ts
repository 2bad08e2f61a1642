/**
 * Six digits that a person compares on two screens, to know that the two ends of a link are these two
 * devices and nobody sits between.
 *
 * ```
 * commitment = SHA-256("sotto/v1/digits" ‖ 0 ‖ network ‖ 1 ‖ opening 32)        the nonce of CONNECT, at both ends
 * digits     = SHA-256("sotto/v1/digits" ‖ 0 ‖ network ‖ 2 ‖ session 32 ‖ initiator 32 ‖ its opening 32
 *                ‖ responder 32 ‖ its opening 32), its first 6 bytes as a number, modulo 1,000,000
 * ```
 *
 * An end shows its opening only when it holds the other's CONNECT, and with it the other's commitment:
 * keys, session and openings are fixed before the last of what makes the digits is known. So whoever
 * stands in the middle of two links cannot search for values that make both screens agree; one attempt
 * in a million agrees by chance (ZRTP, RFC 6189 section 4.4.1, has the same argument).
 */

import { equalBytes } from '../base/bytes.ts'
import { idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { LinkRole } from '../base/ports.ts'
import { domainHash } from '../crypto/hash.ts'

const COMMITMENT = Uint8Array.of(1)
const DIGITS = Uint8Array.of(2)
export const OPENING_BYTES = 32
const NUMBER_BYTES = 6
const DIGIT_COUNT = 6

/** What two ends know of each other once their handshake succeeded, for the digits they may show. */
export interface Introduction {
  readonly network_id: NetworkId
  /** Of this end. */
  readonly role: LinkRole
  /** 32 bytes that both ends have from the handshake, and nobody else. */
  readonly session: Uint8Array
  readonly own: { readonly peer_id: PeerId; readonly opening: Uint8Array }
  readonly other: { readonly peer_id: PeerId; readonly commitment: Uint8Array }
}

/** @param opening 32 random bytes, kept back until the other end's CONNECT is here */
export function commitmentTo(network_id: NetworkId, opening: Uint8Array): Uint8Array {
  return domainHash('digits', idBytes(network_id), COMMITMENT, opening)
}

/** The same at both ends. `undefined` when the other end shows something else than it had committed to. */
export function digitsOf(introduction: Introduction, theirOpening: Uint8Array): string | undefined {
  const { network_id, role, session, own, other } = introduction
  if (!equalBytes(commitmentTo(network_id, theirOpening), other.commitment)) return undefined
  const mine = [idBytes(own.peer_id), own.opening]
  const theirs = [idBytes(other.peer_id), theirOpening]
  const inOrder = role === 'initiator' ? [...mine, ...theirs] : [...theirs, ...mine]
  const hash = domainHash('digits', idBytes(network_id), DIGITS, session, ...inOrder)
  const number = hash.subarray(0, NUMBER_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
  return String(number % 10 ** DIGIT_COUNT).padStart(DIGIT_COUNT, '0')
}
