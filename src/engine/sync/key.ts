/**
 * The key of a link's reconciliation, from its handshake. Fresh randomness of both ends goes into every
 * handshake, so nothing can be ground against a fingerprint or filter before the link exists, and no two
 * sessions can be compared.
 */

import { assert } from '../base/errors.ts'
import { deriveKey } from '../crypto/kdf.ts'
import { CHASKEY_KEY_BYTES } from './chaskey.ts'

/** @param material 32 secret bytes that both ends of one link share @returns 16 bytes */
export function deriveSyncKey(material: Uint8Array): Uint8Array {
  assert(material.length === 32, 'link key material is 32 bytes')
  return deriveKey('sync', undefined, material).slice(0, CHASKEY_KEY_BYTES)
}
