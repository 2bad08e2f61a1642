/**
 * The public contract: what tabs, scenarios and the interface may ask of an engine, wherever it runs.
 * Commands and queries are derived from the registry of event types, the flows and the read models, so
 * a new one needs no line here. Everything survives a structured clone: the same types hold on both
 * sides of the worker.
 *
 * Commands change something and answer once the change is durable. Queries read committed rows. A
 * watched query runs again after each commit that wrote a table it reads, and reports when its result
 * changed. All times are milliseconds since the epoch, all ids hexadecimal strings.
 */

import type { EngineErrorCode } from './base/errors.ts'
import type { CommandId, EventId, GroupId, IdentityId, NetworkId, PeerId, PersonId } from './base/ids.ts'
import type { DeviceCommands, IdentityCommands } from './device/commands.ts'
import type { DeviceQueries, IdentityQueries } from './device/queries.ts'

export { EngineError } from './base/errors.ts'
export type { MessagePage, MessageRow } from './events/content/message.ts'
export type { Delivery, DeliveryDetail } from './events/delivery.ts'
export type { NewInvite } from './flows/invite.ts'
export type { OpenLobby } from './flows/link-device.ts'
export type { Capability } from './read/capabilities.ts'
export type { ChainFault } from './read/chains.ts'
export type { ChannelPerson, ChannelRow, GroupMemberRow } from './read/channels.ts'
export type { ConnectionRow, PeerSyncRow, SyncProgress } from './read/connection.ts'
export type { IdentityRow } from './read/identities.ts'
export type { InvitePreview, InviteRow } from './read/invites.ts'
export type { KeyHealthRow, KeyLack } from './read/key-health.ts'
export type { KeyHolder } from './read/key-holders.ts'
export type { LinkingRow } from './read/linking.ts'
export type { MemberRow } from './read/members.ts'
export type { NoticeRow } from './read/notices.ts'
export type { DeviceRow } from './read/person-devices.ts'
export type { WaitingRow } from './read/waiting.ts'
export type { CommandId, EngineErrorCode, EventId, GroupId, IdentityId, NetworkId, PeerId, PersonId }

export type Commands = DeviceCommands & IdentityCommands
export type Queries = DeviceQueries & IdentityQueries

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
