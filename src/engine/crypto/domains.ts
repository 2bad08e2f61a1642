/**
 * Domain separation: the one table of labels. Every hash, MAC, KDF and signature of the protocol begins
 * with `label ‖ 0x00 ‖ network id where one exists`, so a value made for one purpose or community never
 * passes for another's. No other literal of this form exists in the engine; a test scans for them.
 *
 * A label is used either always with a network or never, so that the 32 bytes after the separator have
 * one reading. The root event of a network, which has no id yet, uses {@link NO_NETWORK}.
 */

import { concatBytes, utf8 } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'
import { ID_BYTES } from '../base/ids.ts'

export const LABELS = [
  'event', // signature of an event
  'id', // id of an event
  'local', // id of a local-only event, which nobody signs
  'content', // associated data and keys of sealed bodies
  'key-id', // commitment to a group key (I9)
  'wrap', // HPKE info of a wrapped group key
  'transit', // signature and transcript of the link handshake
  'transit-key', // keys of one link, from its handshake
  'invite', // signing key of an invite, from the link's secret
  'lobby', // key of the place where a joiner knocks, from the link's secret
  'link-wrap', // key of the sealed part of an invite, from the link's secret
  'link-checksum', // the four bytes that catch a mistyped link
  'invite-proof', // signature of a joiner by the invite's key
  'device-link', // consent of a new device
  'digits', // what two devices show to be compared
  'prekey-id', // name of a prekey
  'sdp', // signalling
  'topic', // rendezvous topics
  'sync', // fingerprints and Bloom filters
  'have', // receipts
  'key-request', // what a device asks for
  'order', // who acts first among several who may: H(recipient, epoch), H(session, peer), the ring
  'backup', // backups
  'safety', // safety numbers
] as const

export type Label = (typeof LABELS)[number]

/** In place of the network id for the event that creates the network. */
export const NO_NETWORK: Uint8Array = new Uint8Array(ID_BYTES)

const PREFIX: ReadonlyMap<Label, Uint8Array> = new Map(LABELS.map((label) => [label, utf8(`sotto/v1/${label}\0`)]))

/** `label ‖ 0x00`: shared, must not be written to. */
export function labelBytes(label: Label): Uint8Array {
  const bytes = PREFIX.get(label)
  assert(bytes !== undefined, 'a domain label is in the table')
  return bytes
}

/** `label ‖ 0x00 ‖ network`. @param network 32 bytes; left out where no network exists */
export function domain(label: Label, network?: Uint8Array): Uint8Array {
  if (network === undefined) return concatBytes(labelBytes(label))
  assert(network.length === ID_BYTES, 'a network id is 32 bytes')
  return concatBytes(labelBytes(label), network)
}
