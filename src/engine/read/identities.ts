/**
 * identity.list: the identities of this browser, each from its own rows alone.
 */

import type { EventId, IdentityId, NetworkId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { inviteClosedTable } from '../events/identity/invite_closed.ts'
import { networkTable } from '../events/identity/network.ts'
import { currentNetworkName } from '../events/identity/network_name.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { networkCreatedTable } from '../events/local/network_created.ts'
import { peerTable } from '../events/local/peer.ts'
import type { LocalIdentity } from '../store/identities.ts'
import { standing } from '../store/tables.ts'

/** One identity of this browser in one community. Those of one persona are shown together. */
export interface IdentityRow {
  readonly identity: IdentityId
  readonly persona: string
  readonly peer_id: PeerId
  readonly person_name: string
  readonly network_id: NetworkId
  readonly network_name: string
  /**
   * `joining` until a member was met: everything works, nothing has been confirmed. The others after
   * that: the link had been used up, or ended by an admin, before this join counted.
   */
  readonly role: 'founder' | 'member' | 'joining' | 'invite_used_up' | 'invite_revoked'
  /** The channel to open first; absent after a short link, until a member has told the invite. */
  readonly channel_id?: EventId<'channel'>
  readonly created_at: number
}

function roleOf(db: SafeDb, peer: PeerId): IdentityRow['role'] {
  const founder = db.first<{ founder: PeerId }>(sql`SELECT founder FROM ${networkTable}`)?.founder
  if (founder === peer) return 'founder'
  const stands = db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${peer}`) !== undefined
  if (stands) return founder === undefined ? 'joining' : 'member'
  const hasJoined = db.first(sql`SELECT 1 AS yes FROM ${userTable} WHERE peer_id = ${peer}`) !== undefined
  if (!hasJoined) return 'joining'
  const closing = db.first<{ revoked: number }>(sql`
    SELECT max(c.revoked) AS revoked FROM ${inviteClosedTable} c
    WHERE c.invite_id IN (SELECT invite_id FROM ${inviteAcceptedTable})`)
  return closing?.revoked === 1 ? 'invite_revoked' : 'invite_used_up'
}

export function identityRow(db: SafeDb, local: LocalIdentity): IdentityRow {
  const accepted = db.first<{ network_name: string; channel_id: EventId<'channel'> }>(
    sql`SELECT network_name, channel_id FROM ${inviteAcceptedTable}`,
  )
  const created = db.first<{ channel_id: EventId<'channel'> }>(sql`SELECT channel_id FROM ${networkCreatedTable}`)
  const name = db.first<{ name: string }>(currentNetworkName)?.name
  const profile = db.first<{ name: string }>(
    sql`SELECT name FROM (${currentProfiles}) WHERE peer_id = ${local.peer_id}`,
  )
  const channel_id = created?.channel_id ?? accepted?.channel_id
  return {
    ...local,
    persona: db.first<{ persona: string }>(sql`SELECT persona FROM ${peerTable}`)?.persona ?? '',
    person_name: profile?.name ?? '',
    network_name: name ?? accepted?.network_name ?? '',
    role: roleOf(db, local.peer_id),
    ...(channel_id === undefined ? {} : { channel_id }),
  }
}
