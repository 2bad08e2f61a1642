/** What a receipt may speak of: every body held here, and no husk that nobody has explained. */

import { beforeEach, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { asIdentity, asTimestamp, type EventId, type NetworkId } from '../base/ids.ts'
import { createLog } from '../base/log.ts'
import { ENVELOPE_VERSION, KIND_CONTENT } from '../crypto/envelope.ts'
import { signEvent } from '../crypto/event-signature.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import { createDatabase, type Database } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import { registry } from '../events/registry.ts'
import { createBodyChanges } from '../pipeline/body-changes.ts'
import { type Verified, verifyEventSync } from '../pipeline/verify.ts'
import { closeGap, openGap } from '../store/husks.ts'
import { appendToLog } from '../store/log.ts'
import { STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { createIdentityRuntime, type IdentityRuntime } from './identity-runtime.ts'

const SELF = asIdentity(1)
const NETWORK = 'aa'.repeat(32) as NetworkId
const T_MS = asTimestamp(1_767_225_600_000)
const author = signingKeyFromSeed(new Uint8Array(32).fill(1))
const random = { bytes: (length: number) => new Uint8Array(length) }

/** One author's content chain, places 0 to 3. */
const chain: readonly Verified[] = [0, 1, 2, 3].map((seq) => {
  const where = { kind: KIND_CONTENT, author: author.publicKey, seq, prev: new Uint8Array(32), created_at: T_MS + seq }
  const sealing = { body_len: 80, epoch_id: new Uint8Array(32), nonce: new Uint8Array(24) }
  const bytes = signEvent(
    author.seed,
    new Uint8Array(32).fill(0xaa),
    { version: ENVELOPE_VERSION, ...where, ...sealing },
    new Uint8Array(80),
  )
  const result = verifyEventSync(NETWORK, bytes)
  if (!result.ok) throw new Error(result.reason)
  return result.event
})
const at = (seq: number) => {
  const event = chain[seq]
  if (event === undefined) throw new Error('a place of the chain')
  return event
}

let db: Database

/** The chain is in the log, but for these places, which are not. */
function recordAllBut(...absent: readonly number[]): void {
  db.transaction(SELF, (tx) => {
    for (const { id, author: peer, plane, envelope } of chain) {
      const { kind, seq, created_at } = envelope.header
      if (absent.includes(seq)) continue
      const place = { event_id: id, recorded_at: T_MS, plane, kind, author: peer, seq, created_at }
      appendToLog(tx, { ...place, form: envelope.form, state: 'valid', reason: '', type: 'm', bytes: envelope.bytes })
    }
  })
}

const start = (): IdentityRuntime => {
  const me = { identity: SELF, peer_id: at(0).author, network_id: NETWORK, siblings: [] }
  return createIdentityRuntime(db.wide, me, registry, random, createLog({ write: () => undefined }))
}

const held = (runtime: IdentityRuntime) =>
  [...runtime.ranges().longest(8).values()].flat().map(({ first, last }) => `${first}-${last}`)

const changes = (opened: readonly EventId[], closed: readonly number[] = []) => ({
  ...createBodyChanges(),
  opened: new Set(opened),
  closed: closed.map((seq) => ({ author: at(0).author, seq })),
})

beforeEach(async () => {
  const driver = await openNodeSql()
  openSchema(driver, STORE_SQL, [...STORE_TABLES, ...[...registry.values()].flatMap((module) => module.tables)])
  db = createDatabase(driver, () => undefined)
})

test('what is stored is held, also after a restart', () => {
  recordAllBut(2)
  const runtime = start()
  expect(held(runtime)).toEqual(['0-1', '3-3'])
  runtime.stored([at(2)], changes([]))
  expect(held(runtime)).toEqual(['0-3'])
  recordAllBut(0, 1, 3)
  expect(held(start())).toEqual(['0-3'])
})

test('a husk that comes as a gap is not held, until its body has come', () => {
  recordAllBut(2)
  const runtime = start()
  expect(held(runtime)).toEqual(['0-1', '3-3'])
  db.transaction(SELF, (tx) => openGap(tx, at(2).id))
  recordAllBut(0, 1, 3)
  runtime.stored([at(2)], changes([at(2).id]))
  expect(held(runtime)).toEqual(['0-1', '3-3'])
  expect(held(start())).toEqual(['0-1', '3-3'])
  db.transaction(SELF, (tx) => closeGap(tx, at(2).id))
  runtime.stored([], changes([], [2]))
  expect(held(runtime)).toEqual(['0-3'])
  expect(held(start())).toEqual(['0-3'])
})

test('what was held and becomes a gap is held no longer', () => {
  recordAllBut()
  const runtime = start()
  expect(held(runtime)).toEqual(['0-3'])
  db.transaction(SELF, (tx) => openGap(tx, at(1).id))
  runtime.stored([], changes([at(1).id]))
  expect(held(runtime)).toEqual(['0-0', '2-3'])
})
