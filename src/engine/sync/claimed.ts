/**
 * What events say of themselves before anybody has checked them: enough to count them and to speak of them
 * with the peer that sent them, never to believe them.
 */

import { eventIdOf, parseEnvelope } from '../crypto/envelope.ts'
import type { Item } from './window.ts'

/** What the bytes claim to be, where they are an event at all. */
export function claimedItem(network: Uint8Array, bytes: Uint8Array): Item | undefined {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') return undefined
  return { created_at: envelope.header.created_at, id: eventIdOf(network, envelope) }
}

/** In bytes. */
export function sizeOf(events: readonly Uint8Array[]): number {
  return events.reduce((sum, event) => sum + event.length, 0)
}
