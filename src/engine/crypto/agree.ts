/**
 * X25519 key agreement (RFC 7748). The shared secret is not uniform: it goes through a KDF together with
 * both public keys before it keys anything.
 */

import { x25519 } from '@noble/curves/ed25519.js'
import { assert } from '../base/errors.ts'

export const AGREEMENT_KEY_BYTES = 32

export interface AgreementKey {
  /** RFC 7748 section 5: 32 bytes, clamped when used. */
  readonly secret: Uint8Array
  readonly publicKey: Uint8Array
}

/** @param seed 32 random bytes, copied: they are the secret scalar before clamping */
export function agreementKeyFromSeed(seed: Uint8Array): AgreementKey {
  assert(seed.length === AGREEMENT_KEY_BYTES, 'an agreement seed is 32 bytes')
  const secret = seed.slice()
  return { secret, publicKey: x25519.getPublicKey(secret) }
}

/**
 * RFC 7748 section 6.1. @returns 32 bytes; `undefined` when the other side's key is not 32 bytes or of
 * small order, which would make the output all zero and known to everybody.
 */
export function agree(secret: Uint8Array, publicKey: Uint8Array): Uint8Array | undefined {
  assert(secret.length === AGREEMENT_KEY_BYTES, 'an agreement secret is 32 bytes')
  if (publicKey.length !== AGREEMENT_KEY_BYTES) return undefined
  try {
    return x25519.getSharedSecret(secret, publicKey)
  } catch {
    return undefined // lengths are checked, so what noble throws here is its refusal of a zero output
  }
}

const PROBE = new Uint8Array(AGREEMENT_KEY_BYTES)

/**
 * Whether agreement with this key can succeed: 32 bytes, not of small order, whatever the secret. About
 * 0.4 ms. Asked when a prekey is received, so that {@link agree} and sealing to it cannot fail later.
 */
export function isUsableAgreementKey(publicKey: Uint8Array): boolean {
  return agree(PROBE, publicKey) !== undefined
}
