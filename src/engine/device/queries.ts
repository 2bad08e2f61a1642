/**
 * The query table: what the modules offer, the read models over several tables, and the few questions
 * about the device itself.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, IdentityId, PeerId, PersonId, Timestamp } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import type { Me, Query } from '../events/event-module.ts'
import { registry } from '../events/registry.ts'
import { draftText } from '../flows/drafts.ts'
import { type Capability, capabilities } from '../read/capabilities.ts'
import { type ChainFault, chainFaults } from '../read/chains.ts'
import { type ChannelRow, channelRows, type GroupMemberRow, groupMemberRows } from '../read/channels.ts'
import type { ConnectionRow, PeerSyncRow } from '../read/connection.ts'
import type { IdentityRow } from '../read/identities.ts'
import { type InvitePreview, type InviteRow, inviteRows } from '../read/invites.ts'
import { type KeyHealthRow, keyHealthRows } from '../read/key-health.ts'
import { type LinkingRow, linkingRow } from '../read/linking.ts'
import { type MemberRow, memberRows } from '../read/members.ts'
import { type NoticeRow, noticeRows } from '../read/notices.ts'
import { type DeviceRow, deviceRows } from '../read/person-devices.ts'
import { safetyNumber } from '../read/safety-number.ts'
import { type WaitingRow, waitingRows } from '../read/waiting.ts'
import type { ModuleQueries, PublicCalls } from './commands.ts'

/** What the running engine knows beside the database. */
export interface LiveFacts {
  readonly t_ms: Timestamp
  isConnected(peer: PeerId): boolean
  connection(db: SafeDb): ConnectionRow
  peers(): readonly PeerSyncRow[]
  counters(): Readonly<Record<string, number>>
}

type IdentityQuery = (db: SafeDb, args: never, me: Me, live: LiveFacts) => unknown

type NoArgs = unknown

const readQueries = {
  'channel.list': (db: SafeDb, _args: NoArgs, me: Me): readonly ChannelRow[] => channelRows(db, me),
  /** Who is in a private or direct channel; empty for a public one. */
  'group.members': (db: SafeDb, args: { channel_id: EventId<'channel'> }, me: Me): readonly GroupMemberRow[] =>
    groupMemberRows(db, me, args),
  /** What is begun and not posted in a channel; empty where nothing is. */
  'draft.text': (db: SafeDb, args: { channel_id: EventId<'channel'> }): string => draftText(db, args),
  'member.list': (db: SafeDb, _args: NoArgs, me: Me, live: LiveFacts): readonly MemberRow[] =>
    memberRows(db, me, (peer) => live.isConnected(peer)),
  'capability.list': (db: SafeDb, _args: NoArgs, me: Me): readonly Capability[] => capabilities(db, me),
  'notice.list': (db: SafeDb, _args: NoArgs, me: Me): readonly NoticeRow[] => noticeRows(db, me),
  'invite.list': (db: SafeDb, _args: NoArgs, _me: Me, live: LiveFacts): readonly InviteRow[] =>
    inviteRows(db, live.t_ms),
  /** The devices of a person, this one's own where nobody is named. */
  'device.list': (db: SafeDb, args: { person?: PersonId }, me: Me, live: LiveFacts): readonly DeviceRow[] =>
    deviceRows(db, me, args.person, (peer) => live.isConnected(peer)),
  /** 60 digits, the same when asked from the other side. @throws EngineError `unknown_person` */
  'safety.number': (db: SafeDb, args: { person: PersonId }, me: Me): string => safetyNumber(db, me, args.person),
  /** How far the linking of a device has come, at either end; `null` when nothing is going on. */
  'device.linking': (db: SafeDb, _args: NoArgs, me: Me, live: LiveFacts): LinkingRow | null =>
    linkingRow(db, me, live.t_ms),
  /** Which device lacks which keys, and who could give them. */
  'key.health': (db: SafeDb, _args: NoArgs, me: Me, live: LiveFacts): readonly KeyHealthRow[] =>
    keyHealthRows(db, me, (peer) => live.isConnected(peer)),
  /** Why events wait that cannot be shown yet. */
  'message.waiting': (db: SafeDb, _args: NoArgs, me: Me, live: LiveFacts): readonly WaitingRow[] =>
    waitingRows(db, me, (peer) => live.isConnected(peer)),
  'connection.state': (db: SafeDb, _args: NoArgs, _me: Me, live: LiveFacts): ConnectionRow => live.connection(db),
  /** One row for each device with an open link, in no order. */
  'connection.peers': (_db: SafeDb, _args: NoArgs, _me: Me, live: LiveFacts): readonly PeerSyncRow[] => live.peers(),
  /** Counters by reason, for the connection doctor and the tests. */
  'diagnostics.counters': (_db: SafeDb, _args: NoArgs, _me: Me, live: LiveFacts): Readonly<Record<string, number>> =>
    live.counters(),
  /** Devices whose chains are not whole: they signed two things for one place, or something has not come. */
  'diagnostics.chains': (db: SafeDb): readonly ChainFault[] => chainFaults(db),
} as const

/** Queries of the device, not of one identity. */
export interface DeviceQueries {
  'identity.list': (args: Readonly<Record<string, never>>) => readonly IdentityRow[]
  /** Reads a link without touching the database. @throws EngineError every `link_…` code */
  'invite.preview': (args: { readonly link: string }) => InvitePreview
}

export type IdentityQueries = PublicCalls<ModuleQueries> & PublicCalls<typeof readQueries>

const table: ReadonlyMap<string, IdentityQuery> = new Map<string, IdentityQuery>([
  ...[...registry.values()].flatMap((module) =>
    Object.entries<Query>(module.queries).map(([name, run]) => [`${module.shape.type}.${name}`, run] as const),
  ),
  ...Object.entries<IdentityQuery>(readQueries),
])

/** Everything an identity can be asked. */
export const identityQueryNames: readonly string[] = [...table.keys()]

/** @throws EngineError `unknown_method` */
export function identityQuery(name: string): IdentityQuery {
  const query = table.get(name)
  if (query === undefined) throw new EngineError('unknown_method', name)
  return query
}

/** @throws EngineError `unknown_identity` when the arguments name none: no query reads without one */
export function identityIn(args: unknown): IdentityId {
  const as = (args as { readonly as?: unknown } | undefined)?.as
  if (typeof as !== 'number') throw new EngineError('unknown_identity')
  return as as IdentityId
}
