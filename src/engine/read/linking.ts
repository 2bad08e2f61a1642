/**
 * device.linking: how far the linking of a new device has come, at either end. And what links ask of the
 * tables about it: where to knock, and which lobby to answer.
 */

import type { PeerId, PersonId, Timestamp } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { findAllMembersGroup } from '../events/group/group.ts'
import { deviceRequestedTable } from '../events/local/device_requested.ts'
import { heldEpochs } from '../seal/epochs.ts'
import { device, deviceLobby, introduction, linkedLobby, standing } from '../store/tables.ts'

export interface LinkingRow {
  /** Of this device: it waits to be linked, or lets another one in. */
  readonly side: 'new' | 'existing'
  /** `waiting`: for the other device. `comparing`: the digits are on both screens. `refused`: the existing one ended it. */
  readonly state: 'waiting' | 'comparing' | 'linked' | 'refused'
  /** The device at the other end; what a confirmation names. */
  readonly peer_id?: PeerId
  /** Six of them; shown while they are to be compared. */
  readonly digits?: string
  /** When the existing device stops answering. */
  readonly expires_at?: number
}

interface Other {
  readonly peer_id: PeerId
  readonly digits: string
  readonly is_refused: number
}

function otherDevice(db: SafeDb): Other | undefined {
  return db.first<Other>(sql`SELECT event_id AS peer_id, digits, is_refused FROM ${introduction} LIMIT 1`)
}

const shown = ({ peer_id, digits }: Other) => (digits === '' ? { peer_id } : { peer_id, digits })

/** A device that holds a key of everybody's finds the others without a lobby. */
function meetsNobody(db: SafeDb): boolean {
  const group = findAllMembersGroup(db)
  return group === undefined || heldEpochs(db, group).length === 0
}

function isRequested(db: SafeDb): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${deviceRequestedTable}`) !== undefined && meetsNobody(db)
}

function ofNewDevice(db: SafeDb, me: Me): LinkingRow {
  const isLinked = db.first(sql`SELECT 1 AS yes FROM ${device} WHERE peer_id = ${me.peer_id}`) !== undefined
  if (isLinked) return { side: 'new', state: 'linked' }
  const other = otherDevice(db)
  if (other === undefined) return { side: 'new', state: 'waiting' }
  if (other.is_refused === 1) return { side: 'new', state: 'refused', peer_id: other.peer_id }
  return { side: 'new', state: other.digits === '' ? 'waiting' : 'comparing', ...shown(other) }
}

/** `null` when nothing is going on. */
export function linkingRow(db: SafeDb, me: Me, t_ms: Timestamp): LinkingRow | null {
  if (isRequested(db)) return ofNewDevice(db, me)
  const lobby = hostedLobby(db, t_ms)
  if (lobby === undefined) return null
  const { expires_at } = lobby
  const other = otherDevice(db)
  if (other === undefined) return { side: 'existing', state: 'waiting', expires_at }
  const isLinked = db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE peer_id = ${other.peer_id}`) !== undefined
  if (isLinked) return { side: 'existing', state: 'linked', peer_id: other.peer_id, expires_at }
  return { side: 'existing', state: other.digits === '' ? 'waiting' : 'comparing', ...shown(other), expires_at }
}

export interface RequestedLobby {
  readonly lobby_key: Uint8Array
  readonly host: PeerId
  readonly person_id: PersonId
}

/** Where this device knocks to be linked: until it is refused, or holds a key to meet others by. */
export function requestedLobby(db: SafeDb): RequestedLobby | undefined {
  const requested = db.first<RequestedLobby>(sql`SELECT lobby_key, host, person_id FROM ${deviceRequestedTable}
    WHERE NOT EXISTS (SELECT 1 FROM ${introduction} WHERE is_refused = 1)`)
  return requested !== undefined && meetsNobody(db) ? requested : undefined
}

export interface HostedLobby {
  readonly lobby_key: Uint8Array
  readonly expires_at: number
  /** How many devices have been introduced in it. */
  readonly newcomers: number
}

/** The lobby this device answers now. */
export function hostedLobby(db: SafeDb, t_ms: Timestamp): HostedLobby | undefined {
  return db.first<HostedLobby>(
    sql`SELECT lobby_key, expires_at, newcomers FROM ${deviceLobby} WHERE expires_at > ${t_ms}`,
  )
}

/** Where devices that were linked here knock while they have no key to meet others by. */
export function lobbiesOfLinked(db: SafeDb): readonly Uint8Array[] {
  return db
    .all<{ lobby_key: Uint8Array }>(sql`
      SELECT lobby_key FROM ${linkedLobby} WHERE event_id IN (SELECT peer_id FROM ${standing}) ORDER BY event_id`)
    .map((row) => row.lobby_key)
}
