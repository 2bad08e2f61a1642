/** When a prekey is due, when others are known to have it, and when a secret may go. */

import { beforeEach, describe, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { asIdentity, asTimestamp, type EventId, type PeerId } from '../base/ids.ts'
import { createDatabase, type Database } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { prekeySecretTable } from '../events/local/prekey_secret.ts'
import { STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { notePrekeysKnown, prekeysDue, prekeysNewlyKnown, secretsToForget } from './prekeys.ts'

const SELF = asIdentity(1)
const ME = 'aa'.repeat(32) as PeerId
const OTHER = 'bb'.repeat(32) as PeerId
const DAY_MS = 24 * 60 * 60 * 1000
const day = (n: number) => asTimestamp(1_767_225_600_000 + n * DAY_MS)
const publication = (rotation: number) => `publication ${rotation}` as EventId
const secret = (rotation: number) => `secret ${rotation}` as EventId

let db: Database

/** Published on these days, by rotation. */
function publishes(days: readonly number[], peer_id = ME): void {
  db.transaction(SELF, (tx) => {
    for (const [rotation, n] of days.entries()) {
      const bytes = { key: new Uint8Array(32), prekey_id: '00'.repeat(8) }
      const event_id = (peer_id === ME ? publication(rotation) : `of another ${rotation}`) as EventId
      for (const namespace of ['transit', 'group'] as const) {
        if (namespace === 'transit' && rotation > 0) continue // one event publishes both first ones
        tx.insert(
          prekeyTable.row({ event_id, peer_id, namespace, rotation, ...bytes, created_at: day(n), expires_at: 0 }),
        )
      }
      if (peer_id !== ME) continue
      const kept = { event_id: secret(rotation), namespace: 'group', rotation }
      tx.insert(prekeySecretTable.row({ ...kept, prekey_id: new Uint8Array(8), secret: new Uint8Array(32) }))
    }
  })
}

const known = (rotations: readonly number[], n: number) =>
  db.transaction(SELF, (tx) => notePrekeysKnown(tx, rotations.map(publication), day(n)))

beforeEach(async () => {
  const driver = await openNodeSql()
  openSchema(driver, STORE_SQL, [...STORE_TABLES, prekeyTable, prekeySecretTable])
  db = createDatabase(driver, () => undefined)
})

describe('a prekey', () => {
  test('is due thirty days after the newest of its series, whatever others publish', () => {
    publishes([0, 40])
    publishes([60], OTHER)
    expect(prekeysDue(db.read(SELF), ME, day(29))).toEqual([])
    expect(prekeysDue(db.read(SELF), ME, day(69))).toEqual(['transit'])
    expect(prekeysDue(db.read(SELF), ME, day(70))).toEqual(['transit', 'group'])
  })

  test('is known to others from a comparison that began after its publication, and once', () => {
    publishes([0, 30])
    expect(prekeysNewlyKnown(db.read(SELF), ME, 0)).toEqual([])
    expect(prekeysNewlyKnown(db.read(SELF), ME, day(29))).toEqual([publication(0)])
    expect(prekeysNewlyKnown(db.read(SELF), ME, day(31))).toEqual([publication(0), publication(1)])
    known([0], 31)
    expect(prekeysNewlyKnown(db.read(SELF), ME, day(31))).toEqual([publication(1)])
  })
})

describe('a secret', () => {
  test('goes ninety days after a successor is known, and the first never', () => {
    publishes([0, 30, 60])
    expect(secretsToForget(db.read(SELF), ME, day(900))).toEqual([])
    known([0, 1, 2], 61)
    expect(secretsToForget(db.read(SELF), ME, day(150))).toEqual([])
    expect(secretsToForget(db.read(SELF), ME, day(151))).toEqual([secret(1)])
  })

  test('goes with a later successor than the next, and not by its own publication', () => {
    publishes([0, 30, 60, 90])
    known([1, 3], 91)
    expect(secretsToForget(db.read(SELF), ME, day(200))).toEqual([secret(1), secret(2)])
  })
})
