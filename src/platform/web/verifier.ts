/**
 * The `Verifier` port over Web Crypto's Ed25519, about ten times faster than JavaScript. Only ever
 * says yes: whatever fails here, a missing algorithm included, is decided by the engine's own predicate.
 */

import { toHex } from '../../engine/base/bytes.ts'
import { createLog } from '../../engine/base/log.ts'
import type { LogSink, SignatureClaim, Verifier } from '../../engine/base/ports.ts'

/** Authors whose imported keys are kept; importing costs about as much as verifying. */
const MAX_KEYS = 2000

export function createVerifier(sink: LogSink): Verifier {
  const log = createLog(sink)
  const keys = new Map<string, Promise<CryptoKey | undefined>>()
  let isMissing = false

  const importKey = async (publicKey: Uint8Array): Promise<CryptoKey | undefined> => {
    try {
      return await crypto.subtle.importKey('raw', new Uint8Array(publicKey), 'Ed25519', false, ['verify'])
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown'
      if (name === 'NotSupportedError' && !isMissing) {
        isMissing = true
        log.warn('VERIFIER_MISSING', { result: name })
      }
      return undefined // not a point the platform accepts, or no Ed25519 here
    }
  }

  const keyOf = (publicKey: Uint8Array) => {
    const name = toHex(publicKey)
    let key = keys.get(name)
    if (key === undefined) {
      key = importKey(publicKey)
      for (const oldest of keys.keys()) {
        if (keys.size < MAX_KEYS) break
        keys.delete(oldest)
      }
      keys.set(name, key)
    }
    return key
  }

  const verifyOne = async ({ publicKey, message, signature }: SignatureClaim): Promise<boolean> => {
    const key = await keyOf(publicKey)
    if (key === undefined) return false
    try {
      return await crypto.subtle.verify('Ed25519', key, new Uint8Array(signature), new Uint8Array(message))
    } catch (error) {
      log.debug('VERIFIER_FAILED', { result: error instanceof Error ? error.name : 'unknown' })
      return false
    }
  }

  return { verify: (claims) => Promise.all(claims.map(verifyOne)) }
}
