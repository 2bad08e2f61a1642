/**
 * Makes an identity of this browser: its row, its seeds and everything it starts with commit together,
 * and only then may it meet others. On failure it is as if it had never been.
 */

import type { IdentityId, NetworkId, Timestamp } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import type { Database, Tx } from '../db/database.ts'
import { chooseEpoch } from '../flows/epochs.ts'
import type { NewDevice } from '../flows/new-device.ts'
import { type Authoring, createAuthoring } from '../pipeline/author.ts'
import { addIdentity, type LocalIdentity } from '../store/identities.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

export interface NewIdentityHost {
  readonly random: Random
  readonly db: Database
  open(local: LocalIdentity): IdentityRuntime
  /** After the commit: it may meet others now. */
  start(runtime: IdentityRuntime, t_ms: Timestamp): void
  /** The transaction failed: as if it had never been. */
  discard(runtime: IdentityRuntime): void
}

const DEVICE_WIDE = 0 as IdentityId

/** @param build everything the identity starts with; `wide` is the same transaction, of no identity */
export function makeIdentity<Result>(
  host: NewIdentityHost,
  device: NewDevice,
  network: NetworkId,
  t_ms: Timestamp,
  build: (context: Authoring, wide: Tx) => Result,
): { readonly identity: IdentityId; readonly result: Result } {
  const opened: IdentityRuntime[] = []
  try {
    const made = host.db.transaction(DEVICE_WIDE, (wide) => {
      const local = addIdentity(wide, device.peer_id, network, t_ms)
      const runtime = host.open(local)
      opened.push(runtime)
      const context = createAuthoring(wide.as(local.identity), runtime.context, runtime.room, chooseEpoch, t_ms)
      return { identity: local.identity, result: build(context, wide) }
    })
    for (const runtime of opened) host.start(runtime, t_ms)
    return made
  } catch (error) {
    opened.forEach(host.discard)
    throw error
  }
}
