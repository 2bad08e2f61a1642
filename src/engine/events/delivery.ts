/**
 * On how many devices an own message is: of those that may read it, as they say themselves (receipts). An
 * observation: shown, never an input to anything. Queries only.
 */

import type { GroupId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import { have, standing } from '../store/tables.ts'
import { entitled } from './entitled.ts'
import type { Me } from './event-module.ts'
import { scopeOf } from './group/group.ts'
import { currentProfiles } from './identity/profile.ts'

/** Devices of others in the group: `on` have said that they durably hold it, of `of` there are. */
export interface Delivery {
  readonly on: number
  readonly of: number
}

/** Which devices hold one message, for the details of a delivery mark. */
export interface DeliveryDetail {
  readonly peer_id: PeerId
  readonly name: string
  readonly has: boolean
  /** When that device's newest statement was made; 0 when it never made one. */
  readonly said_at: number
}

interface HaveRow {
  readonly device: PeerId
  readonly first_seq: number
  readonly last_seq: number
  readonly said_at: number
}

/** Receipts about what this device said, by others that may read it. */
function receiptsFor(db: SafeDb, me: Me, group: GroupId): readonly HaveRow[] {
  return db.all<HaveRow>(sql`
    SELECT h.event_id AS device, h.first_seq, h.last_seq, h.said_at FROM ${have} h
    WHERE h.author = ${me.peer_id} AND h.event_id IN (${readersOf(db, me, group)})`)
}

/** For one group: on how many of the devices that may read it a message of this device is. */
export function deliveriesIn(db: SafeDb, me: Me, group: GroupId): (seq: number) => Delivery {
  const receipts = receiptsFor(db, me, group)
  const of = db.first<{ n: number }>(sql`SELECT count(*) AS n FROM (${readersOf(db, me, group)})`)?.n ?? 0
  return (seq) => {
    const holders = new Set(receipts.filter((receipt) => covers(receipt, seq)).map((receipt) => receipt.device))
    return { on: holders.size, of }
  }
}

function covers(row: HaveRow, seq: number): boolean {
  return row.first_seq <= seq && seq <= row.last_seq
}

/** Devices of the other members, this browser's own left out. */
export function othersOf(me: Me): Sql {
  return sql`SELECT DISTINCT peer_id FROM ${standing} WHERE peer_id <> ${me.peer_id}
    AND peer_id NOT IN (SELECT value FROM json_each(${JSON.stringify(me.siblings)}))`
}

/** Those of them whose people are in the group: the "of M" of a delivery mark. */
function readersOf(db: SafeDb, me: Me, group: GroupId): Sql {
  if (scopeOf(db, group) === 'all') return othersOf(me)
  return sql`${othersOf(me)} AND peer_id IN (SELECT peer_id FROM (${entitled}) WHERE group_id = ${group})`
}

/** The same by device, for the details of a mark. */
export function deliveryDetails(db: SafeDb, me: Me, group: GroupId, seq: number): readonly DeliveryDetail[] {
  const receipts = receiptsFor(db, me, group)
  return db
    .all<{ peer_id: PeerId; name: string }>(sql`
      SELECT o.peer_id, coalesce(p.name, '') AS name FROM (${readersOf(db, me, group)}) o
      LEFT JOIN (${currentProfiles}) p ON p.peer_id = o.peer_id ORDER BY name, o.peer_id`)
    .map((device) => {
      const said = receipts.filter((receipt) => receipt.device === device.peer_id)
      return {
        ...device,
        has: said.some((receipt) => covers(receipt, seq)),
        said_at: Math.max(0, ...said.map((receipt) => receipt.said_at)),
      }
    })
}
