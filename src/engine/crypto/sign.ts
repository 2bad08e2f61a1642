/**
 * Ed25519 (RFC 8032) and the one signature predicate (I16): a signature is valid when its key is usable
 * (canonical, torsion-free, not of small order) and noble's ZIP-215 verification accepts it. The
 * platform's implementation is an accelerator: its `true` is accepted, its `false` asks noble, because
 * platforms are stricter than ZIP-215 about torsion in R and all members must agree.
 *
 * Callers who act on a signature use {@link checkSignatures}: it returns branded values that only this
 * file mints, or the reason. Message bytes begin with a domain label (see `domains.ts`).
 */

import { ed25519 } from '@noble/curves/ed25519.js'
import { assert } from '../base/errors.ts'
import type { SignatureClaim, Verifier } from '../base/ports.ts'
import { createBoundedSet } from './bounded-set.ts'

export const SEED_BYTES = 32
export const PUBLIC_KEY_BYTES = 32
export const SIGNATURE_BYTES = 64

export interface SigningKey {
  /** RFC 8032 section 5.1.5: the 32-byte private key. */
  readonly seed: Uint8Array
  readonly publicKey: Uint8Array
}

declare const signed: unique symbol

/** The owner of `publicKey` has signed `message`. */
export interface Signed {
  readonly publicKey: Uint8Array
  readonly message: Uint8Array
  readonly [signed]: true
}

export type SignatureFailure = 'bad_public_key' | 'bad_signature'

/** @param seed 32 bytes, copied */
export function signingKeyFromSeed(seed: Uint8Array): SigningKey {
  assert(seed.length === SEED_BYTES, 'a signing seed is 32 bytes')
  const own = seed.slice()
  return { seed: own, publicKey: ed25519.getPublicKey(own) }
}

/** RFC 8032 section 5.1.6, deterministic. @returns 64 bytes */
export function sign(seed: Uint8Array, message: Uint8Array): Uint8Array {
  assert(seed.length === SEED_BYTES, 'a signing seed is 32 bytes')
  return ed25519.sign(message, seed)
}

const MAX_REMEMBERED_KEYS = 4096
const usableKeys = createBoundedSet<string>(MAX_REMEMBERED_KEYS)

/**
 * Whether a key may sign at all: the canonical encoding of a point of the prime-order subgroup other
 * than the identity. Half a millisecond at first sight, then remembered; unusable keys are not
 * remembered, so that a flood of them cannot displace the good ones.
 */
export function isUsablePublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== PUBLIC_KEY_BYTES) return false
  const name = String.fromCharCode(...publicKey)
  if (usableKeys.has(name)) return true
  if (!ed25519.utils.isValidPublicKey(publicKey, false)) return false // not canonical, or not on the curve
  const point = ed25519.Point.fromBytes(publicKey, false)
  if (point.isSmallOrder() || !point.isTorsionFree()) return false
  usableKeys.add(name)
  return true
}

/** Whether there is anything to verify: a signature of the right length by a key that may sign. */
function isPossible({ publicKey, signature }: SignatureClaim): boolean {
  return signature.length === SIGNATURE_BYTES && isUsablePublicKey(publicKey)
}

function nobleAccepts({ publicKey, message, signature }: SignatureClaim): boolean {
  return ed25519.verify(signature, message, publicKey, { zip215: true })
}

/** The predicate without an accelerator, about 0.4 ms: for the rare signature inside an event or a link. */
export function verifySync(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  const claim = { publicKey, message, signature }
  return isPossible(claim) && nobleAccepts(claim)
}

/** What a caller learns of a claim: the proof, or why there is none. */
function conclude({ publicKey, message }: SignatureClaim, isValid: boolean): Signed | SignatureFailure {
  if (isValid) return { publicKey, message } as Signed
  return isUsablePublicKey(publicKey) ? 'bad_signature' : 'bad_public_key'
}

/** The predicate (I16) for each claim, in order. Keys and signatures of any length or content are answered, never thrown at. */
export async function checkSignatures(
  verifier: Pick<Verifier, 'verify'>,
  claims: readonly SignatureClaim[],
): Promise<readonly (Signed | SignatureFailure)[]> {
  const asked = claims.filter(isPossible)
  const answers = asked.length === 0 ? [] : await verifier.verify(asked)
  let next = 0
  return claims.map((claim) => {
    if (claim !== asked[next]) return conclude(claim, false)
    return conclude(claim, answers[next++] === true || nobleAccepts(claim))
  })
}

/** {@link checkSignatures} of one where nothing can be awaited, as in `validate`. */
export function checkSignatureSync(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Signed | SignatureFailure {
  return conclude({ publicKey, message, signature }, verifySync(publicKey, message, signature))
}
