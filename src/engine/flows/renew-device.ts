/**
 * A device whose chain has forked goes on as a new one, linked by the recovery key of its person. All it
 * takes over from the former identity of this browser is what any device of the person would be given:
 * the control events, and the keys. What was said comes by sync, from the former identity among others.
 */

import type { EpochId, EventId, PeerId, PersonId } from '../base/ids.ts'
import { sign, signingKeyFromSeed } from '../crypto/sign.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import type { MembershipId } from '../events/fields.ts'
import { deviceLinkMessage, deviceLinkShape } from '../events/identity/device_link.ts'
import { peerTable } from '../events/local/peer.ts'
import type { Authoring } from '../pipeline/author.ts'
import { epochGraph } from '../seal/epoch-graph.ts'
import { heldEpochs, knownGroups, recipientsOf } from '../seal/epochs.ts'
import { device, standing } from '../store/tables.ts'
import { giveKeys } from './epochs.ts'
import { type NewDevice, publishPrekeys, recordDevice } from './new-device.ts'

/** What a person's first device holds, and no other: enough to link a new one by itself. */
export interface Renewal {
  readonly persona: string
  readonly person_id: PersonId
  /** The person's own `user`, or the root. */
  readonly auth: MembershipId
  /** 32 bytes. */
  readonly recovery_seed: Uint8Array
}

/** `undefined` without the recovery key, or for a device that is no member (any more). */
export function renewalOf(db: SafeDb, peer: PeerId): Renewal | undefined {
  return db.first<Renewal>(sql`
    SELECT p.persona, p.recovery_seed, s.person_id, d.event_id AS auth
    FROM ${peerTable} p
    JOIN ${standing} s ON s.peer_id = ${peer}
    JOIN ${device} d ON d.person_id = s.person_id AND d.peer_id = s.person_id
    WHERE length(p.recovery_seed) > 0 ORDER BY s.since, s.event_id, d.event_id LIMIT 1`)
}

/**
 * @param control the wire events of the former identity's plane 1, in the order of its log
 * @param former its tables
 */
export function renewDevice(
  context: Authoring,
  made: NewDevice,
  renewal: Renewal,
  control: readonly Uint8Array[],
  former: SafeDb,
): EventId<'device_link'> {
  const { me } = context
  const recovery = signingKeyFromSeed(renewal.recovery_seed)
  recordDevice(context, { signing: made.signing, recovery }, renewal.persona)
  context.takeOver(control)
  const message = deviceLinkMessage(me.network_id, renewal.person_id, recovery.publicKey, me.peer_id)
  const link = context.author(deviceLinkShape, {
    auth: renewal.auth,
    person: renewal.person_id,
    new_peer: me.peer_id,
    consent: sign(made.signing.seed, message),
    recovery: sign(recovery.seed, message),
  })
  publishPrekeys(context, link)
  takeKeys(context, former)
  return link
}

/**
 * The keys as any holder would give them: wrapped to this device, in events that every replay reads again.
 * @param former the tables of an identity whose place this one took @param isWanted which of its keys
 */
export function takeKeys(
  context: CommandContext,
  former: SafeDb,
  isWanted: (epoch: EpochId) => boolean = () => true,
): void {
  const { db, me } = context
  for (const group of knownGroups(db)) {
    const self = recipientsOf(db, me.peer_id, group).find((recipient) => recipient.peer_id === me.peer_id)
    if (self === undefined) continue
    // What was taken over in another order than it was made in may wait for its turn here: its keys are wanted later.
    const { depth } = epochGraph(db, group)
    const held = heldEpochs(former, group).filter(({ epoch_id }) => depth.has(epoch_id) && isWanted(epoch_id))
    giveKeys(context, group, self, held)
  }
}
