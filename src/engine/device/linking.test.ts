/** What a device's lobby takes from a newcomer: the opening it had committed to, and a consent to this very linking. */

import { beforeEach, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { concatBytes } from '../base/bytes.ts'
import {
  asIdentity,
  asLinkId,
  asTimestamp,
  idBytes,
  idFromBytes,
  type NetworkId,
  type PeerId,
  personOfFirst,
} from '../base/ids.ts'
import { sign, signingKeyFromSeed } from '../crypto/sign.ts'
import { createDatabase, type Database } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import { deviceLinkMessage } from '../events/identity/device_link.ts'
import { registry } from '../events/registry.ts'
import { device, deviceLobby, introduction, STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { commitmentTo } from '../transit/digits.ts'
import type { ConnectionsHost } from './connections-host.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { createLinking, type Linking } from './linking.ts'

const SELF = asIdentity(1)
const T_MS = asTimestamp(1_767_225_600_000)
const NETWORK = 'aa'.repeat(32) as NetworkId
const LOBBY = new Uint8Array(32).fill(5)
const LINK = asLinkId('link')
const ours = new Uint8Array(32).fill(6)
const theirs = new Uint8Array(32).fill(7)
const host = signingKeyFromSeed(new Uint8Array(32).fill(1))
const fresh = signingKeyFromSeed(new Uint8Array(32).fill(2))
const ME = idFromBytes<PeerId>(host.publicKey)
const NEW = idFromBytes<PeerId>(fresh.publicKey)

let db: Database
let linking: Linking

const shown = () => db.wide.all<{ digits: string }>(`SELECT digits FROM ${introduction.name}`).map((row) => row.digits)
const consentTo = (linker: PeerId, network = NETWORK, person = personOfFirst(ME)) =>
  sign(fresh.seed, deviceLinkMessage(network, person, idBytes(linker), NEW))

beforeEach(async () => {
  const driver = await openNodeSql()
  openSchema(driver, STORE_SQL, [...STORE_TABLES, ...[...registry.values()].flatMap((module) => module.tables)])
  db = createDatabase(driver, () => undefined)
  db.transaction(SELF, (tx) => {
    tx.insert(device.row({ event_id: ME, peer_id: ME, person_id: personOfFirst(ME) }))
    tx.insert(deviceLobby.row({ event_id: ME, lobby_key: LOBBY, expires_at: T_MS + 600_000, newcomers: 0 }))
  })
  const engine = { db, log: { info: () => undefined } } as unknown as ConnectionsHost
  const runtime = { me: { identity: SELF, peer_id: ME, network_id: NETWORK } } as unknown as IdentityRuntime
  linking = createLinking(engine, runtime)
  const own = { peer_id: ME, opening: ours }
  const other = { peer_id: NEW, commitment: commitmentTo(NETWORK, theirs) }
  linking.met(LINK, LOBBY, { network_id: NETWORK, role: 'responder', session: LOBBY, own, other }, T_MS)
})

test('a newcomer who opens its commitment and consents to this device is shown digits', () => {
  expect(shown()).toEqual([''])
  expect(linking.hear(LINK, concatBytes(theirs, consentTo(ME)), T_MS)).toBe(true)
  expect(shown()).toEqual([expect.stringMatching(/^\d{6}$/)])
})

test('no digits are shown of a consent that is to another device, in another community or for another person', () => {
  for (const consent of [
    consentTo(NEW),
    consentTo(ME, 'bb'.repeat(32) as NetworkId),
    consentTo(ME, NETWORK, personOfFirst(NEW)),
    new Uint8Array(64),
  ]) {
    expect(linking.hear(LINK, concatBytes(theirs, consent), T_MS)).toBe(false)
  }
  expect(shown()).toEqual([''])
})

test('no digits are shown of an opening that was not committed to, or of words of another length', () => {
  expect(linking.hear(LINK, concatBytes(ours, consentTo(ME)), T_MS)).toBe(false)
  expect(linking.hear(LINK, theirs, T_MS)).toBe(false)
  expect(linking.hear(LINK, concatBytes(theirs, consentTo(ME), new Uint8Array(1)), T_MS)).toBe(false)
  expect(shown()).toEqual([''])
})
