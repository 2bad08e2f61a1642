/**
 * Authenticated encryption: XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha) with random 24-byte nonces for
 * everything the protocol seals, and ChaCha20-Poly1305 (RFC 8439) with 12-byte nonces for HPKE alone.
 * Bytes that do not authenticate are an outcome; a key or nonce of the wrong length is a bug of ours.
 */

import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { assert } from '../base/errors.ts'

export const AEAD_KEY_BYTES = 32
export const AEAD_NONCE_BYTES = 24
export const AEAD_TAG_BYTES = 16
export const HPKE_NONCE_BYTES = 12

type Cipher = typeof xchacha20poly1305 | typeof chacha20poly1305

function open(
  cipher: Cipher,
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  ad: Uint8Array,
): Uint8Array | undefined {
  if (sealed.length < AEAD_TAG_BYTES) return undefined
  try {
    return cipher(key, nonce, ad).decrypt(sealed)
  } catch {
    return undefined // every length is checked, so what noble throws here is a tag that does not match
  }
}

/** @param key 32 bytes @param nonce 24 bytes, never used twice with one key @returns ciphertext ‖ tag 16 */
export function sealAead(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
  assert(
    key.length === AEAD_KEY_BYTES && nonce.length === AEAD_NONCE_BYTES,
    'XChaCha20 takes a 32-byte key, 24-byte nonce',
  )
  return xchacha20poly1305(key, nonce, ad).encrypt(plaintext)
}

/** @param sealed ciphertext ‖ tag 16 @returns the plaintext; `undefined` when anything does not authenticate */
export function openAead(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  ad: Uint8Array,
): Uint8Array | undefined {
  assert(
    key.length === AEAD_KEY_BYTES && nonce.length === AEAD_NONCE_BYTES,
    'XChaCha20 takes a 32-byte key, 24-byte nonce',
  )
  return open(xchacha20poly1305, key, nonce, sealed, ad)
}

/** RFC 8439 section 2.8, for HPKE. @param nonce 12 bytes */
export function sealHpkeAead(key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array, ad: Uint8Array): Uint8Array {
  assert(
    key.length === AEAD_KEY_BYTES && nonce.length === HPKE_NONCE_BYTES,
    'ChaCha20 takes a 32-byte key, 12-byte nonce',
  )
  return chacha20poly1305(key, nonce, ad).encrypt(plaintext)
}

/** RFC 8439 section 2.8, for HPKE. @param nonce 12 bytes */
export function openHpkeAead(
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  ad: Uint8Array,
): Uint8Array | undefined {
  assert(
    key.length === AEAD_KEY_BYTES && nonce.length === HPKE_NONCE_BYTES,
    'ChaCha20 takes a 32-byte key, 12-byte nonce',
  )
  return open(chacha20poly1305, key, nonce, sealed, ad)
}
