/**
 * NIP-01 events: shape, id, signature, classes of kinds. Shares no code with the browser's client, so
 * that neither can hide a mistake of the other.
 */

import { schnorr } from '@noble/curves/secp256k1.js'
import { sha256 } from '@noble/hashes/sha2.js'

export interface NostrEvent {
  /** SHA-256 of the serialised event, 64 hexadecimal characters. */
  readonly id: string
  /** BIP-340 public key, 64 hexadecimal characters. */
  readonly pubkey: string
  /** Seconds since the epoch. */
  readonly created_at: number
  readonly kind: number
  readonly tags: readonly (readonly string[])[]
  readonly content: string
  /** 128 hexadecimal characters. */
  readonly sig: string
}

export type KindClass = 'regular' | 'replaceable' | 'ephemeral' | 'addressable'

const HEX_64 = /^[0-9a-f]{64}$/
const HEX_128 = /^[0-9a-f]{128}$/
const MAX_KIND = 65_535

export const isHex64 = (value: unknown): value is string => typeof value === 'string' && HEX_64.test(value)

export const isWhole = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

function isTag(value: unknown): value is string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string')
}

/** The event, or why it is none. Says nothing about its id and signature. */
export function parseEvent(value: unknown): NostrEvent | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'an event is an object'
  const { id, pubkey, created_at, kind, tags, content, sig } = value as Record<string, unknown>
  if (!isHex64(id)) return 'id is not 32 bytes of lower-case hexadecimal'
  if (!isHex64(pubkey)) return 'pubkey is not 32 bytes of lower-case hexadecimal'
  if (!isWhole(created_at)) return 'created_at is not a whole number of seconds'
  if (!isWhole(kind) || kind > MAX_KIND) return 'kind is not between 0 and 65535'
  if (!Array.isArray(tags) || !tags.every(isTag)) return 'tags are not lists of strings'
  if (typeof content !== 'string') return 'content is not a string'
  if (typeof sig !== 'string' || !HEX_128.test(sig)) return 'sig is not 64 bytes of lower-case hexadecimal'
  return { id, pubkey, created_at, kind, tags, content, sig }
}

/** NIP-01: SHA-256 of the UTF-8 of `[0, pubkey, created_at, kind, tags, content]` without whitespace. */
export function eventId(event: Omit<NostrEvent, 'id' | 'sig'>): string {
  const serialised = JSON.stringify([0, event.pubkey, event.created_at, event.kind, event.tags, event.content])
  return Buffer.from(sha256(Buffer.from(serialised, 'utf8'))).toString('hex')
}

/** Why the event is not what its author signed; `undefined` when it is. */
export function whyNotAuthentic(event: NostrEvent): string | undefined {
  if (eventId(event) !== event.id) return 'id does not match the event'
  const [sig, id, pubkey] = [event.sig, event.id, event.pubkey].map((hex) => Uint8Array.from(Buffer.from(hex, 'hex')))
  if (sig === undefined || id === undefined || pubkey === undefined) return 'unreadable'
  return schnorr.verify(sig, id, pubkey) ? undefined : 'signature does not verify'
}

export function kindClass(kind: number): KindClass {
  if (kind === 0 || kind === 3 || (kind >= 10_000 && kind < 20_000)) return 'replaceable'
  if (kind >= 20_000 && kind < 30_000) return 'ephemeral'
  if (kind >= 30_000 && kind < 40_000) return 'addressable'
  return 'regular'
}

/** Of two versions of a replaceable event the later stays; of equally late ones the lower id (NIP-01). */
export function supersedes(a: NostrEvent, b: NostrEvent): boolean {
  return a.created_at > b.created_at || (a.created_at === b.created_at && a.id < b.id)
}
