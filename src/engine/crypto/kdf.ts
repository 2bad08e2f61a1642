/**
 * Key derivation: HKDF-SHA256 (RFC 5869), and the one way the protocol derives a key from a secret.
 */

import { expand, extract, hkdf as nobleHkdf } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, EMPTY_BYTES } from '../base/bytes.ts'
import { domain, type Label } from './domains.ts'

export const KEY_BYTES = 32

/** RFC 5869 section 2. @param salt empty stands for 32 zero bytes @param length at most 8,160 bytes */
export function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return nobleHkdf(sha256, ikm, salt, info, length)
}

/** RFC 5869 section 2.2. @returns the pseudorandom key, 32 bytes */
export function hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Uint8Array {
  return extract(sha256, ikm, salt)
}

/** RFC 5869 section 2.3. @param prk at least 32 bytes */
export function hkdfExpand(prk: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(sha256, prk, info, length)
}

/**
 * A 32-byte key for one purpose: HKDF-SHA256 without salt, with `label ‖ 0x00 ‖ network ‖ context` as info.
 * @param secret uniformly random, or the output of a key agreement
 * @param context distinguishes keys of the same label, of one fixed length per label
 */
export function deriveKey(
  label: Label,
  network: Uint8Array | undefined,
  secret: Uint8Array,
  context: Uint8Array = EMPTY_BYTES,
): Uint8Array {
  return hkdf(secret, EMPTY_BYTES, concatBytes(domain(label, network), context), KEY_BYTES)
}
