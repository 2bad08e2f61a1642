/**
 * The floor of a new epoch: one key sealed to each of many X25519 keys by HPKE in base mode (RFC 9180:
 * DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305), written down from the RFC on the same
 * library, and nothing around it: no event, no signature, no database. Imports nothing of ours.
 */

import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import { x25519 } from '@noble/curves/ed25519.js'
import { expand, extract } from '@noble/hashes/hkdf.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, randomBytes, utf8ToBytes } from '@noble/hashes/utils.js'

const VERSION = utf8ToBytes('HPKE-v1')
const KEM_SUITE = concatBytes(utf8ToBytes('KEM'), Uint8Array.of(0x00, 0x20))
const HPKE_SUITE = concatBytes(utf8ToBytes('HPKE'), Uint8Array.of(0x00, 0x20, 0x00, 0x01, 0x00, 0x03))
const NOTHING = new Uint8Array(0)

const labeledExtract = (suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array =>
  extract(sha256, concatBytes(VERSION, suite, utf8ToBytes(label), ikm), salt)

const labeledExpand = (suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number) =>
  expand(sha256, prk, concatBytes(Uint8Array.of(0, length), VERSION, suite, utf8ToBytes(label), info), length)

const PSK_ID_HASH = labeledExtract(HPKE_SUITE, NOTHING, 'psk_id_hash', NOTHING)

/** SealBase of section 6.1; `enc` and the ciphertext. */
function sealBase(to: Uint8Array, info: Uint8Array, plaintext: Uint8Array): readonly [Uint8Array, Uint8Array] {
  const ephemeral = randomBytes(32)
  const enc = x25519.getPublicKey(ephemeral)
  const prk = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', x25519.getSharedSecret(ephemeral, to))
  const shared = labeledExpand(KEM_SUITE, prk, 'shared_secret', concatBytes(enc, to), 32)
  const infoHash = labeledExtract(HPKE_SUITE, NOTHING, 'info_hash', info)
  const context = concatBytes(Uint8Array.of(0), PSK_ID_HASH, infoHash)
  const secret = labeledExtract(HPKE_SUITE, shared, 'secret', NOTHING)
  const key = labeledExpand(HPKE_SUITE, secret, 'key', context, 32)
  const nonce = labeledExpand(HPKE_SUITE, secret, 'base_nonce', context, 12)
  return [enc, chacha20poly1305(key, nonce, NOTHING).encrypt(plaintext)]
}

/** As many public keys as asked for. */
export function floorRecipients(count: number): readonly Uint8Array[] {
  return Array.from({ length: count }, () => x25519.getPublicKey(randomBytes(32)))
}

/** Seals one fresh 32-byte key to each, under an info as long as ours. @returns milliseconds */
export function measureSeals(recipients: readonly Uint8Array[], info_bytes: number): number {
  const key = randomBytes(32)
  const info = randomBytes(info_bytes)
  const begun = performance.now()
  const sealed = recipients.map((to) => sealBase(to, info, key))
  const ms = performance.now() - begun
  if (sealed.some(([enc, ct]) => enc.length !== 32 || ct.length !== 48)) throw new Error('floor: every key is sealed')
  return ms
}
