/**
 * Leaving a community: everything this browser holds of one identity goes, in one transaction, and out of
 * the database's files, with what is left of identities whose place it took: they would else go on by themselves.
 * Its links end, and nobody hears of it again; the other identities are untouched.
 */

import type { CommandId, IdentityId, Timestamp } from '../base/ids.ts'
import type { Database } from '../db/database.ts'
import { keepCommandResult, removeIdentity } from '../store/identities.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

export interface LeavingHost {
  readonly db: Database
  formersOf(runtime: IdentityRuntime): readonly IdentityRuntime[]
  /** Its links end, and what is still on its way to it is nobody's. */
  end(runtime: IdentityRuntime, t_ms: Timestamp): void
}

const DEVICE_WIDE = 0 as IdentityId

export function leaveNetwork(host: LeavingHost, runtime: IdentityRuntime, id: CommandId, t_ms: Timestamp): void {
  const leaving = [runtime, ...host.formersOf(runtime)]
  host.db.transaction(DEVICE_WIDE, (wide) => {
    for (const { me } of leaving) removeIdentity(wide, me.identity)
    keepCommandResult(wide, id, 'null', t_ms)
  })
  for (const gone of leaving) host.end(gone, t_ms)
}
