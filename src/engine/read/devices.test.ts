/** Where members meet: what is announced on and listened to follows from epochs, and from no clock. */

import { beforeEach, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import {
  asIdentity,
  type EpochId,
  type EventId,
  type GroupId,
  type NetworkId,
  type PeerId,
  type Timestamp,
} from '../base/ids.ts'
import { createDatabase, type Database } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import { groupTable } from '../events/group/group.ts'
import { epochParentTable, epochTable } from '../events/group/group_epoch.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { inviteClosedTable } from '../events/identity/invite_closed.ts'
import { inviteLobbyTable } from '../events/identity/invite_lobby.ts'
import { networkTable } from '../events/identity/network.ts'
import { groupKeyTable } from '../events/local/group_key.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { appendToLog } from '../store/log.ts'
import { cut, inviteState, offChain, STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { answeredLobbies, meetingKeys } from './devices.ts'

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
    const logged = { plane: 1, kind: 1, form: 1, state: 'valid', reason: '', type: 'group_epoch' } as const
    appendToLog(tx, { event_id, recorded_at: T_MS, author, seq: n, created_at, bytes: new Uint8Array(), ...logged })
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
  const ofGroups = [groupTable, epochTable, epochParentTable, groupKeyTable]
  const tables = [networkTable, ...ofGroups, inviteTable, inviteLobbyTable, inviteClosedTable, inviteAcceptedTable]
  openSchema(driver, STORE_SQL, [...STORE_TABLES, ...tables])
  db = createDatabase(driver, () => undefined)
  db.transaction(SELF, (tx) => {
    tx.insert(networkTable.row({ event_id: 'network' as NetworkId as never, founder: FOUNDER, created_at: T_MS }))
    tx.insert(groupTable.row({ event_id: GROUP as never, scope: 'all', creator: FOUNDER, seq: 0 }))
  })
  epoch(1, FOUNDER, T_MS)
})

test('the root topic is of the founder’s first epoch, whatever others claim about when theirs were made', () => {
  epoch(2, MALLORY, 1)
  epoch(3, FOUNDER, T_MS - 1, [1])
  expect(places().root).toBe(1)
})

test('an epoch that somebody wrote for a place of the founder’s chain since it was cut is not the first', () => {
  epoch(0, FOUNDER, 1)
  expect(places().root).toBe(0)
  db.transaction(SELF, (tx) => {
    const end = { event_id: 'removal' as EventId, peer_id: FOUNDER, plane: 1, count: 2 }
    tx.insert(cut.row(end))
    tx.insert(offChain.row({ event_id: 'epoch 0' as EventId, is_proven: 1 }))
  })
  expect(places().root).toBe(1)
})

test('one lobby of each invite is answered at, first of those nobody has ended, and of no more than 64', () => {
  const author = { recorded_at: T_MS, author: MALLORY, created_at: T_MS, bytes: new Uint8Array() }
  const logged = { plane: 1, kind: 3, form: 1, state: 'valid', reason: '', type: 'invite_lobby' } as const
  const invite = (name: string, created_at: number) =>
    inviteTable.row({
      event_id: name as EventId<'invite'>,
      author: MALLORY,
      invite_pk: '',
      created_at,
      expires_at: T_MS + 1,
      max_uses: 1,
    })
  db.transaction(SELF, (tx) => {
    let seq = 0
    const lobby = (invite_id: string, byte: number) => {
      const event_id = `lobby ${seq}` as EventId
      appendToLog(tx, { event_id, seq: seq++, ...author, ...logged })
      const lobby_key = new Uint8Array(32).fill(byte)
      tx.insert(inviteLobbyTable.row({ event_id, invite_id: invite_id as EventId<'invite'>, lobby_key }))
    }
    tx.insert(invite('old', T_MS))
    tx.insert(inviteState.row({ event_id: 'old' as EventId, state: 'open', revoked: 0 }))
    for (const byte of [1, 2, 3]) lobby('old', byte)
    for (let n = 0; n < 100; n++) {
      tx.insert(invite(`used ${n}`, T_MS + 1 + n))
      tx.insert(
        inviteState.row({ event_id: `used ${n}` as EventId, state: n % 2 === 0 ? 'closed' : 'void', revoked: 0 }),
      )
      lobby(`used ${n}`, 9)
    }
  })
  const answered = () => answeredLobbies(db.read(SELF), T_MS as Timestamp).map((key) => key[0])
  expect(answered()).toEqual([1, ...Array.from({ length: 63 }, () => 9)])
  // Whoever has stolen the device of its maker forks its chain below the lobby: that moves nobody.
  db.transaction(SELF, (tx) => {
    tx.insert(cut.row({ event_id: 'removal' as EventId, peer_id: MALLORY, plane: 1, count: 1_000 }))
    tx.insert(offChain.row({ event_id: 'lobby 0' as EventId, is_proven: 1 }))
  })
  expect(answered()[0]).toBe(2)
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
