/**
 * SHA-256 (FIPS 180-4), bare and under a domain label. Bare hashing is for values that the protocol
 * hashes without a label (the body hash inside a signed header) and for test vectors.
 */

import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { assert } from '../base/errors.ts'
import { ID_BYTES } from '../base/ids.ts'
import { type Label, labelBytes } from './domains.ts'

export const HASH_BYTES = 32

/** SHA-256 of the concatenation of the parts, 32 fresh bytes. Parts are not delimited: fix their lengths. */
export function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = nobleSha256.create()
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** `SHA-256(label ‖ 0x00 ‖ network ‖ parts…)`. @param network 32 bytes, or `undefined` where none exists */
export function domainHash(label: Label, network: Uint8Array | undefined, ...parts: readonly Uint8Array[]): Uint8Array {
  const hash = nobleSha256.create().update(labelBytes(label))
  if (network !== undefined) {
    assert(network.length === ID_BYTES, 'a network id is 32 bytes')
    hash.update(network)
  }
  for (const part of parts) hash.update(part)
  return hash.digest()
}
