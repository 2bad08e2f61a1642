/** Why an identity is in no community (any more): nothing it writes will ever go out. */

import type { IdentityRow, NoticeRow } from '../../engine/api.ts'

type RefusedJoin = Extract<IdentityRow['role'], 'invite_used_up' | 'invite_revoked'>

/** A join that did not count, or `removed`: one that did, until an admin took the person out. */
export type Refusal = RefusedJoin | 'removed'

export function isRefusal(role: IdentityRow['role'] | Refusal | undefined): role is RefusedJoin {
  return role === 'invite_used_up' || role === 'invite_revoked'
}

/** @param notices of the community, as far as they have come */
export function refusalOf(
  row: Pick<IdentityRow, 'role' | 'peer_id'> | undefined,
  notices: readonly Pick<NoticeRow, 'kind' | 'person_id'>[],
): Refusal | undefined {
  if (!isRefusal(row?.role)) return undefined
  const isRemoved = notices.some(({ kind, person_id }) => kind === 'removed' && String(person_id) === row.peer_id)
  return isRemoved ? 'removed' : row.role
}
