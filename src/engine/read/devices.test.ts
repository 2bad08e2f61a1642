/** Where members meet: what is announced on and listened to follows from epochs, and from no clock. */

import { beforeEach, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { asIdentity, type EpochId, type EventId, type GroupId, type NetworkId, type PeerId } from '../base/ids.ts'
import { createDatabase, type Database } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import { groupTable } from '../events/group/group.ts'
import { epochParentTable, epochTable } from '../events/group/group_epoch.ts'
import { networkTable } from '../events/identity/network.ts'
import { groupKeyTable } from '../events/local/group_key.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { meetingKeys } from './devices.ts'

const SELF = asIdentity(1)
const FOUNDER = 'aa'.repeat(32) as PeerId
const MALLORY = 'bb'.repeat(32) as PeerId
const GROUP = 'group' as GroupId
const T_MS = 1_767_225_600_000
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

let db: Database

/** An epoch whose key is `n` times a byte, after those named. */
function epoch(n: number, author: PeerId, created_at: number, parents: readonly number[] = []): void {
  const [event_id, key_id] = [`epoch ${n}` as EventId, `key ${n}`]
  db.transaction(SELF, (tx) => {
    tx.insert(epochTable.row({ event_id, group_id: GROUP, author, created_at, key_id }))
    for (const parent of parents) {
      tx.insert(epochParentTable.row({ event_id, parent_id: `epoch ${parent}` as EventId }))
    }
    const key = new Uint8Array(32).fill(n)
    const held = { event_id: `held ${n}` as EventId, epoch_id: event_id as string as EpochId }
    tx.insert(groupKeyTable.row({ ...held, group_id: GROUP, key, key_id }))
  })
}

const places = () => {
  const { newest, root, fallback, listened } = meetingKeys(db.read(SELF))
  const first = (keys: readonly Uint8Array[]) => keys.map((key) => key[0])
  return { newest: newest?.[0], root: root?.[0], fallback: first(fallback), listened: first(listened) }
}

beforeEach(async () => {
  const driver = await openNodeSql()
  const tables = [networkTable, groupTable, epochTable, epochParentTable, groupKeyTable, inviteAcceptedTable]
  openSchema(driver, STORE_SQL, [...STORE_TABLES, ...tables])
  db = createDatabase(driver, () => undefined)
  db.transaction(SELF, (tx) => {
    tx.insert(networkTable.row({ event_id: 'network' as NetworkId as never, founder: FOUNDER, created_at: T_MS }))
    tx.insert(groupTable.row({ event_id: GROUP as never, scope: 'all', creator: FOUNDER, created_at: T_MS }))
  })
  epoch(1, FOUNDER, T_MS)
})

test('the root topic is of the founder’s first epoch, whatever others claim about when theirs were made', () => {
  epoch(2, MALLORY, 1)
  epoch(3, FOUNDER, T_MS + 1, [1])
  expect(places().root).toBe(1)
})

test('a member announces on the deepest epoch and listens on the 32 deepest', () => {
  for (let n = 2; n <= 40; n++) epoch(n, FOUNDER, T_MS + n, [n - 1])
  expect(places().newest).toBe(40)
  expect(places().listened).toEqual(Array.from({ length: 32 }, (_, i) => 40 - i))
})

test('no clock makes a device deaf: epochs of years ago and years ahead are listened to', () => {
  epoch(2, FOUNDER, T_MS - 5 * YEAR_MS, [1])
  epoch(3, FOUNDER, T_MS + 5 * YEAR_MS, [2])
  expect(places().listened).toEqual([3, 2, 1])
})

test('who is alone calls at the root, or, without its key, at every epoch they hold', () => {
  epoch(2, MALLORY, T_MS + 1, [1])
  epoch(3, MALLORY, T_MS + 2, [2])
  expect(places().fallback).toEqual([1])
  db.transaction(SELF, (tx) =>
    tx.unsafe.run(groupKeyTable.name, `DELETE FROM ${groupKeyTable.name} WHERE key_id = ?`, ['key 1']),
  )
  expect(places()).toEqual({ newest: 3, root: undefined, fallback: [3, 2], listened: [3, 2] })
})
