/**
 * When one identity looks after its own prekeys: once a minute, and as soon as it runs. Owns the minute;
 * what is due and what is over is decided in `flows/prekeys.ts`.
 */

import { isMember } from '../authority/standing.ts'
import type { Timestamp } from '../base/ids.ts'
import {
  forgetSecrets,
  notePrekeysKnown,
  prekeysDue,
  prekeysNewlyKnown,
  rotatePrekeys,
  secretsToForget,
} from '../flows/prekeys.ts'
import type { ConnectionsHost } from './connections-host.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

const CHECK_MS = 60_000

export interface PrekeyUpkeep {
  /** @param syncedSince when the latest completed comparison of control events with any member began; 0 before one */
  tick(syncedSince: number, t_ms: Timestamp): void
}

export function createPrekeyUpkeep(host: ConnectionsHost, runtime: IdentityRuntime): PrekeyUpkeep {
  const { identity, peer_id } = runtime.me
  const db = host.db.read(identity)
  let checkedAt: number | undefined

  return {
    tick(syncedSince, t_ms) {
      if (checkedAt !== undefined && Math.abs(t_ms - checkedAt) < CHECK_MS) return
      checkedAt = t_ms
      const known = prekeysNewlyKnown(db, peer_id, syncedSince)
      if (known.length > 0) host.db.transaction(identity, (tx) => notePrekeysKnown(tx, known, t_ms))
      const over = secretsToForget(db, peer_id, t_ms)
      if (over.length > 0) {
        host.db.transaction(identity, (tx) => forgetSecrets(tx, over))
        for (const secret of over) runtime.context.dependencies.delete(secret)
      }
      if (prekeysDue(db, peer_id, t_ms).length > 0 && isMember(db, peer_id)) host.react(runtime, t_ms, rotatePrekeys)
    },
  }
}
