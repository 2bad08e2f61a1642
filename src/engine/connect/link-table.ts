/**
 * The links of one identity, from the first thought of one to its end, in the order they were begun.
 * Owns no decision: it answers the questions the dialer decides by.
 */

import { equalBytes } from '../base/bytes.ts'
import type { LinkId, PeerId, Timestamp } from '../base/ids.ts'
import type { DialedRow, DialedState } from './dialer-types.ts'
import type { MeetingPlace } from './topics.ts'

export interface DialedLink extends DialedRow {
  /** The run of the other end that this link is with. */
  readonly session: Uint8Array
  /** Where it is being agreed on. */
  readonly place: MeetingPlace
  readonly nonce: Uint8Array
  /** Ours, once our carrier has produced it: published from then on. */
  readonly description?: string
  /** How often our offer was published. */
  readonly offers: number
  /** `created_at` of their newest signal that made this link: what they said before cannot be about it. */
  readonly said_at: number
}

export const isAuthenticated = (link: DialedLink) => link.state === 'open' || link.state === 'waiting'

export interface LinkTable {
  all(): readonly DialedLink[]
  get(link: LinkId): DialedLink | undefined
  /** Oldest first. */
  of(peer: PeerId): readonly DialedLink[]
  byNonce(nonce: Uint8Array): DialedLink | undefined
  add(link: DialedLink): void
  update(link: LinkId, change: Partial<DialedLink>): void
  /** Moves a link to its next state. */
  enter(link: LinkId, state: DialedState, t_ms: Timestamp): void
  remove(link: LinkId): DialedLink | undefined
  /** Devices with an open link, each once. */
  openPeers(): readonly PeerId[]
  /** Devices with a link in any state, each once: what counts against the degree. */
  peers(): readonly PeerId[]
}

export function createLinkTable(): LinkTable {
  const links = new Map<LinkId, DialedLink>()
  const all = () => [...links.values()]

  const table: LinkTable = {
    all,
    get: (link) => links.get(link),
    of: (peer) => all().filter((link) => link.peer_id === peer),
    byNonce: (nonce) => all().find((link) => equalBytes(link.nonce, nonce)),
    add: (link) => void links.set(link.link, link),
    update(link, change) {
      const before = links.get(link)
      if (before !== undefined) links.set(link, { ...before, ...change })
    },
    enter: (link, state, t_ms) => table.update(link, { state, since: t_ms }),
    remove(link) {
      const removed = links.get(link)
      links.delete(link)
      return removed
    },
    openPeers: () => [...new Set(all().flatMap((link) => (link.state === 'open' ? [link.peer_id] : [])))],
    peers: () => [...new Set(all().map((link) => link.peer_id))],
  }
  return table
}
