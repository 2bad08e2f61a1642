/**
 * Names of keys: a prekey's, to find its secret; a group key's, which commits to it (I9).
 */

import { toHex } from '../base/bytes.ts'
import { type GroupId, idBytes, type KeyId, type NetworkId } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'
import { PREKEY_ID_BYTES } from './fields.ts'

/** @param publicKey X25519, 32 bytes @returns 8 bytes */
export function prekeyIdOf(publicKey: Uint8Array): Uint8Array {
  return domainHash('prekey-id', undefined, publicKey).slice(0, PREKEY_ID_BYTES)
}

/** SHA-256 over network, group and the 32-byte key. */
export function keyIdOf(network: NetworkId, group: GroupId, key: Uint8Array): KeyId {
  return toHex(domainHash('key-id', idBytes(network), idBytes(group), key)) as KeyId
}
