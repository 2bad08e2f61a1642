/**
 * The model: what people did, in the order in which they did it, as far as it must have consequences.
 * Knows nothing of engines; what is true of a community follows from this record and from which
 * closings exist (see `membership.ts`).
 */

import type { EventId, IdentityId, NewInvite, PeerId } from '../../engine/api.ts'
import type { Person } from './step.ts'

export interface SaidMessage {
  readonly message_id: EventId<'message'>
  readonly channel_id: EventId<'channel'>
  readonly author: PeerId
  readonly text: string
  readonly created_at: number
}

export interface MadeInvite extends NewInvite {
  readonly max_uses: number
  readonly expires_at: number
  /** What the founder's list of members said of it at each time the founder ended it. */
  readonly endings: { readonly seen: ReadonlySet<PeerId> }[]
}

export interface Joined {
  readonly person: Person
  readonly identity: IdentityId
  readonly peer_id: PeerId
  /** Absent for the founder. */
  readonly invite_id: EventId<'invite'> | undefined
  /** What this identity called itself last. */
  name: string
  /** `created_at` of its newest message; 0 before the first. */
  last_at: number
}

export interface Community {
  readonly identities: Joined[]
  /** Identities that are no more: their people left. The others still count them among the members. */
  readonly left: Joined[]
  readonly invites: MadeInvite[]
  /** Names by channel. */
  readonly channels: Map<EventId<'channel'>, string>
  readonly messages: Map<EventId<'message'>, SaidMessage>
  /** Deleted for everyone by somebody who may. */
  readonly deleted: Set<EventId<'message'>>
}

export function createCommunity(): Community {
  return { identities: [], left: [], invites: [], channels: new Map(), messages: new Map(), deleted: new Set() }
}

/** Who this person is now: their last identity. */
export function currentOf(community: Community, person: Person): Joined | undefined {
  return community.identities.findLast((joined) => joined.person === person)
}

/** Everybody who ever was here, by the key of their device. */
export function everKnown({ identities, left }: Community, peer: PeerId): Joined | undefined {
  return [...identities, ...left].find(({ peer_id }) => peer_id === peer)
}

/** Display order: the author's time, then the id. */
export function inDisplayOrder(messages: readonly SaidMessage[]): readonly SaidMessage[] {
  return [...messages].sort((a, b) => a.created_at - b.created_at || (a.message_id < b.message_id ? -1 : 1))
}
