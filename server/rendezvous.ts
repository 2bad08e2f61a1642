/**
 * The list of rendezvous servers this server hands out: its own relay and nothing else, so that a copy
 * of Sotto on one machine or one network needs no other. The static build ships a public list under
 * the same name.
 */

/** Where the relay listens for WebSockets. */
export const RELAY_PATH = '/relay'

/** The shape of `/rendezvous.json`, here and in `public/`. */
export interface RendezvousDocument {
  /** WebSocket addresses of Nostr relays. */
  readonly relays: readonly string[]
  /** As RTCConfiguration takes them; empty where every member can reach every other. */
  readonly iceServers: readonly { readonly urls: string | readonly string[] }[]
}

/** A name or address with an optional port, as in a Host header; anything else is not echoed. */
export function isHost(text: string): boolean {
  return /^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(text)
}

export function rendezvousDocument(host: string, isSecure: boolean): RendezvousDocument {
  return { relays: [`${isSecure ? 'wss' : 'ws'}://${host}${RELAY_PATH}`], iceServers: [] }
}
