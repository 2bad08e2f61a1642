/**
 * key.health: the devices this one shares groups with by the epochs of those groups: which lacks which
 * key, and who could give it.
 */

import { pushTo } from '../base/groups.ts'
import type { EpochId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { entitled } from '../events/entitled.ts'
import type { Me } from '../events/event-module.ts'
import { epochTable } from '../events/group/group_epoch.ts'
import { currentProfiles } from '../events/identity/profile.ts'
import { epochsOfNobody } from '../events/waiting.ts'
import { goodKeys } from '../seal/keys.ts'
import { type KeyHolder, keyHolders } from './key-holders.ts'

export interface KeyLack {
  readonly epoch_id: EpochId
  readonly group_id: GroupId
  /** When the epoch was made, by its author's clock. */
  readonly made_at: number
  readonly suppliers: readonly KeyHolder[]
}

export interface KeyHealthRow extends KeyHolder {
  readonly person_id: PersonId
  readonly is_this: boolean
  /** Keys it is entitled to, as far as this device may know. */
  readonly epochs: number
  /** How many of these it does not have: of others, as far as known here. */
  readonly lacking: number
  /** The newest of these, at most 32. */
  readonly lacks: readonly KeyLack[]
}

const MAX_LACKS = 32

/** This device first, then those that lack most. */
export function keyHealthRows(db: SafeDb, me: Me, isConnected: (peer: PeerId) => boolean): readonly KeyHealthRow[] {
  const devices = db.all<{ peer_id: PeerId; person_id: PersonId; name: string; group_id: GroupId }>(sql`
    SELECT e.peer_id, e.person_id, e.group_id, coalesce(p.name, '') AS name
    FROM (${entitled}) e LEFT JOIN (${currentProfiles}) p ON p.peer_id = e.peer_id
    WHERE e.group_id IN (SELECT group_id FROM (${entitled}) WHERE peer_id = ${me.peer_id})`)
  const epochs = db.all<{ epoch_id: EpochId; group_id: GroupId; made_at: number; held: number }>(sql`
    SELECT event_id AS epoch_id, group_id, created_at AS made_at,
      event_id IN (SELECT epoch_id FROM (${goodKeys})) AS held
    FROM ${epochTable} WHERE event_id NOT IN (${epochsOfNobody}) ORDER BY created_at DESC, event_id`)
  const epochIds = epochs.map(({ epoch_id }) => epoch_id)
  const holders = keyHolders(db, epochIds, isConnected)
  const groupsOf = new Map<PeerId, GroupId[]>()
  for (const { peer_id, group_id } of devices) pushTo(groupsOf, peer_id, group_id)

  const rowOf = ({ group_id: _one, ...device }: (typeof devices)[number]): KeyHealthRow => {
    const is_this = device.peer_id === me.peer_id
    const own = epochs.filter(({ group_id }) => groupsOf.get(device.peer_id)?.includes(group_id) === true)
    const lacked = own.filter(({ epoch_id, held }) =>
      is_this ? held === 0 : !holders.isKnownToHold(epoch_id, device.peer_id),
    )
    const lacks = lacked.slice(0, MAX_LACKS).map(({ held: _held, ...epoch }) => ({
      ...epoch,
      suppliers: holders.suppliersOf(epoch.epoch_id, device.peer_id),
    }))
    const connected = isConnected(device.peer_id)
    return { ...device, is_this, connected, epochs: own.length, lacking: lacked.length, lacks }
  }

  const firsts = new Map(devices.map((device) => [device.peer_id, device]))
  return [...firsts.values()]
    .map(rowOf)
    .toSorted(
      (a, b) => Number(b.is_this) - Number(a.is_this) || b.lacking - a.lacking || (a.peer_id < b.peer_id ? -1 : 1),
    )
}
