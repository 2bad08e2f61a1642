/**
 * One sealed payload as a Nostr event (NIP-01): an ephemeral kind, the topic in an `x` tag, the payload
 * in base64url as content, signed by a key that is made for this event and forgotten.
 *
 * The signature only admits the event to relays. On receipt it is not checked: whoever holds the topic
 * may publish on it, and the payload authenticates itself. The id is checked, because events are told
 * apart by it: else a relay could send junk under the id of an event it wants to suppress elsewhere.
 */

import { sha256 } from '@noble/hashes/sha2.js'
import { fromBase64Url, toBase64Url, toHex, utf8 } from '../../engine/base/bytes.ts'
import { isId } from '../../engine/base/ids.ts'
import type { Random } from '../../engine/base/ports.ts'

/** In the ephemeral range: relays forward it and keep nothing. */
export const SOTTO_KIND = 25_717
export const TOPIC_TAG = 'x'

export interface NostrEvent {
  readonly id: string
  readonly pubkey: string
  /** Seconds since the epoch. */
  readonly created_at: number
  readonly kind: number
  readonly tags: readonly (readonly string[])[]
  readonly content: string
  readonly sig: string
}

export interface Publication {
  readonly id: string
  readonly topic: string
  readonly payload: Uint8Array
}

function hash(pubkey: string, created_at: number, kind: number, tags: NostrEvent['tags'], content: string): Uint8Array {
  return sha256(utf8(JSON.stringify([0, pubkey, created_at, kind, tags, content])))
}

/** Loads the Schnorr code (about 13 kB) on first use. Rejects when it cannot be loaded. */
export async function createNostrEvent(
  topic: string,
  payload: Uint8Array,
  created_at: number,
  random: Random,
): Promise<NostrEvent> {
  const { schnorr } = await import('@noble/curves/secp256k1.js')
  const secretKey = random.bytes(32)
  const pubkey = toHex(schnorr.getPublicKey(secretKey))
  const tags = [[TOPIC_TAG, topic]]
  const content = toBase64Url(payload)
  const id = hash(pubkey, created_at, SOTTO_KIND, tags, content)
  const sig = toHex(schnorr.sign(id, secretKey, random.bytes(32)))
  return { id: toHex(id), pubkey, created_at, kind: SOTTO_KIND, tags, content, sig }
}

/** What an event from a relay publishes; `undefined` when it is none of ours or not what its id says. */
export function parsePublication(value: unknown): Publication | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { id, pubkey, created_at, kind, tags, content } = value as Record<string, unknown>
  if (typeof id !== 'string' || typeof pubkey !== 'string' || typeof created_at !== 'number') return undefined
  if (kind !== SOTTO_KIND || typeof content !== 'string' || !Array.isArray(tags)) return undefined
  const [tag] = tags
  if (tags.length !== 1 || !Array.isArray(tag) || tag.length !== 2 || tag[0] !== TOPIC_TAG) return undefined
  const topic: unknown = tag[1]
  if (typeof topic !== 'string' || !isId(topic)) return undefined
  const payload = fromBase64Url(content)
  if (payload === undefined) return undefined
  if (toHex(hash(pubkey, created_at, kind, [[TOPIC_TAG, topic]], content)) !== id) return undefined
  return { id, topic, payload }
}
