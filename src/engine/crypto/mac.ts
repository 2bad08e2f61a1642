/**
 * HMAC-SHA256 (RFC 2104, RFC 4231) under a domain label: keyed values that outsiders can neither make
 * nor relate to their input, such as rendezvous topics.
 */

import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes } from '../base/bytes.ts'
import { domain, type Label } from './domains.ts'

/** RFC 2104 with SHA-256, 32 bytes. For protocol values use {@link domainMac}. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return nobleHmac(sha256, key, message)
}

/** `HMAC-SHA256(key, label ‖ 0x00 ‖ network ‖ parts…)`, 32 bytes. Parts are not delimited: fix their lengths. */
export function domainMac(
  label: Label,
  network: Uint8Array | undefined,
  key: Uint8Array,
  ...parts: readonly Uint8Array[]
): Uint8Array {
  return hmacSha256(key, concatBytes(domain(label, network), ...parts))
}
