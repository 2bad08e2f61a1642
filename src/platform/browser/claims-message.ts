/**
 * Signature claims on their way to another worker: all of them in one buffer, which changes hands without
 * being copied. Both ends are of one build, so nothing here is checked.
 *
 * ```
 * claims = (publicKey | message | signature)*, each: length u32 | bytes
 * ```
 */

import type { SignatureClaim } from '../../engine/base/ports.ts'

/** To the worker. */
export interface ClaimsMessage {
  readonly call: number
  readonly packed: ArrayBuffer
}

/** And back, in whatever order. */
export interface AnswersMessage {
  readonly call: number
  readonly answers: readonly boolean[]
}

const LENGTH_BYTES = 4
const PARTS = 3

const partsOf = ({ publicKey, message, signature }: SignatureClaim) => [publicKey, message, signature] as const

export function packClaims(claims: readonly SignatureClaim[]): ArrayBuffer {
  let size = 0
  for (const claim of claims) for (const part of partsOf(claim)) size += LENGTH_BYTES + part.length
  const buffer = new ArrayBuffer(size)
  const bytes = new Uint8Array(buffer)
  const view = new DataView(buffer)
  let at = 0
  for (const claim of claims) {
    for (const part of partsOf(claim)) {
      view.setUint32(at, part.length)
      bytes.set(part, at + LENGTH_BYTES)
      at += LENGTH_BYTES + part.length
    }
  }
  return buffer
}

/** Views of `buffer`. */
export function unpackClaims(buffer: ArrayBuffer): SignatureClaim[] {
  const view = new DataView(buffer)
  const claims: SignatureClaim[] = []
  for (let at = 0; at < buffer.byteLength; ) {
    const [publicKey, message, signature] = Array.from({ length: PARTS }, () => {
      const length = view.getUint32(at)
      at += LENGTH_BYTES + length
      return new Uint8Array(buffer, at - length, length)
    }) as [Uint8Array, Uint8Array, Uint8Array]
    claims.push({ publicKey, message, signature })
  }
  return claims
}
