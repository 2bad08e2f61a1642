/**
 * X25519 key agreement (RFC 7748). The shared secret is not uniform: it goes through a KDF together with
 * both public keys before it keys anything.
 */

import { ed25519, x25519 } from '@noble/curves/ed25519.js'
import { bytesToNumberLE } from '@noble/curves/utils.js'
import { assert } from '../base/errors.ts'

export const AGREEMENT_KEY_BYTES = 32

const { Fp } = ed25519.Point

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

/** RFC 7748 section 5: (A - 2) / 4, where A = 486662. */
const A24 = 121665n
/** RFC 7748 section 5: the highest bit of a u-coordinate is not looked at. */
const U_MASK = (1n << 255n) - 1n

/**
 * Whether agreement with this key can succeed, whatever the secret: 32 bytes, and not of small order. A
 * clamped scalar is a multiple of 8 and of no other order on the curve or its twist (RFC 7748 section 5),
 * so the output is zero exactly where eight times the point is the neutral element: three doublings of the
 * ladder's, a hundredth of its time. Asked when a prekey is received, so that {@link agree} and sealing to
 * it cannot fail later.
 */
export function isUsableAgreementKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== AGREEMENT_KEY_BYTES) return false
  let x = Fp.create(bytesToNumberLE(publicKey) & U_MASK)
  let z = 1n
  for (let doubling = 0; doubling < 3; doubling++) {
    const [sum, difference] = [Fp.sqr(Fp.add(x, z)), Fp.sqr(Fp.sub(x, z))]
    const product = Fp.sub(sum, difference) // 4xz
    x = Fp.mul(sum, difference)
    z = Fp.mul(product, Fp.add(sum, Fp.mul(A24, product)))
  }
  return !Fp.is0(z)
}
