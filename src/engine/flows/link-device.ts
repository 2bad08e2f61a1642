/**
 * Linking a further device of a person: an existing one opens a lobby and shows its code, the new one
 * knocks there, both show six digits, and on confirmation the existing one writes `device_link`. What
 * happens between the two ends of the lobby's link is in `device/linking.ts`.
 */

import { EngineError } from '../base/errors.ts'
import { type EventId, idBytes, type PeerId, type PersonId, type Timestamp } from '../base/ids.ts'
import { sign } from '../crypto/sign.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext, Me } from '../events/event-module.ts'
import { deviceLinkMessage, deviceLinkShape } from '../events/identity/device_link.ts'
import { deviceCompletedShape, deviceCompletedTable } from '../events/local/device_completed.ts'
import { deviceRequestedShape, deviceRequestedTable } from '../events/local/device_requested.ts'
import { ownMembership } from '../events/own-membership.ts'
import { signingSeed } from '../seal/keys.ts'
import { device, deviceLobby, introduction, linkedLobby, standing } from '../store/tables.ts'
import { type DeviceCode, encodeDeviceCode, LOBBY_KEY_BYTES } from './device-code.ts'
import { type NewDevice, publishPrekeys, recordDevice } from './new-device.ts'

/** A lobby is answered this long; after a confirmation this long again, should the link break just then. */
export const LOBBY_MS = 10 * 60 * 1000

export interface OpenLobby {
  /** Fragment of the code, to be put after the application's address: `#d=1.…`. For a QR code, or to paste. */
  readonly code: string
  readonly expires_at: number
}

function closeLobby(tx: Tx): void {
  for (const { name } of [deviceLobby, introduction]) {
    tx.unsafe.run(name, `DELETE FROM ${name} WHERE recorded_by = ?`, [tx.identity])
  }
}

function keepLobby(tx: Tx, me: Me, lobby_key: Uint8Array, newcomers: number, t_ms: Timestamp): number {
  const expires_at = t_ms + LOBBY_MS
  tx.insert(deviceLobby.row({ event_id: me.peer_id, lobby_key, expires_at, newcomers }))
  return expires_at
}

/** Whose this device is. @throws EngineError `not_permitted` for an identity that is no member */
function ownPerson(db: SafeDb, me: Me): PersonId {
  const own = ownMembership(db, me)
  const row = db.first<{ person_id: PersonId }>(sql`SELECT person_id FROM ${device} WHERE event_id = ${own}`)
  if (row === undefined) throw new EngineError('not_permitted')
  return row.person_id
}

/** Opens a lobby in place of any other. @throws EngineError `not_permitted` */
export function openLobby(context: CommandContext, tx: Tx): OpenLobby {
  const { db, me, random, t_ms } = context
  const person = ownPerson(db, me)
  const lobby_key = random.bytes(LOBBY_KEY_BYTES)
  closeLobby(tx)
  const expires_at = keepLobby(tx, me, lobby_key, 0, t_ms)
  return { code: encodeDeviceCode({ lobby_key, network_id: me.network_id, host: me.peer_id, person }), expires_at }
}

/**
 * Links the device whose digits were compared; one that is linked already stays so.
 * @throws EngineError `no_newcomer` when it is not in the lobby (any more)
 */
export function confirmDevice(context: CommandContext, tx: Tx, new_peer: PeerId): EventId<'device_link'> {
  const { db, me, t_ms } = context
  const person = ownPerson(db, me)
  const linked = db.first<{ event_id: EventId<'device_link'> }>(sql`
    SELECT event_id FROM ${standing} WHERE peer_id = ${new_peer} AND person_id = ${person}`)
  if (linked !== undefined) return linked.event_id
  const row = db.first<{ consent: Uint8Array; lobby_key: Uint8Array; newcomers: number }>(sql`
    SELECT n.consent, l.lobby_key, l.newcomers FROM ${introduction} n JOIN ${deviceLobby} l ON l.expires_at > ${t_ms}
    WHERE n.event_id = ${new_peer} AND n.digits <> ''`)
  if (row === undefined) throw new EngineError('no_newcomer')
  const link = context.author(deviceLinkShape, {
    auth: ownMembership(db, me),
    person,
    new_peer,
    consent: row.consent,
    recovery: undefined,
  })
  tx.unsafe.run(deviceLobby.name, `DELETE FROM ${deviceLobby.name} WHERE recorded_by = ?`, [tx.identity])
  keepLobby(tx, me, row.lobby_key, row.newcomers, t_ms)
  tx.insert(linkedLobby.row({ event_id: new_peer, lobby_key: row.lobby_key }))
  return link
}

/** Ends the lobby: whoever is in it is told. */
export function refuseDevice(tx: Tx): void {
  closeLobby(tx)
}

/** The new device's part: its keys, and where it knocks. */
export function requestDevice(context: CommandContext, made: NewDevice, code: DeviceCode, persona: string): void {
  recordDevice(context, { signing: made.signing }, persona) // the recovery key stays on the first device
  const { lobby_key, network_id, host, person } = code
  context.local(deviceRequestedShape, { network_id, lobby_key, host, person })
}

/** What the new device signs: it, and nobody else, is to be linked to this person by that device. */
export function consentTo(db: SafeDb, me: Me, person: PersonId, host: PeerId): Uint8Array {
  return sign(signingSeed(db), deviceLinkMessage(me.network_id, person, idBytes(host), me.peer_id))
}

/** The link this device had asked for, while its prekeys have not been published. */
function linkToComplete(db: SafeDb, me: Me): EventId<'device_link'> | undefined {
  return db.first<{ event_id: EventId<'device_link'> }>(sql`
    SELECT d.event_id FROM ${deviceRequestedTable} r JOIN ${device} d ON d.person_id = r.person_id
    WHERE d.peer_id = ${me.peer_id} AND NOT EXISTS (SELECT 1 FROM ${deviceCompletedTable}) LIMIT 1`)?.event_id
}

export function isToComplete(db: SafeDb, me: Me): boolean {
  return linkToComplete(db, me) !== undefined
}

/** A device that was just linked publishes its prekeys, so that others can wrap keys for it. Does nothing else, or twice. */
export function completeLinking(context: CommandContext): void {
  const link = linkToComplete(context.db, context.me)
  if (link === undefined) return
  context.local(deviceCompletedShape, { link })
  publishPrekeys(context, link)
}
