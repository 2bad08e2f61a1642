/**
 * Keys given by hand, for stories without a network: the epochs a member holds, wrapped to devices as
 * its engine would. Uses the one function that wraps; owns nothing.
 */

import type { EpochId, NetworkId } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import { makeKeyRequest } from '../engine/seal/key-request.ts'
import { wrapKey } from '../engine/seal/wrap.ts'
import { type EpochKey, type Forged, type Hand, membershipOf } from './forge.ts'
import { groupPrekey } from './malicious-epoch.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

/** A `group_key_shared` in the giver's name: these epochs, wrapped to the recipient. */
export async function sharesKeys(
  giver: Member,
  hand: Hand,
  recipient: Member,
  epochs: readonly EpochKey[],
  random: Random,
): Promise<Forged<'group_key_shared'>> {
  const { network_id } = await giver.row()
  const { peer_id } = await recipient.row()
  const prekey = groupPrekey(giver, peer_id)
  const sorted = [...epochs].sort((a, b) => (a.epoch_id < b.epoch_id ? -1 : 1))
  const group = sorted[0]?.group_id
  if (group === undefined) throw new Error('there is something to share')
  const context = { network: network_id, group, author: hand.peer_id }
  return hand.writes(shapes.group_key_shared, {
    auth: membershipOf(giver),
    group_id: group,
    recipient: peer_id,
    epochs: sorted.map(({ epoch_id }) => epoch_id),
    wraps: sorted.map(({ key }) => wrapKey(random, context, peer_id, prekey, key)),
  })
}

/** A request for keys, signed by the hand, in the name it goes by. */
export function keyRequestBy(
  hand: Pick<Hand, 'key' | 'peer_id'>,
  network: NetworkId,
  epochs: readonly EpochId[],
  random: Random,
): Uint8Array {
  return makeKeyRequest(network, hand.key.seed, hand.peer_id, epochs, random)
}
