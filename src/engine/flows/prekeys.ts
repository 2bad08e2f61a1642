/**
 * The life of this device's own prekeys. Monthly a new one is published beside the last, well before that
 * expires; a secret goes 90 days after others are known to have had its successor, so that what was
 * sealed to it meanwhile opens. The two first ones stay for ever: a device can always be reached.
 *
 * Clocks only say when to publish and when to forget; no receiver looks at them (I8).
 */

import { must } from '../base/errors.ts'
import type { EventId, PeerId, Timestamp } from '../base/ids.ts'
import { agreementKeyFromSeed } from '../crypto/agree.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import { SUITE } from '../events/identity/network.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { prekeySharedShape } from '../events/identity/prekey_shared.ts'
import { prekeyIdOf } from '../events/key-ids.ts'
import { prekeySecretShape, prekeySecretTable } from '../events/local/prekey_secret.ts'
import { ownMembership } from '../events/own-membership.ts'
import { eraseLocalEvent } from '../store/log.ts'
import { prekeyKnown } from '../store/tables.ts'

const DAY_MS = 24 * 60 * 60 * 1000
export const PREKEY_ROTATION_MS = 30 * DAY_MS
/** Its owner may be away for a week and still publish the next one in time. */
const PREKEY_LIFETIME_MS = 37 * DAY_MS
export const PREKEY_RETENTION_MS = 90 * DAY_MS

const SECRET_BYTES = 32
const NAMESPACES = ['transit', 'group'] as const
type Namespace = (typeof NAMESPACES)[number]

interface Published {
  readonly event_id: EventId
  readonly namespace: Namespace
  readonly rotation: number
  readonly created_at: number
}

/** This device's own published prekeys, the newest first. */
function published(db: SafeDb, me: PeerId): readonly Published[] {
  return db.all<Published>(sql`
    SELECT event_id, namespace, rotation, created_at FROM ${prekeyTable} WHERE peer_id = ${me} ORDER BY rotation DESC`)
}

/** The namespaces whose newest prekey is a month old. */
export function prekeysDue(db: SafeDb, me: PeerId, t_ms: Timestamp): readonly Namespace[] {
  const own = published(db, me)
  return NAMESPACES.filter((namespace) => {
    const newest = own.find((prekey) => prekey.namespace === namespace)
    return newest !== undefined && newest.created_at <= t_ms - PREKEY_ROTATION_MS
  })
}

/** Publishes the next prekey of each series that is due. The secret is recorded first (I7). */
export function rotatePrekeys(context: CommandContext): void {
  const { db, me, random, t_ms } = context
  for (const namespace of prekeysDue(db, me.peer_id, t_ms)) {
    const last = db.first<{ rotation: number }>(
      sql`SELECT max(rotation) AS rotation FROM ${prekeySecretTable} WHERE namespace = ${namespace}`,
    )
    const rotation = must(last, 'an own prekey').rotation + 1
    const { secret, publicKey } = agreementKeyFromSeed(random.bytes(SECRET_BYTES))
    context.local(prekeySecretShape, { namespace, rotation, prekey_id: prekeyIdOf(publicKey), secret })
    context.author(prekeySharedShape, {
      auth: ownMembership(db, me),
      namespace,
      rotation,
      suite: SUITE,
      key: publicKey,
      expires_at: t_ms + PREKEY_LIFETIME_MS,
    })
  }
}

/** Own published prekeys that others were not known to have, until now: a comparison of sets that began after. */
export function prekeysNewlyKnown(db: SafeDb, me: PeerId, syncedSince: number): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT DISTINCT event_id FROM ${prekeyTable} WHERE peer_id = ${me} AND created_at < ${syncedSince}
        AND event_id NOT IN (SELECT event_id FROM ${prekeyKnown})`)
    .map((row) => row.event_id)
}

export function notePrekeysKnown(tx: Tx, prekeys: readonly EventId[], t_ms: Timestamp): void {
  for (const event_id of prekeys) tx.insert(prekeyKnown.row({ event_id, at: t_ms }))
}

/** Secrets whose time is over: rotated, the successor published, and known to others for 90 days. */
export function secretsToForget(db: SafeDb, me: PeerId, t_ms: Timestamp): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT s.event_id FROM ${prekeySecretTable} s WHERE s.rotation > 0 AND EXISTS (
        SELECT 1 FROM ${prekeyTable} p JOIN ${prekeyKnown} k ON k.event_id = p.event_id
        WHERE p.peer_id = ${me} AND p.namespace = s.namespace AND p.rotation > s.rotation
          AND k.at <= ${t_ms - PREKEY_RETENTION_MS})`)
    .map((row) => row.event_id)
}

/** Erases the secrets, from the log too: what they opened is kept as keys of its own. */
export function forgetSecrets(tx: Tx, secrets: readonly EventId[]): void {
  for (const event_id of secrets) {
    eraseLocalEvent(tx, event_id)
    tx.unsafe.run(prekeySecretTable.name, 'DELETE FROM prekey_secret WHERE recorded_by = ? AND event_id = ?', [
      tx.identity,
      event_id,
    ])
  }
}
