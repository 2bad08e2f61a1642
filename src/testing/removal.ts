/**
 * Removals by hand, as an admin's own software would write them, and what somebody who was removed can
 * still open with all they have. Owns nothing.
 */

import type { EventId, NetworkId, PersonId } from '../engine/api.ts'
import { idFromBytes } from '../engine/base/ids.ts'
import { isSealedKind, parseEnvelope } from '../engine/crypto/envelope.ts'
import { contentKey, openBody } from '../engine/seal/content.ts'
import { cutOf } from './cuts.ts'
import { type EpochKey, epochKeysOf, type Forged, type Hand, membershipOf } from './forge.ts'
import { holderOf } from './link-holder.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

/** The founder's hand removes a person of one device. */
export async function founderRemoves(
  hand: Hand,
  founder: Member,
  whom: Member,
  knows: Member,
): Promise<Forged<'user_removed'>> {
  const { peer_id } = await whom.row()
  const { network_id } = await founder.row()
  return hand.writes(shapes.user_removed, {
    auth: membershipOf(founder),
    right: network_id as EventId<'network'>,
    person: peer_id as string as PersonId,
    cuts: [cutOf(knows, peer_id)],
  })
}

/** Every epoch key in this device's state, whoever gave it, and those inside links. */
export function allKeysOf(member: Member, links: readonly string[] = []): readonly EpochKey[] {
  return [...epochKeysOf(member), ...links.map((link) => holderOf(link).epoch)]
}

/** Which of these sealed events open under any of these keys, whatever epoch they name. */
export function openedBy(
  network: NetworkId,
  keys: readonly EpochKey[],
  events: readonly Uint8Array[],
): readonly EventId[] {
  const contentKeys = keys.map(({ key }) => contentKey(network, key))
  return events.flatMap((bytes) => {
    const envelope = parseEnvelope(bytes)
    if (typeof envelope === 'string' || !isSealedKind(envelope.header.kind)) return []
    const { header, headerBytes, body } = envelope
    const { nonce } = header
    if (nonce === undefined || body === undefined) return []
    const isOpen = contentKeys.some((key) => openBody(key, nonce, headerBytes, body) !== undefined)
    return isOpen ? [idFromBytes<EventId>(header.author)] : []
  })
}

/** The people this member knows to have been taken out of a group, or to have left it. */
export function removedFromGroups(member: Member): readonly PersonId[] {
  const rows = member.device.sql.all(
    `SELECT DISTINCT person_id FROM group_member_removed r WHERE recorded_by = ?1
      AND NOT EXISTS (SELECT 1 FROM void_act v WHERE v.recorded_by = ?1 AND v.event_id = r.event_id)`,
    [member.identity()],
  )
  return rows.map(({ person_id }) => person_id as PersonId)
}
