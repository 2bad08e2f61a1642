/**
 * Keys given by hand, for stories without a network: the epochs a member holds, wrapped to devices as
 * its engine would. Uses the one function that wraps; owns nothing.
 */

import type { Random } from '../engine/base/ports.ts'
import { wrapKey } from '../engine/seal/wrap.ts'
import { type EpochKey, type Forged, type Hand, membershipOf } from './forge.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

/** The newest group prekey of the recipient that the giver knows. */
function groupPrekeyOf(giver: Member, recipient: string): Uint8Array {
  const [row] = giver.device.sql.all(
    `SELECT key FROM prekey WHERE recorded_by = ? AND peer_id = ? AND namespace = 'group' ORDER BY rotation DESC LIMIT 1`,
    [giver.identity(), recipient],
  )
  if (!(row?.key instanceof Uint8Array)) throw new Error('the recipient has a prekey that the giver knows')
  return row.key
}

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
  const prekey = groupPrekeyOf(giver, peer_id)
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
