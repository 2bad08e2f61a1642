/**
 * HPKE (RFC 9180), base mode, single shot: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305.
 * One message to one public key under a fresh encapsulated key, so the sequence number is always zero
 * and the nonce is the base nonce. The names below are those of the RFC.
 */

import { concatBytes, EMPTY_BYTES, utf8 } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import type { Random } from '../base/ports.ts'
import { AEAD_KEY_BYTES, HPKE_NONCE_BYTES, openHpkeAead, sealHpkeAead } from './aead.ts'
import { AGREEMENT_KEY_BYTES, agree, agreementKeyFromSeed } from './agree.ts'
import { hkdfExpand, hkdfExtract } from './kdf.ts'

export interface HpkeSealed {
  /** The encapsulated key: the sender's ephemeral X25519 public key, 32 bytes. */
  readonly enc: Uint8Array
  /** Ciphertext ‖ tag 16. */
  readonly ct: Uint8Array
}

const VERSION = utf8('HPKE-v1')
const KEM_ID = Uint8Array.of(0x00, 0x20) // DHKEM(X25519, HKDF-SHA256), section 7.1
const KDF_ID = Uint8Array.of(0x00, 0x01) // HKDF-SHA256, section 7.2
const AEAD_ID = Uint8Array.of(0x00, 0x03) // ChaCha20Poly1305, section 7.3
const KEM_SUITE = concatBytes(utf8('KEM'), KEM_ID)
const HPKE_SUITE = concatBytes(utf8('HPKE'), KEM_ID, KDF_ID, AEAD_ID)
const MODE_BASE = Uint8Array.of(0x00)
const SHARED_SECRET_BYTES = 32

/** Section 4: LabeledExtract. */
function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Uint8Array {
  return hkdfExtract(salt, concatBytes(VERSION, suite, utf8(label), ikm))
}

/** Section 4: LabeledExpand. */
function labeledExpand(
  suite: Uint8Array,
  prk: Uint8Array,
  label: string,
  info: Uint8Array,
  length: number,
): Uint8Array {
  const size = Uint8Array.of(length >> 8, length & 0xff)
  return hkdfExpand(prk, concatBytes(size, VERSION, suite, utf8(label), info), length)
}

/** Section 4.1: ExtractAndExpand, with kem_context = enc ‖ pkRm. */
function extractAndExpand(dh: Uint8Array, enc: Uint8Array, recipientPk: Uint8Array): Uint8Array {
  const prk = labeledExtract(KEM_SUITE, EMPTY_BYTES, 'eae_prk', dh)
  return labeledExpand(KEM_SUITE, prk, 'shared_secret', concatBytes(enc, recipientPk), SHARED_SECRET_BYTES)
}

const PSK_ID_HASH = labeledExtract(HPKE_SUITE, EMPTY_BYTES, 'psk_id_hash', EMPTY_BYTES)

/** Section 5.1: KeySchedule in base mode (no pre-shared key). */
export function keySchedule(sharedSecret: Uint8Array, info: Uint8Array): { key: Uint8Array; baseNonce: Uint8Array } {
  const infoHash = labeledExtract(HPKE_SUITE, EMPTY_BYTES, 'info_hash', info)
  const context = concatBytes(MODE_BASE, PSK_ID_HASH, infoHash)
  const secret = labeledExtract(HPKE_SUITE, sharedSecret, 'secret', EMPTY_BYTES)
  return {
    key: labeledExpand(HPKE_SUITE, secret, 'key', context, AEAD_KEY_BYTES),
    baseNonce: labeledExpand(HPKE_SUITE, secret, 'base_nonce', context, HPKE_NONCE_BYTES),
  }
}

/** Section 4.1: Encap with a given ephemeral key. `undefined` when the recipient's key is of small order. */
export function encapsulate(
  ephemeralSeed: Uint8Array,
  recipientPk: Uint8Array,
): { enc: Uint8Array; sharedSecret: Uint8Array } | undefined {
  const ephemeral = agreementKeyFromSeed(ephemeralSeed)
  const dh = agree(ephemeral.secret, recipientPk)
  if (dh === undefined) return undefined
  return { enc: ephemeral.publicKey, sharedSecret: extractAndExpand(dh, ephemeral.publicKey, recipientPk) }
}

/** {@link hpkeSeal} with a given ephemeral key: for test vectors. An ephemeral key is never used twice. */
export function hpkeSealWith(
  ephemeralSeed: Uint8Array,
  recipientPk: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  pt: Uint8Array,
): HpkeSealed | undefined {
  const encapsulated = encapsulate(ephemeralSeed, recipientPk)
  if (encapsulated === undefined) return undefined
  const { key, baseNonce } = keySchedule(encapsulated.sharedSecret, info)
  return { enc: encapsulated.enc, ct: sealHpkeAead(key, baseNonce, pt, aad) }
}

/**
 * Section 6.1: SealBase. About 1 ms.
 * @param recipientPk a prekey that passed {@link isUsableAgreementKey} when its event was validated
 * @throws InvariantError when the recipient's key is of small order or not 32 bytes
 */
export function hpkeSeal(
  random: Random,
  recipientPk: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  pt: Uint8Array,
): HpkeSealed {
  const sealed = hpkeSealWith(random.bytes(AGREEMENT_KEY_BYTES), recipientPk, info, aad, pt)
  return must(sealed, 'a usable recipient key')
}

/** Section 6.1: OpenBase. @returns the plaintext; `undefined` for whatever was not sealed to this key, info and aad */
export function hpkeOpen(
  recipientSk: Uint8Array,
  enc: Uint8Array,
  info: Uint8Array,
  aad: Uint8Array,
  ct: Uint8Array,
): Uint8Array | undefined {
  const dh = agree(recipientSk, enc)
  if (dh === undefined) return undefined
  const recipientPk = agreementKeyFromSeed(recipientSk).publicKey
  const { key, baseNonce } = keySchedule(extractAndExpand(dh, enc, recipientPk), info)
  return openHpkeAead(key, baseNonce, ct, aad)
}
