/**
 * What a device that its person has lost signs with its own real key: links, claims, names, deletions. Uses the
 * hand of a real linked device, so that everything but the claim is genuine. Owns nothing.
 */

import type { EventId, NetworkId, PeerId, PersonId } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { idBytes } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import { agreementKeyFromSeed } from '../engine/crypto/agree.ts'
import { type SigningKey, sign, signingKeyFromSeed } from '../engine/crypto/sign.ts'
import type { MembershipId } from '../engine/events/fields.ts'
import { deviceLinkMessage } from '../engine/events/identity/device_link.ts'
import { createStranger, type Forged, type Forgery, type Hand } from './forge.ts'
import type { Member } from './member.ts'
import { shapes } from './shapes.ts'

/** A key that consents to be a device of this person, linked by that one; 64 bytes. */
export function consentOf(child: Hand, network: NetworkId, person: PersonId, linker: PeerId): Uint8Array {
  return sign(child.key.seed, deviceLinkMessage(network, person, idBytes(linker), child.peer_id))
}

export interface Child {
  readonly hand: Hand
  readonly link: Forged<'device_link'>
  /** Its prekeys, under the link. */
  readonly peer: Forged<'peer_shared'>
}

/** A fresh key linked by this hand to this person, with its consent. */
export function linksChild(
  by: Hand,
  { network, auth, person }: { readonly network: NetworkId; readonly auth: MembershipId; readonly person: PersonId },
  random: Random,
  forgery?: Forgery,
): Child {
  const hand = createStranger(network, random, 1)
  const consent = consentOf(hand, network, person, by.peer_id)
  const body = { auth, person, new_peer: hand.peer_id, consent, recovery: undefined }
  const link = by.writes(shapes.device_link, body, forgery)
  const prekey = () => agreementKeyFromSeed(random.bytes(32)).publicKey
  const first = { auth: link.id, suite: 1, transit_prekey: prekey(), group_prekey: prekey() }
  return { hand, link, peer: hand.writes(shapes.peer_shared, first) }
}

/** The recovery key that lies on a person's first device. */
export function recoveryKeyOf(member: Member): SigningKey {
  const [own] = member.device.sql.all('SELECT recovery_seed FROM peer WHERE recorded_by = ?', [member.identity()])
  const seed = must(own, 'an own peer').recovery_seed
  if (!(seed instanceof Uint8Array) || seed.length === 0) throw new Error('a first device holds a recovery key')
  return signingKeyFromSeed(seed)
}

/** A fresh key that comes back as this person by a recovery signature made for `signed_for`. */
export function comesBack(
  recovery: SigningKey,
  place: { readonly network: NetworkId; readonly auth: MembershipId; readonly person: PersonId },
  signed_for: NetworkId,
  random: Random,
): Forged<'device_link'> {
  const hand = createStranger(place.network, random, 1)
  const message = deviceLinkMessage(signed_for, place.person, recovery.publicKey, hand.peer_id)
  return hand.writes(shapes.device_link, {
    auth: place.auth,
    person: place.person,
    new_peer: hand.peer_id,
    consent: sign(hand.key.seed, message),
    recovery: sign(recovery.seed, message),
  })
}

/** What this member's own name updates would replace. */
export function profilesOf(knows: Member): readonly EventId<'profile'>[] {
  const rows = knows.device.sql.all(
    'SELECT event_id FROM profile WHERE recorded_by = ? ORDER BY created_at DESC LIMIT 8',
    [knows.identity()],
  )
  return rows.map(({ event_id }) => event_id as EventId<'profile'>)
}
