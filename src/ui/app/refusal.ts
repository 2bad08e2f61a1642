/** Why an identity is in no community (any more): nothing it writes will ever go out. */

import type { IdentityRow } from '../../engine/api.ts'

/** A join that did not count. */
export type RefusedJoin = Extract<IdentityRow['role'], 'invite_used_up' | 'invite_revoked'>
/** One that did, until the person was taken out, or this device of theirs. */
export type Removed = Extract<IdentityRow['role'], 'removed' | 'device_removed'>

export function isRefusedJoin(role: IdentityRow['role'] | undefined): role is RefusedJoin {
  return role === 'invite_used_up' || role === 'invite_revoked'
}

export function isRemoved(role: IdentityRow['role'] | undefined): role is Removed {
  return role === 'removed' || role === 'device_removed'
}

export function isRefusal(role: IdentityRow['role'] | undefined): role is RefusedJoin | Removed {
  return isRefusedJoin(role) || isRemoved(role)
}

/** Whether this identity writes nothing any more: its person or device was taken out, or it runs from a copy. */
export function isMute(row: IdentityRow | undefined): boolean {
  return isRemoved(row?.role) || row?.is_forked === true
}
