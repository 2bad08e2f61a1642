/**
 * For tests: Ed25519 signatures on which implementations disagree. A point of order eight is added to R;
 * with the cofactor (ZIP-215, RFC 8032's first equation) the signature holds, without it (the second
 * equation, which platforms use) it does not. Hence invariant I16.
 */

import { createHash } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { concatBytes } from '../engine/base/bytes.ts'

const { Point } = ed25519
const ORDER = Point.Fn.ORDER
/** Of order eight; from the edge vectors of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko 2020). */
const TORSION = Point.fromHex('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a', true)

const sha512 = (...parts: readonly Uint8Array[]) =>
  createHash('sha512')
    .update(concatBytes(...parts))
    .digest()
const leNumber = (bytes: Uint8Array) => bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
const leBytes = (scalar: bigint) => Uint8Array.from({ length: 32 }, (_, i) => Number((scalar >> BigInt(8 * i)) & 0xffn))

/** RFC 8032 section 5.1.5: the secret scalar of a seed. */
function scalarOf(seed: Uint8Array): bigint {
  const half = Uint8Array.from(sha512(seed).subarray(0, 32))
  half[0] = (half[0] ?? 0) & 248
  half[31] = ((half[31] ?? 0) & 127) | 64
  return leNumber(half) % ORDER
}

/** A signature under the seed's ordinary public key whose R has torsion. */
export function signWithTorsion(seed: Uint8Array, message: Uint8Array): Uint8Array {
  const a = scalarOf(seed)
  const r = leNumber(sha512(seed, message)) % ORDER
  const R = Point.BASE.multiply(r).add(TORSION).toBytes()
  const A = Point.BASE.multiply(a).toBytes()
  const k = leNumber(sha512(R, A, message)) % ORDER
  return concatBytes(R, leBytes((r + k * a) % ORDER))
}
