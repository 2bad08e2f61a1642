/** The members of the open community but this person, for choosing among them. */

import type { Accessor } from 'solid-js'
import type { IdentityId, MemberRow, Sotto } from '../../engine/api.ts'
import { createQuery } from './create-query.ts'

export function createOthers(sotto: Sotto, identity: () => IdentityId | undefined): Accessor<readonly MemberRow[]> {
  const members = createQuery(sotto, 'member.list', () => {
    const as = identity()
    return as === undefined ? undefined : { as }
  })
  return () => members()?.filter((row) => !row.is_me) ?? []
}
