/**
 * Branded identifiers. Ids are 32 bytes on the wire and 64 lower-case hexadecimal characters
 * everywhere else: they are map keys, SQL text and message-port data without conversion, and their
 * order is the byte order.
 */

import { fromHex, toHex } from './bytes.ts'
import { assert } from './errors.ts'

declare const brand: unique symbol
declare const eventType: unique symbol

type Branded<Base, Name extends string> = Base & { readonly [brand]: Name }

/** The id of an event; `EventId<'channel'>` is not an `EventId<'message'>`, both are an `EventId`. */
export type EventId<Type extends string = string> = string & {
  readonly [brand]: 'event_id'
  readonly [eventType]: Type
}

/** A device: its Ed25519 public key (I6). */
export type PeerId = Branded<string, 'peer_id'>
/** A person: the hex of their first device's peer id, so it is unique whatever links they joined by. */
export type PersonId = Branded<string, 'person_id'>
export type NetworkId = EventId<'network'>
export type GroupId = EventId<'group'>
export type EpochId = EventId<'group_epoch'>

/** The first 8 bytes of an event's id, as 16 hexadecimal characters: what an announcement says. */
export type ShortId = Branded<string, 'short_id'>
export const SHORT_ID_BYTES = 8

/** SHA-256 commitment to a group key (I9). */
export type KeyId = Branded<string, 'key_id'>

/** Local number of one identity of this device: the `recorded_by` of its rows. Never on the wire. */
export type IdentityId = Branded<number, 'identity'>

/** Local name of one connection to another device. Never on the wire. */
export type LinkId = Branded<string, 'link'>

/** Names one call of a command, so that a retry never acts twice (I17). */
export type CommandId = Branded<string, 'command'>

/** Milliseconds since the Unix epoch, as told by the host. */
export type Timestamp = Branded<number, 't_ms'>

export const ID_BYTES = 32

export function isId(text: string): boolean {
  return text.length === 2 * ID_BYTES && fromHex(text) !== undefined
}

/** 32 bytes → id. The caller has checked the length: wire decoders do, before they get here. */
export function idFromBytes<Id extends string>(bytes: Uint8Array): Id {
  assert(bytes.length === ID_BYTES, 'an id is 32 bytes')
  return toHex(bytes) as Id
}

export function shortIdOf(id: EventId): ShortId {
  return id.slice(0, 2 * SHORT_ID_BYTES) as ShortId
}

/** 8 bytes → short id. The caller has checked the length. */
export function shortIdFromBytes(bytes: Uint8Array): ShortId {
  assert(bytes.length === SHORT_ID_BYTES, 'a short id is 8 bytes')
  return toHex(bytes) as ShortId
}

export function shortIdBytes(id: ShortId): Uint8Array {
  const bytes = fromHex(id)
  assert(bytes !== undefined && bytes.length === SHORT_ID_BYTES, 'a short id is 16 hexadecimal characters')
  return bytes
}

export function idBytes(id: string): Uint8Array {
  const bytes = fromHex(id)
  assert(bytes !== undefined && bytes.length === ID_BYTES, 'an id is 64 hexadecimal characters')
  return bytes
}

/** The person whose first device this is. */
export const personOfFirst = (peer: PeerId): PersonId => peer as string as PersonId
export const firstDeviceOf = (person: PersonId): PeerId => person as string as PeerId
export const asTimestamp = (t_ms: number): Timestamp => t_ms as Timestamp
export const asIdentity = (number: number): IdentityId => number as IdentityId
export const asLinkId = (name: string): LinkId => name as LinkId
export const asCommandId = (name: string): CommandId => name as CommandId
