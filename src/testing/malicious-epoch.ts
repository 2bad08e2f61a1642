/**
 * Epochs as Mallory makes them: a fresh key of the group of everybody, wrapped well to some and so that it
 * does not open to others. As a member she may author epochs; what she wraps is her own affair.
 */

import type { EventId, PeerId } from '../engine/api.ts'
import { fromHex } from '../engine/base/bytes.ts'
import { must } from '../engine/base/errors.ts'
import type { Random } from '../engine/base/ports.ts'
import type { PlaceId, Wrap } from '../engine/events/fields.ts'
import { keyIdOf } from '../engine/events/key-ids.ts'
import { wrapKey } from '../engine/seal/wrap.ts'
import type { EpochKey, Forged, Hand, membershipOf } from './forge.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

/** What a member's own software knows about others: the newest group prekey of a device. */
export function groupPrekey(knows: Member, of: PeerId): Uint8Array {
  const [row] = knows.device.sql.all(
    `SELECT key FROM prekey WHERE recorded_by = ? AND peer_id = ? AND namespace = 'group' ORDER BY rotation DESC LIMIT 1`,
    [knows.identity(), of],
  )
  if (!(row?.key instanceof Uint8Array)) throw new Error('a published group prekey')
  return row.key
}

/** A wrap that looks as any other and opens for nobody. */
export function garbageWrap(recipient: PeerId, random: Random): Wrap {
  const prekey_id = Buffer.from(random.bytes(8)).toString('hex')
  return { recipient, prekey_id, suite: 1, enc: random.bytes(32), ct: random.bytes(48) }
}

export interface EpochPlan {
  /** By whose knowledge of prekeys. */
  readonly knows: Member
  /** An earlier epoch of the same group, its parent. */
  readonly after: EpochKey
  readonly auth: ReturnType<typeof membershipOf>
  /** Who can open it. */
  readonly to: readonly PeerId[]
  /** Who seems to be able to. */
  readonly seemsTo?: readonly PeerId[]
  /** Removals it claims to know. */
  readonly excludes?: readonly EventId[]
  /** In a group of its own people. */
  readonly right?: PlaceId
  readonly network: Parameters<typeof keyIdOf>[0]
  readonly random: Random
}

export function malloryMakesEpoch(hand: Hand, plan: EpochPlan): { event: Forged<'group_epoch'>; epoch: EpochKey } {
  const { random, after, network } = plan
  const key = random.bytes(32)
  const context = { network, group: after.group_id, author: hand.peer_id }
  const event = hand.writes(shapes.group_epoch, {
    auth: plan.auth,
    group_id: after.group_id,
    right: plan.right,
    parents: [after.epoch_id],
    excludes: plan.excludes ?? [],
    key_id: must(fromHex(keyIdOf(network, after.group_id, key)), 'a key id'),
    wraps: [
      ...plan.to.map((peer) => wrapKey(random, context, peer, groupPrekey(plan.knows, peer), key)),
      ...(plan.seemsTo ?? []).map((peer) => garbageWrap(peer, random)),
    ],
  })
  return { event, epoch: { epoch_id: event.id, group_id: after.group_id, key } }
}

/** A share of one key that opens for nobody. */
export function garbageGift(
  hand: Hand,
  auth: EpochPlan['auth'],
  { epoch_id, group_id }: EpochKey,
  recipient: PeerId,
  random: Random,
): Forged<'group_key_shared'> {
  const wraps = [garbageWrap(recipient, random)]
  return hand.writes(shapes.group_key_shared, { auth, group_id, recipient, epochs: [epoch_id], wraps })
}
