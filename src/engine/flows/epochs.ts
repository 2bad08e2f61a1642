/**
 * Epochs: choosing one to seal to, making one, sharing earlier ones with a device that lacks them.
 */

import { fromHex } from '../base/bytes.ts'
import { EngineError, must } from '../base/errors.ts'
import type { EpochId, EventId, GroupId, PeerId } from '../base/ids.ts'
import type { CommandContext } from '../events/event-module.ts'
import { groupEpochShape } from '../events/group/group_epoch.ts'
import { groupKeySharedShape, MAX_SHARED_KEYS } from '../events/group/group_key_shared.ts'
import { keyIdOf } from '../events/key-ids.ts'
import { ownMembership } from '../events/own-membership.ts'
import { epochTips, type HeldEpoch, heldEpochs, type Recipient, recipientsOf, usableEpoch } from '../seal/epochs.ts'
import { wrapKey } from '../seal/wrap.ts'

const GROUP_KEY_BYTES = 32

/** A fresh key for the group, wrapped to every live device of every member known here (I5). */
export function authorEpoch(context: CommandContext, group: GroupId): EpochId {
  const { db, me, random } = context
  const key = random.bytes(GROUP_KEY_BYTES)
  const wrapContext = { network: me.network_id, group, author: me.peer_id }
  const wraps = recipientsOf(db, group).map((to) => wrapKey(random, wrapContext, to.peer_id, to.key, key))
  return context.author(groupEpochShape, {
    auth: ownMembership(db, me),
    group_id: group,
    parents: epochTips(db, group),
    excludes: [],
    key_id: must(fromHex(keyIdOf(me.network_id, group, key)), 'a key id'),
    wraps,
  })
}

/** The epoch to seal to now; a sender about to write makes a new one when the last is too old. @throws EngineError `no_key` */
export function chooseEpoch(context: CommandContext, group: GroupId): EpochId {
  const usable = usableEpoch(context.db, group, context.t_ms)
  if (usable !== undefined) return usable.epoch_id
  if (heldEpochs(context.db, group).length === 0) throw new EngineError('no_key')
  return authorEpoch(context, group)
}

/** Wraps these keys to one device, in as many events as that takes; the events written. */
export function giveKeys(
  context: CommandContext,
  group: GroupId,
  to: Recipient,
  epochs: readonly Pick<HeldEpoch, 'epoch_id' | 'key'>[],
): readonly EventId[] {
  const { db, me, random } = context
  const given = [...epochs].sort((a, b) => (a.epoch_id < b.epoch_id ? -1 : 1))
  const wrapContext = { network: me.network_id, group, author: me.peer_id }
  const written: EventId[] = []
  for (let at = 0; at < given.length; at += MAX_SHARED_KEYS) {
    const part = given.slice(at, at + MAX_SHARED_KEYS)
    written.push(
      context.author(groupKeySharedShape, {
        auth: ownMembership(db, me),
        group_id: group,
        recipient: to.peer_id,
        epochs: part.map((epoch) => epoch.epoch_id),
        wraps: part.map((epoch) => wrapKey(random, wrapContext, to.peer_id, to.key, epoch.key)),
      }),
    )
  }
  return written
}

/** Wraps these epochs of the group, as far as held here, to the newest prekey of one device; the events written. */
export function shareKeys(
  context: CommandContext,
  group: GroupId,
  recipient: PeerId,
  epochs: readonly EpochId[],
): readonly EventId[] {
  const wanted = new Set(epochs)
  const to = recipientsOf(context.db, group).find((candidate) => candidate.peer_id === recipient)
  const held = heldEpochs(context.db, group).filter((epoch) => wanted.has(epoch.epoch_id) && epoch.created_at !== null)
  return to === undefined ? [] : giveKeys(context, group, to, held)
}
