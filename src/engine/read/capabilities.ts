/**
 * capability.list: what this device's person may do in the community, by the policy and the rank they hold.
 */

import { isMember } from '../authority/standing.ts'
import type { SafeDb } from '../db/database.ts'
import type { Me } from '../events/event-module.ts'
import { ownAuthority } from '../events/own-authority.ts'

/** `grant_co_founder`: make somebody an equal of the founder. */
export type Capability =
  | 'create_private_channel'
  | 'open_direct'
  | 'invite'
  | 'admit'
  | 'create_public_channel'
  | 'grant'
  | 'grant_co_founder'
  | 'remove'

const OF_MEMBERS: readonly Capability[] = ['create_private_channel', 'open_direct']
const OF_ADMINS: readonly Capability[] = ['invite', 'admit', 'create_public_channel', 'grant', 'remove']

export function capabilities(db: SafeDb, me: Me): readonly Capability[] {
  if (!isMember(db, me.peer_id)) return []
  const own = ownAuthority(db, me)
  if (own === undefined) return OF_MEMBERS
  return [...OF_MEMBERS, ...OF_ADMINS, ...(own.rank === 0 ? (['grant_co_founder'] as const) : [])]
}
