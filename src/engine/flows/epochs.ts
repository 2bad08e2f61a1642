/**
 * Epochs: choosing one to seal to, making one, sharing earlier ones with a device that lacks them. Only who
 * is about to write makes one, and who has just taken away somebody's right to read.
 */

import { isMember } from '../authority/standing.ts'
import { fromHex } from '../base/bytes.ts'
import { EngineError, must } from '../base/errors.ts'
import type { EpochId, EventId, GroupId, PeerId } from '../base/ids.ts'
import { groupsOf } from '../events/entitled.ts'
import type { CommandContext } from '../events/event-module.ts'
import { scopeOf } from '../events/group/group.ts'
import { groupEpochShape, MAX_WRAPS } from '../events/group/group_epoch.ts'
import { groupKeySharedShape, MAX_SHARED_KEYS } from '../events/group/group_key_shared.ts'
import { ownPlace } from '../events/group-places.ts'
import { keyIdOf } from '../events/key-ids.ts'
import { ownMembership } from '../events/own-membership.ts'
import { removalsOf } from '../events/removals-of.ts'
import {
  type HeldEpoch,
  heldEpochs,
  nextEpochPlace,
  type PrekeyChoice,
  type Recipient,
  recipientsOf,
  usableEpoch,
} from '../seal/epochs.ts'
import { wrapKey } from '../seal/wrap.ts'

const GROUP_KEY_BYTES = 32

/**
 * A fresh key for the group, wrapped to every live device of every member known here (I5), this one first; to
 * more than one event holds in further events of the same transaction.
 */
export function authorEpoch(context: CommandContext, group: GroupId): EpochId {
  const { db, me, random } = context
  const key = random.bytes(GROUP_KEY_BYTES)
  const wrapContext = { network: me.network_id, group, author: me.peer_id }
  const isOther = ({ peer_id }: Recipient): number => Number(peer_id !== me.peer_id)
  const recipients = recipientsOf(db, me.peer_id, group).toSorted((a, b) => isOther(a) - isOther(b))
  // Who knows that they were removed writes nothing more: they would lock themselves out.
  if (recipients[0]?.peer_id !== me.peer_id) throw new EngineError('not_permitted')
  const epoch = context.author(groupEpochShape, {
    auth: ownMembership(db, me),
    group_id: group,
    right: scopeOf(db, group) === 'all' ? undefined : ownPlace(db, me, group).event_id,
    ...nextEpochPlace(db, group),
    key_id: must(fromHex(keyIdOf(me.network_id, group, key)), 'a key id'),
    wraps: recipients.slice(0, MAX_WRAPS).map((to) => wrapKey(random, wrapContext, to.peer_id, to.key, key)),
  })
  for (const to of recipients.slice(MAX_WRAPS)) giveKeys(context, group, to, [{ epoch_id: epoch, key }])
  return epoch
}

/**
 * The epoch to seal to now; a sender about to write makes one where none serves. Whose join does not count
 * (yet) makes none, which nobody would take: they write under what they hold, and keep it.
 * @throws EngineError `no_key`, `not_permitted`
 */
export function chooseEpoch(context: CommandContext, group: GroupId): EpochId {
  const { db, me, t_ms } = context
  const usable = usableEpoch(db, group, t_ms)
  if (usable !== undefined) return usable.epoch_id
  const [deepest] = heldEpochs(db, group)
  if (deepest === undefined) throw new EngineError('no_key')
  const isOutside = scopeOf(db, group) === 'all' && !isMember(db, me.peer_id) && removalsOf(db, me.peer_id).length === 0
  return isOutside ? deepest.epoch_id : authorEpoch(context, group)
}

/**
 * For whoever has just removed somebody or revoked a link, in the same transaction: a new epoch of each of
 * this device's groups whose newest lets them read on.
 */
export function renewEpochs(context: CommandContext): void {
  for (const group of groupsOf(context.db, context.me.peer_id)) {
    if (heldEpochs(context.db, group).length > 0) chooseEpoch(context, group)
  }
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

/** Wraps these epochs of the group, as far as held here, to a prekey of one device; the events written. */
export function shareKeys(
  context: CommandContext,
  group: GroupId,
  recipient: PeerId,
  epochs: readonly EpochId[],
  choice: PrekeyChoice,
): readonly EventId[] {
  const wanted = new Set(epochs)
  const { db, me } = context
  const to = recipientsOf(db, me.peer_id, group, choice).find((candidate) => candidate.peer_id === recipient)
  const held = heldEpochs(db, group).filter((epoch) => wanted.has(epoch.epoch_id) && epoch.created_at !== null)
  return to === undefined ? [] : giveKeys(context, group, to, held)
}
