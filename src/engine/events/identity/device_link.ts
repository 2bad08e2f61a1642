/**
 * device_link (control): a further device of a person. An existing device of theirs writes it, or the
 * new one itself with a signature by the person's recovery key. Both ways the new device consents, so
 * that nobody claims a key that is not theirs.
 */

import { concatBytes } from '../../base/bytes.ts'
import { idBytes, type NetworkId, type PeerId, type PersonId, personOfFirst } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { domain } from '../../crypto/domains.ts'
import { checkSignatureSync } from '../../crypto/sign.ts'
import { device } from '../../store/tables.ts'
import { isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, membershipRef, mention, optionalBytes } from '../fields.ts'

// SHAPE
export const deviceLinkShape = defineShape('device_link', 'control', 1, {
  /** The author's own membership; with `recovery`, the `user` or root of the person. */
  auth: membershipRef(),
  person: mention<PersonId>(),
  new_peer: mention<PeerId>(),
  /** Ed25519 by the new device over {@link deviceLinkMessage}. */
  consent: bytes(64),
  /** Ed25519 by the person's recovery key over the same; then the author is the new device. */
  recovery: optionalBytes(64),
})

/** @param linker who links: the author's key, or the recovery key; 32 bytes */
export function deviceLinkMessage(
  network: NetworkId,
  person: PersonId,
  linker: Uint8Array,
  new_peer: PeerId,
): Uint8Array {
  return concatBytes(domain('device-link', idBytes(network)), idBytes(person), linker, idBytes(new_peer))
}

export const deviceLink = defineEvent({
  shape: deviceLinkShape,

  // TABLES
  tables: [],

  // VALIDATE
  validate: ({ author, network_id, body }, { auth }) => {
    const { person, new_peer, consent, recovery } = body
    const isSigned = (key: Uint8Array, linker: Uint8Array, signature: Uint8Array): boolean =>
      typeof checkSignatureSync(key, deviceLinkMessage(network_id, person, linker, new_peer), signature) !== 'string'
    if (personOfFirst(new_peer) === person) return reject('value_invalid') // the first device is never linked anew
    if (recovery === undefined) {
      if (!isBound(auth, author)) return reject('author_not_bound')
      if (personOf(auth, author) !== person) return reject('not_authorized')
      return isSigned(idBytes(new_peer), idBytes(author), consent) ? VALID : reject('proof_invalid')
    }
    if (author !== new_peer) return reject('author_not_bound')
    if (auth.type === 'device_link' || auth.author === undefined) return reject('not_authorized')
    if (personOf(auth, auth.author) !== person) return reject('not_authorized')
    const key = auth.body.recovery_pk
    if (!(key instanceof Uint8Array)) return reject('proof_invalid')
    const isGenuine = isSigned(key, key, recovery) && isSigned(idBytes(new_peer), key, consent)
    return isGenuine ? VALID : reject('proof_invalid')
  },

  // PROJECT
  project: ({ id, body }) => [device.row({ event_id: id, peer_id: body.new_peer, person_id: body.person })],
  opens: ({ network_id, body }) => [`member:${body.new_peer}:${network_id}`],
  power: ({ body }) => ({
    act: 'link',
    by: body.person,
    peer: body.new_peer,
    by_recovery: body.recovery !== undefined,
  }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
