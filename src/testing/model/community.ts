/**
 * The model: what people did, in the order in which they did it, as far as it must have consequences and no
 * event tells it in the clear. Knows nothing of engines.
 */

import type { EventId, GroupId, IdentityId, NewInvite, PeerId, PersonId } from '../../engine/api.ts'
import type { NodeDisk } from '../../platform/node/sql.ts'
import type { Browser } from './step.ts'

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
}

export interface MadeChannel {
  readonly name: string
  readonly kind: 'public' | 'private' | 'direct'
  readonly group_id: GroupId
  /** Under which right it was made, and as whom; of a public one. */
  readonly made: { readonly right: EventId; readonly by: PersonId } | undefined
}

/** What a person called themselves on one of their devices, and what that device knew them to be called. */
export interface Naming {
  readonly id: EventId
  readonly person_id: PersonId
  readonly author: PeerId
  readonly name: string
  readonly created_at: number
  readonly replaces: ReadonlySet<EventId>
}

/** An identity of a browser, once it is somebody's device. */
export interface Joined {
  readonly browser: Browser
  readonly identity: IdentityId
  readonly peer_id: PeerId
  readonly person_id: PersonId
  /** Absent for the founder, and for devices that were linked. */
  readonly invite_id: EventId<'invite'> | undefined
}

/** A device that knocks with a code of another one. */
export interface Linking {
  readonly host: Joined
  readonly fresh: Browser
}

/** An older state of a browser's storage, and what it held then. */
export interface Copy {
  readonly disk: NodeDisk
  readonly held: ReadonlyMap<IdentityId, ReadonlySet<EventId>>
}

export interface Community {
  readonly identities: Joined[]
  /** Identities that are no more: their people left. The others still count them among the members. */
  readonly left: Joined[]
  readonly invites: MadeInvite[]
  readonly channels: Map<EventId<'channel'>, MadeChannel>
  readonly messages: Map<EventId<'message'>, SaidMessage>
  readonly namings: Naming[]
  readonly linkings: Linking[]
  readonly copies: Map<Browser, Copy>
  /** Browsers that ran from an older copy: what they said that they hold may be more than they do. */
  readonly rolledBack: Set<Browser>
  /** Devices that go on as another one, and as which. */
  readonly successors: Map<PeerId, PeerId>
}

export function createCommunity(): Community {
  return {
    identities: [],
    left: [],
    invites: [],
    channels: new Map(),
    messages: new Map(),
    namings: [],
    linkings: [],
    copies: new Map(),
    rolledBack: new Set(),
    successors: new Map(),
  }
}

/** Who this browser is now: its last identity. */
export function currentOf(community: Community, browser: Browser): Joined | undefined {
  return community.identities.findLast((joined) => joined.browser === browser)
}

/** What a person called themselves last: what no other naming knew of replaces, of several the latest. */
export function nameOf(namings: readonly Naming[], person: PersonId): string | undefined {
  const ofPerson = namings.filter(({ person_id }) => person_id === person)
  const current = ofPerson.filter(({ id }) => !ofPerson.some(({ replaces }) => replaces.has(id)))
  const [last] = current.sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? 1 : -1))
  return last?.name
}

/** Display order: the author's time, then the id. */
export function inDisplayOrder(messages: readonly SaidMessage[]): readonly SaidMessage[] {
  return [...messages].sort((a, b) => a.created_at - b.created_at || (a.message_id < b.message_id ? -1 : 1))
}

/** The identities of whoever founded the community. */
export function founderOf({ identities }: Community): readonly Joined[] {
  return identities.filter(({ person_id }) => person_id === identities[0]?.person_id)
}
