/**
 * Session descriptions of WebRTC links: JSON with the SDP (RFC 8866), and the certificate fingerprint
 * in it (RFC 8122). What comes from outside is parsed here, before anything else sees it.
 */

import { fromHex } from '../../engine/base/bytes.ts'

export interface RtcDescription {
  readonly type: 'offer' | 'answer'
  readonly sdp: string
  /** SHA-256 of the author's certificate, 32 bytes. */
  readonly fingerprint: Uint8Array
}

const FINGERPRINT_LINE = /^a=fingerprint:(\S+) (\S+)\s*$/gim
const MAX_DESCRIPTION_CHARACTERS = 24 * 1024

/**
 * The one fingerprint a description vouches for. DTLS accepts a certificate that matches any of them, so
 * a description with two different ones, or with another hash, says nothing certain and is refused.
 */
export function fingerprintOf(sdp: string): Uint8Array | undefined {
  let only: string | undefined
  for (const [, hash = '', value = ''] of sdp.matchAll(FINGERPRINT_LINE)) {
    if (hash.toLowerCase() !== 'sha-256') return undefined
    const hex = value.replaceAll(':', '').toLowerCase()
    if (only !== undefined && only !== hex) return undefined
    only = hex
  }
  const bytes = only === undefined ? undefined : fromHex(only)
  return bytes?.length === 32 ? bytes : undefined
}

export function formatDescription(type: 'offer' | 'answer', sdp: string): string {
  return JSON.stringify({ type, sdp })
}

/** `undefined` unless the text is a description of that type with one certain fingerprint. */
export function parseDescription(text: string, expected: 'offer' | 'answer'): RtcDescription | undefined {
  if (text.length > MAX_DESCRIPTION_CHARACTERS) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined // not JSON: the caller closes the link with the reason
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { type, sdp } = value as Record<string, unknown>
  if (type !== expected || typeof sdp !== 'string') return undefined
  const fingerprint = fingerprintOf(sdp)
  return fingerprint === undefined ? undefined : { type: expected, sdp, fingerprint }
}
