/**
 * Node's own verification with a memory: a world shows the same bytes to many devices and to each of them many
 * times, and what was found true once stays true. Only a `true` is remembered, under key, message and signature
 * together, so a changed byte is always asked anew.
 *
 * It answers at once. Web Crypto's answers come from other threads, in another order each time: what a device takes
 * in together would differ from run to run, and what it does about it.
 */

import { createPublicKey, type KeyObject, verify } from 'node:crypto'
import { toBase64Url } from '../engine/base/bytes.ts'
import type { SignatureClaim, Verifier } from '../engine/base/ports.ts'

const MAX_REMEMBERED = 60_000

const keys = new Map<string, KeyObject | undefined>()
const valid = new Set<string>()

const nameOf = ({ publicKey, message, signature }: SignatureClaim): string =>
  Buffer.concat([publicKey, signature, message]).toString('latin1')

function importKey(x: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  } catch {
    return undefined // not a point the platform accepts
  }
}

/** Only ever says yes, like the platform's: what fails here is decided by the engine's own predicate. */
function isValid(claim: SignatureClaim): boolean {
  const x = toBase64Url(claim.publicKey)
  const key = keys.has(x) ? keys.get(x) : importKey(x)
  if (keys.size < MAX_REMEMBERED) keys.set(x, key)
  return key !== undefined && verify(null, claim.message, key, claim.signature)
}

/** One for all worlds of a test file. */
export const rememberingVerifier: Verifier = {
  async verify(claims) {
    return claims.map((claim) => {
      const name = nameOf(claim)
      if (valid.has(name)) return true
      const answer = isValid(claim)
      if (answer && valid.size < MAX_REMEMBERED) valid.add(name)
      return answer
    })
  },
}
