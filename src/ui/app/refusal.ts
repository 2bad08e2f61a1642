/** A join that did not count: the identity is in no community, and nothing it writes will ever go out. */

import type { IdentityRow } from '../../engine/api.ts'

export type Refusal = Extract<IdentityRow['role'], 'invite_used_up' | 'invite_revoked'>

export function isRefusal(role: IdentityRow['role'] | undefined): role is Refusal {
  return role === 'invite_used_up' || role === 'invite_revoked'
}
