/**
 * identity.list: the identities of this browser, each from its own rows alone.
 */

import {
  type EventId,
  type IdentityId,
  type NetworkId,
  type PeerId,
  type PersonId,
  personOfFirst,
} from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { channelTable, knownChannels } from '../events/content/channel.ts'
import { findAllMembersGroup, groupTable } from '../events/group/group.ts'
import { epochTable } from '../events/group/group_epoch.ts'
import { networkTable } from '../events/identity/network.ts'
import { currentNetworkName } from '../events/identity/network_name.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { groupKeyTable } from '../events/local/group_key.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { networkCreatedTable } from '../events/local/network_created.ts'
import { peerTable } from '../events/local/peer.ts'
import { devicesOfPersons } from '../events/persons.ts'
import { removalsOf } from '../events/removals-of.ts'
import type { LocalIdentity } from '../store/identities.ts'
import { device, inviteState, log, standing } from '../store/tables.ts'

/** One identity of this browser in one community. Those of one persona are shown together. */
export interface IdentityRow {
  readonly identity: IdentityId
  readonly persona: string
  readonly peer_id: PeerId
  /** Whose device this is; its own, as long as nobody has linked it to another. */
  readonly person_id: PersonId
  readonly person_name: string
  readonly network_id: NetworkId
  readonly network_name: string
  /**
   * `joining` until a member was met: everything works, nothing has been confirmed. The next two after
   * that: the link had been used up, or ended by an admin, before this join counted. `removed`: the person
   * was taken out of the community; `device_removed`: this device alone.
   */
  readonly role: 'founder' | 'member' | 'joining' | 'invite_used_up' | 'invite_revoked' | 'removed' | 'device_removed'
  /** The link this identity joined by said something else of the community than its own events do. */
  readonly is_link_broken: boolean
  /** The channel to open first; absent after a short link, until a member has told the invite. */
  readonly channel_id?: EventId<'channel'>
  readonly created_at: number
  /** This device runs from an older or a second copy: it reads on, and writes nothing more. */
  readonly is_forked: boolean
  /** The identity of this browser that took its place. */
  readonly continues_as?: IdentityId
}

export type Fork = Pick<IdentityRow, 'is_forked' | 'continues_as'>

function roleOf(db: SafeDb, peer: PeerId): IdentityRow['role'] {
  const founder = db.first<{ founder: PeerId }>(sql`SELECT founder FROM ${networkTable}`)?.founder
  if (founder === undefined) return 'joining'
  const stands = db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${peer}`) !== undefined
  if (stands) return founder === peer ? 'founder' : 'member'
  const removal = removalsOf(db, peer)[0]
  if (removal !== undefined) return removal.of === 'person' ? 'removed' : 'device_removed'
  const used = sql`SELECT invite_id FROM ${userTable} WHERE peer_id IN (SELECT person_id FROM ${device} WHERE peer_id = ${peer})`
  if (db.first(sql`SELECT 1 AS yes FROM (${used})`) === undefined) return 'joining'
  const ended = db.first(sql`
    SELECT 1 AS yes FROM ${inviteState} WHERE event_id IN (${used}) AND (revoked = 1 OR state = 'void')`)
  return ended === undefined ? 'invite_used_up' : 'invite_revoked'
}

/** What a link says of an event is a lie when the event has come as something else, or holds another key (I9). */
function isLinkBroken(db: SafeDb): boolean {
  const broken = db.first(sql`
    SELECT 1 AS yes FROM ${inviteAcceptedTable} a WHERE
      EXISTS (SELECT 1 FROM ${groupKeyTable} k JOIN ${epochTable} e ON e.event_id = k.epoch_id
        WHERE k.epoch_id = a.epoch_id AND (k.key_id <> e.key_id OR k.group_id <> e.group_id))
      OR EXISTS (SELECT 1 FROM ${channelTable} c WHERE c.event_id = a.channel_id AND c.group_id <> a.group_id)
      OR EXISTS (SELECT 1 FROM ${groupTable} g WHERE g.event_id = a.group_id AND g.scope <> 'all')
      OR EXISTS (SELECT 1 FROM ${log} l WHERE l.event_id IN (a.invite_id, a.epoch_id, a.channel_id, a.group_id)
        AND (l.state = 'rejected' OR (l.state = 'valid' AND l.type <> CASE l.event_id
          WHEN a.epoch_id THEN 'group_epoch' WHEN a.channel_id THEN 'channel' WHEN a.invite_id THEN 'invite' ELSE 'group' END)))`)
  return broken !== undefined
}

/** For a device that was linked: nobody has named it a channel to begin with. */
function firstChannel(db: SafeDb): EventId<'channel'> | undefined {
  const group = findAllMembersGroup(db)
  if (group === undefined) return undefined
  return db.first<{ channel_id: EventId<'channel'> }>(
    sql`SELECT channel_id FROM (${knownChannels}) WHERE group_id = ${group} ORDER BY created_at, channel_id LIMIT 1`,
  )?.channel_id
}

export function identityRow(db: SafeDb, local: LocalIdentity, fork: Fork): IdentityRow {
  const accepted = db.first<{ network_name: string; channel_id: EventId<'channel'> }>(
    sql`SELECT network_name, channel_id FROM ${inviteAcceptedTable}`,
  )
  const created = db.first<{ channel_id: EventId<'channel'> }>(sql`SELECT channel_id FROM ${networkCreatedTable}`)
  const name = db.first<{ name: string }>(currentNetworkName)?.name
  const profile = db.first<{ name: string }>(
    sql`SELECT name FROM (${currentProfiles}) WHERE peer_id = ${local.peer_id}`,
  )
  const person = db.first<{ person_id: PersonId }>(
    sql`SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${local.peer_id}`,
  )
  const channel_id = created?.channel_id ?? accepted?.channel_id ?? firstChannel(db)
  return {
    ...local,
    persona: db.first<{ persona: string }>(sql`SELECT persona FROM ${peerTable}`)?.persona ?? '',
    person_id: person?.person_id ?? personOfFirst(local.peer_id),
    person_name: profile?.name ?? '',
    network_name: name ?? accepted?.network_name ?? '',
    role: roleOf(db, local.peer_id),
    is_link_broken: isLinkBroken(db),
    ...fork,
    ...(channel_id === undefined ? {} : { channel_id }),
  }
}
