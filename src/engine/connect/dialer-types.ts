/**
 * What goes into the dialer (`dialer.ts`) and what comes out of it: the contract between the engine's
 * binding and the machine that decides which devices to link to. Types only.
 */

import type { LinkId, NetworkId, PeerId, Timestamp } from '../base/ids.ts'
import type { LinkRole, Random } from '../base/ports.ts'
import type { Degree } from './policy.ts'
import type { SignalFailure } from './signalling.ts'
import type { Lobby, MeetingPlace } from './topics.ts'

/** What this identity knows of a device: `unknown` may be a newcomer that others have admitted. */
export type Standing = 'member' | 'unknown' | 'removed'

export interface DialerSetup {
  readonly network_id: NetworkId
  readonly peer_id: PeerId
  readonly signing_seed: Uint8Array
  readonly random: Random
  readonly degree: Degree
  standing(peer: PeerId): Standing
  /** Another identity of this browser: never dialled. */
  isOwn(peer: PeerId): boolean
  /** The newest transit prekey of this identity, its public half: told to others. */
  transitPrekey(): Uint8Array
}

export interface DialTopics {
  /** Of the newest all-members epoch; of the root too for a device whose newest is over 90 days old. */
  readonly announce: readonly MeetingPlace[]
  /** Announced on as well when nobody was met for two minutes: the root's, or what a device has that lacks its key. */
  readonly fallback?: readonly MeetingPlace[]
  /** Of the newest 32 epochs of the last 90 days and the root. */
  readonly listen: readonly MeetingPlace[]
  /** Lobbies this identity knocks at until it is admitted. */
  readonly knock: readonly Lobby[]
  /** Lobbies of open invites, whose knocks any member answers. */
  readonly answer: readonly Lobby[]
  /** Lobbies where members alone are answered: whoever holds no key by which the others meet looks for them there. */
  readonly answerMembers?: readonly Lobby[]
}

/** What the handshake of a link is to hold the other end to. */
export interface ExpectedPeer {
  readonly peer_id: PeerId
  readonly session: Uint8Array
  readonly transit_prekey: Uint8Array
  readonly lobby_key?: Uint8Array
}

export type DialCloseReason =
  | 'no_description' // our own carrier produced none
  | 'description_too_large'
  | 'no_answer'
  | 'not_opened'
  | 'glare'
  | 'stale_session'
  | 'replaced'
  | 'too_many'

export type DialEffect =
  | { readonly kind: 'listen'; readonly topics: readonly string[] }
  | { readonly kind: 'publish'; readonly topic: string; readonly payload: Uint8Array }
  | { readonly kind: 'open_link'; readonly link: LinkId; readonly role: LinkRole; readonly expected: ExpectedPeer }
  /** The other end's session description. */
  | { readonly kind: 'signal_link'; readonly link: LinkId; readonly description: string }
  /** The dialer has forgotten this link already. */
  | { readonly kind: 'close_link'; readonly link: LinkId; readonly reason: DialCloseReason }

export type DialedState = 'offering' | 'answering' | 'handshaking' | 'waiting' | 'open'

/** One row of "who are we talking to", for the interface and the connection doctor. */
export interface DialedRow {
  readonly link: LinkId
  readonly peer_id: PeerId
  readonly role: LinkRole
  readonly state: DialedState
  readonly via_lobby: boolean
  /** When the state began. */
  readonly since: number
}

/** Why a payload led to nothing, or an announcement to no offer. Counted, never thrown. */
export type DialCount =
  | SignalFailure
  | 'unknown_topic'
  | 'repeated'
  | 'bad_prekey' // nothing can be sealed to it
  | 'own_identity'
  | 'removed_peer'
  | 'stale'
  | 'already_linked'
  | 'answered_by_others'
  | 'enough_links'
  | 'too_many_pending'
  | 'too_many_unverified'
  | 'glare'
  | 'announced'
  | 'offered'
  | 'answered'

export type ConnectionState = 'connected' | 'looking' | 'alone' | 'offline'

export interface Dialer {
  /** Of this run, 16 bytes: what this identity's CONNECTs say too. */
  readonly session: Uint8Array
  topicsChanged(topics: DialTopics, t_ms: Timestamp): readonly DialEffect[]
  /** How many rendezvous servers are open. None is announced to until one is. */
  serversOpen(count: number, t_ms: Timestamp): readonly DialEffect[]
  online(isOnline: boolean, t_ms: Timestamp): readonly DialEffect[]
  payload(topic: string, payload: Uint8Array, t_ms: Timestamp): readonly DialEffect[]
  /** Our carrier has produced its description for the other end. */
  localSignal(link: LinkId, description: string, t_ms: Timestamp): readonly DialEffect[]
  /** The handshake succeeded; said again when an `unverified` device turns out to be a member. */
  authenticated(link: LinkId, verdict: 'member' | 'unverified', t_ms: Timestamp): readonly DialEffect[]
  /**
   * Exactly once for each link the carrier closed; harmless for those the dialer closed itself.
   * @param isLost neither end had said that it would
   */
  linkClosed(link: LinkId, t_ms: Timestamp, isLost: boolean): readonly DialEffect[]
  /** About once a second. */
  tick(t_ms: Timestamp): readonly DialEffect[]

  state(t_ms: Timestamp): ConnectionState
  links(): readonly DialedRow[]
  counters(): ReadonlyMap<DialCount, number>
}
