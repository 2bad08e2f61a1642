/**
 * Making somebody an admin, and taking that back. Whether an act takes effect is the authority fold's to
 * say: one that would not is not written.
 */

import { EngineError } from '../base/errors.ts'
import { chunksOf } from '../base/groups.ts'
import type { EventId, PersonId } from '../base/ids.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import { adminGrantShape } from '../events/identity/admin_grant.ts'
import { adminRevokedShape, MAX_REVOKED_GRANTS } from '../events/identity/admin_revoked.ts'
import { rankOf, requireAuthority, requireEffect } from '../events/own-authority.ts'
import { heldGrant } from '../store/tables.ts'
import { cutsOf, devicesEverOf } from './cuts.ts'

/** @throws EngineError `unknown_person`, `not_permitted`, also where it would raise nobody */
export function grantAdmin(
  context: CommandContext,
  args: { readonly person: PersonId; readonly co_founder?: boolean },
): EventId<'admin_grant'> {
  const { db, me } = context
  const { auth, right } = requireAuthority(db, me)
  const before = rankOf(db, args.person)
  if (before === undefined) throw new EngineError('unknown_person')
  const grant = context.author(adminGrantShape, {
    auth,
    right,
    person: args.person,
    co_founder: args.co_founder === true,
  })
  requireEffect(db, grant)
  if ((rankOf(db, args.person) ?? before) >= before) throw new EngineError('not_permitted')
  return grant
}

/** All grants of the person that are below this one's own; one's own when one steps down. @throws EngineError `unknown_person`, `not_permitted` */
export function revokeAdmin(
  context: CommandContext,
  { person }: { readonly person: PersonId },
): EventId<'admin_revoked'> {
  const { db, me } = context
  const own = requireAuthority(db, me)
  if (rankOf(db, person) === undefined) throw new EngineError('unknown_person')
  const isOwn = person === own.person_id
  const grants = db
    .all<{ event_id: EventId<'admin_grant'>; rank: number }>(
      sql`SELECT event_id, rank FROM ${heldGrant} WHERE person_id = ${person} ORDER BY event_id`,
    )
    .filter(({ rank }) => isOwn || rank > own.rank)
    .map(({ event_id }) => event_id)
  const cuts = cutsOf(db, devicesEverOf(db, person))
  const revocations = chunksOf(grants, MAX_REVOKED_GRANTS).map((part) =>
    context.author(adminRevokedShape, { auth: own.auth, right: own.right, person, grants: part, cuts }),
  )
  for (const revoked of revocations) requireEffect(db, revoked)
  const [first] = revocations
  if (first === undefined) throw new EngineError('not_permitted')
  return first
}
