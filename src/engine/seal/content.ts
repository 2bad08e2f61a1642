/**
 * Who may read: bodies of kinds 2 and 3, sealed to an epoch's key with the header as associated data,
 * so that a ciphertext cannot be moved under another author, time or epoch. Group keys only; transit
 * keys never come near.
 */

import { idBytes, type NetworkId } from '../base/ids.ts'
import { AEAD_TAG_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { deriveKey } from '../crypto/kdf.ts'
import { pad, paddedLength, unpad } from '../crypto/padding.ts'

/** Length of the sealed body of a plaintext: known before sealing, since the header states it. */
export function sealedLength(plaintextLength: number): number {
  return paddedLength(plaintextLength) + AEAD_TAG_BYTES
}

/** The key that seals bodies, from the group key: 32 bytes. About 15 µs, so callers keep it. */
export function contentKey(network: NetworkId, groupKey: Uint8Array): Uint8Array {
  return deriveKey('content', idBytes(network), groupKey)
}

export function sealBody(key: Uint8Array, nonce: Uint8Array, header: Uint8Array, plaintext: Uint8Array): Uint8Array {
  return sealAead(key, nonce, pad(plaintext), header)
}

/** `undefined` unless this very body was sealed under this key and header. */
export function openBody(
  key: Uint8Array,
  nonce: Uint8Array,
  header: Uint8Array,
  body: Uint8Array,
): Uint8Array | undefined {
  const padded = openAead(key, nonce, body, header)
  return padded === undefined ? undefined : unpad(padded)
}
