/**
 * The public contract: what tabs, scenarios and the interface may ask of an engine, wherever it runs.
 * Everything here survives a structured clone, so the same types hold on both sides of the worker.
 *
 * Commands change something and answer once the change is durable. Queries read committed rows.
 * A watched query runs again after each commit that wrote a table it reads, and reports when its
 * result changed. All times are milliseconds since the epoch, all ids hexadecimal strings.
 */

import type { EngineErrorCode } from './base/errors.ts'
import type { CommandId, EventId, GroupId, IdentityId, NetworkId, PeerId } from './base/ids.ts'
import type { RendezvousServerState } from './base/ports.ts'

export { EngineError } from './base/errors.ts'
export type { CommandId, EngineErrorCode, EventId, GroupId, IdentityId, NetworkId, PeerId }

/** One identity of this browser in one community. Those of one persona are shown together. */
export interface IdentityRow {
  readonly identity: IdentityId
  readonly persona: string
  readonly peer_id: PeerId
  readonly person_name: string
  readonly network_id: NetworkId
  readonly network_name: string
  /** `joining` until a member was met: everything works, nothing has been confirmed. */
  readonly role: 'founder' | 'member' | 'joining'
  /** The channel to open first. */
  readonly channel_id: EventId<'channel'>
  readonly created_at: number
}

export interface ChannelRow {
  readonly channel_id: EventId<'channel'>
  readonly name: string
  /** Known from the invite link only: the channel's own event has not arrived yet. */
  readonly stub: boolean
  readonly last_at: number
}

/** Devices of other members: `on` have said that they durably hold it, of `of` there are. */
export interface Delivery {
  readonly on: number
  readonly of: number
}

export interface MessageRow {
  readonly message_id: EventId<'message'>
  readonly author: PeerId
  /** Empty when the author's profile has not arrived: shown as unknown. */
  readonly author_name: string
  readonly mine: boolean
  readonly text: string
  readonly created_at: number
  /** Dated more than 15 minutes ahead of when it was recorded here. */
  readonly from_the_future: boolean
  /** Only for own messages. */
  readonly delivery?: Delivery
}

export interface MessagePage {
  /** In display order: (created_at, message_id), oldest first. */
  readonly messages: readonly MessageRow[]
  /** Whether older messages exist before the first of these. */
  readonly more_before: boolean
  /** Stored events of this community that cannot be shown yet. */
  readonly waiting: number
}

export interface MemberRow {
  readonly peer_id: PeerId
  readonly name: string
  readonly is_me: boolean
  readonly role: 'founder' | 'member'
  readonly connected: boolean
  /** 0 when never met by this device. */
  readonly last_seen_at: number
  /** The person who made the invite they joined by; absent for the founder. */
  readonly invited_by?: string
}

/** Which devices hold one message, for the details of a delivery mark. */
export interface DeliveryDetail {
  readonly peer_id: PeerId
  readonly name: string
  readonly has: boolean
  /** When that device's newest statement was made; 0 when it never made one. */
  readonly said_at: number
}

export interface SyncProgress {
  /** Events received in the running sessions, and how many are known to be still missing. */
  readonly received: number
  readonly to_come: number
}

export interface ConnectionRow {
  readonly state: 'connected' | 'looking' | 'alone' | 'offline'
  /** Members with a live, authenticated link. */
  readonly connected: number
  readonly servers: readonly RendezvousServerState[]
  /** Own messages that no other device has confirmed. */
  readonly waiting_out: number
  readonly sync: SyncProgress
}

export interface InviteRow {
  readonly invite_id: EventId<'invite'>
  readonly created_at: number
  readonly expires_at: number
  readonly max_uses: number
  readonly uses: number
  readonly state: 'open' | 'expired' | 'closed'
  readonly by: string
}

/** What a link says, checked offline: all names are under the inviter's signature. */
export interface InvitePreview {
  readonly network_name: string
  readonly inviter_name: string
  readonly channel_name: string
  readonly expires_at: number
  /** Short links carry no names: a member tells them once connected. */
  readonly short: boolean
}

export interface NewInvite {
  readonly invite_id: EventId<'invite'>
  /** Fragment of the full link, to be put after the application's address: `#j=1.…`. */
  readonly link: string
  /** The short form, for QR codes. */
  readonly short_link: string
}

export interface Commands {
  'network.create': (args: { persona: string; person_name: string; network_name: string }) => {
    identity: IdentityId
    channel_id: EventId<'channel'>
  }
  'network.join': (args: { persona: string; person_name: string; link: string }) => {
    identity: IdentityId
    channel_id: EventId<'channel'>
  }
  'channel.create': (args: { as: IdentityId; name: string }) => EventId<'channel'>
  'message.send': (args: { as: IdentityId; channel_id: EventId<'channel'>; text: string }) => EventId<'message'>
  'profile.set': (args: { as: IdentityId; name: string }) => EventId<'profile'>
  'invite.create': (args: { as: IdentityId; expires_at: number; max_uses: number }) => NewInvite
  'invite.close': (args: { as: IdentityId; invite_id: EventId<'invite'> }) => EventId<'invite_closed'>
}

export interface Queries {
  'identity.list': (args: Record<string, never>) => readonly IdentityRow[]
  'channel.list': (args: { as: IdentityId }) => readonly ChannelRow[]
  /** The newest `limit` messages, or those before `before`. */
  'message.list': (args: {
    as: IdentityId
    channel_id: EventId<'channel'>
    limit: number
    before?: { created_at: number; message_id: EventId<'message'> }
  }) => MessagePage
  'message.delivery': (args: { as: IdentityId; message_id: EventId<'message'> }) => readonly DeliveryDetail[]
  'member.list': (args: { as: IdentityId }) => readonly MemberRow[]
  'connection.state': (args: { as: IdentityId }) => ConnectionRow
  'invite.list': (args: { as: IdentityId }) => readonly InviteRow[]
  /** Reads a link without touching the database. */
  'invite.preview': (args: { link: string }) => InvitePreview
  /** Counters by reason, for the connection doctor and the tests. */
  'diagnostics.counters': (args: { as: IdentityId }) => Readonly<Record<string, number>>
}

export type CommandName = keyof Commands
export type QueryName = keyof Queries
export type CommandArgs<N extends CommandName> = Parameters<Commands[N]>[0]
export type CommandResult<N extends CommandName> = ReturnType<Commands[N]>
export type QueryArgs<N extends QueryName> = Parameters<Queries[N]>[0]
export type QueryResult<N extends QueryName> = ReturnType<Queries[N]>

/** One engine as its users see it: in the same thread, or through the worker boundary. */
export interface Sotto {
  /**
   * @param id names this call: repeated with the same id it answers the first result again (I17)
   * @throws EngineError
   */
  command<N extends CommandName>(name: N, args: CommandArgs<N>, id?: CommandId): Promise<CommandResult<N>>
  /** @throws EngineError */
  query<N extends QueryName>(name: N, args: QueryArgs<N>): Promise<QueryResult<N>>
  /** Reports the present result and every later one that differs. The returned function ends it. */
  watch<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
    onError?: (error: EngineErrorCode) => void,
  ): () => void
}
