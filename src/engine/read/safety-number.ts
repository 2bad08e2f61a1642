/**
 * safety.number: what two people compare to know that they mean the same devices of each other.
 *
 * ```
 * side   = SHA-256("sotto/v1/safety" ‖ 0 ‖ network ‖ 1 ‖ person 32 ‖ devices, sorted, 32 each)
 * number = HKDF-SHA256(smaller side ‖ greater side, "sotto/v1/safety" ‖ 0 ‖ network ‖ 2), 60 bytes, in 12 parts
 *          of 5, each modulo 100,000
 * ```
 *
 * It names devices, not people alone: a device that somebody slipped in changes it, at the price that one
 * linked in good faith does too.
 */

import { compareBytes, concatBytes, EMPTY_BYTES } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import { idBytes, type NetworkId, type PeerId, type PersonId } from '../base/ids.ts'
import { domain } from '../crypto/domains.ts'
import { domainHash } from '../crypto/hash.ts'
import { hkdf } from '../crypto/kdf.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me } from '../events/event-module.ts'
import { standing } from '../store/tables.ts'
import { ownPerson } from './person-devices.ts'

const SIDE = Uint8Array.of(1)
const NUMBER = Uint8Array.of(2)
const PARTS = 12
const PART_BYTES = 5
const PART_DIGITS = 5

export interface PersonDevices {
  readonly person_id: PersonId
  readonly devices: readonly PeerId[]
}

function sideOf(network: Uint8Array, { person_id, devices }: PersonDevices): Uint8Array {
  const sorted = [...new Set(devices)].sort().map(idBytes)
  return domainHash('safety', network, SIDE, idBytes(person_id), ...sorted)
}

/** 12 groups of five digits, the same from either side; another one when either side links or loses a device. */
export function safetyNumberOf(network_id: NetworkId, one: PersonDevices, other: PersonDevices): string {
  const network = idBytes(network_id)
  const sides = [sideOf(network, one), sideOf(network, other)].sort(compareBytes)
  const info = concatBytes(domain('safety', network), NUMBER)
  const bytes = hkdf(concatBytes(...sides), EMPTY_BYTES, info, PARTS * PART_BYTES)
  const parts = Array.from({ length: PARTS }, (_, i) => {
    const part = bytes.subarray(i * PART_BYTES, (i + 1) * PART_BYTES)
    const number = part.reduce((sum, byte) => sum * 256 + byte, 0) % 10 ** PART_DIGITS
    return String(number).padStart(PART_DIGITS, '0')
  })
  return parts.join(' ')
}

function devicesOf(db: SafeDb, person_id: PersonId): PersonDevices {
  const rows = db.all<{ peer_id: PeerId }>(sql`SELECT DISTINCT peer_id FROM ${standing} WHERE person_id = ${person_id}`)
  return { person_id, devices: rows.map((row) => row.peer_id) }
}

/** @throws EngineError `unknown_person` where either is no member now */
export function safetyNumber(db: SafeDb, me: Me, person: PersonId): string {
  const mine = ownPerson(db, me)
  const [one, other] = [mine === undefined ? undefined : devicesOf(db, mine), devicesOf(db, person)]
  if (one === undefined || one.devices.length === 0 || other.devices.length === 0)
    throw new EngineError('unknown_person')
  return safetyNumberOf(me.network_id, one, other)
}
