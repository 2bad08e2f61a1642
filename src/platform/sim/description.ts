/**
 * The session descriptions of simulated links: opaque to everybody but this folder, and, like the
 * real ones, carrying the certificate fingerprint of their author.
 */

import { fromHex, toHex } from '../../engine/base/bytes.ts'

export interface Description {
  readonly kind: 'offer' | 'answer'
  /** Number of the link end that made it. */
  readonly from: number
  /** The end an answer answers; 0 in an offer. */
  readonly to: number
  readonly fingerprint: Uint8Array
}

const GRAMMAR = /^sim-(offer|answer) (\d{1,9}) (\d{1,9}) ([0-9a-f]{64})$/

export function formatDescription(d: Description): string {
  return `sim-${d.kind} ${d.from} ${d.to} ${toHex(d.fingerprint)}`
}

export function parseDescription(text: string): Description | undefined {
  const match = GRAMMAR.exec(text)
  const fingerprint = match?.[4] === undefined ? undefined : fromHex(match[4])
  if (match === null || fingerprint === undefined) return undefined
  return { kind: match[1] === 'offer' ? 'offer' : 'answer', from: Number(match[2]), to: Number(match[3]), fingerprint }
}
