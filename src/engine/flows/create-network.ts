/**
 * A new community: its root, the founder's device, the group of everybody with its first key, and a
 * first channel, all in one transaction.
 */

import { assert } from '../base/errors.ts'
import type { EventId, NetworkId } from '../base/ids.ts'
import { ID_BYTES, idFromBytes, type Timestamp } from '../base/ids.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import { NO_NETWORK } from '../crypto/domains.ts'
import { ENVELOPE_VERSION, eventIdOf, KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import { signEvent } from '../crypto/event-signature.ts'
import { bodyValue } from '../events/body.ts'
import { channelShape } from '../events/content/channel.ts'
import { groupShape } from '../events/group/group.ts'
import { networkShape, POLICY_ADMINS_INVITE, SUITE } from '../events/identity/network.ts'
import { networkNameShape } from '../events/identity/network_name.ts'
import { profileShape } from '../events/identity/profile.ts'
import { networkCreatedShape } from '../events/local/network_created.ts'
import type { Authoring } from '../pipeline/author.ts'
import { authorEpoch } from './epochs.ts'
import { type NewDevice, publishPrekeys, recordDevice } from './new-device.ts'

export const FIRST_CHANNEL = 'general'

export interface Root {
  readonly id: NetworkId
  readonly bytes: Uint8Array
}

/** The signed root event: its id is the network's. */
export function signRoot(device: NewDevice, t_ms: Timestamp): Root {
  const body = encodeCanonical(
    bodyValue(networkShape, { policy: POLICY_ADMINS_INVITE, suite: SUITE, recovery_pk: device.recovery.publicKey }),
  )
  const header = {
    version: ENVELOPE_VERSION,
    kind: KIND_CONTROL,
    author: device.signing.publicKey,
    seq: 0,
    prev: new Uint8Array(ID_BYTES),
    created_at: t_ms,
    body_len: body.length,
  }
  const bytes = signEvent(device.signing.seed, NO_NETWORK, header, body)
  const envelope = parseEnvelope(bytes)
  assert(typeof envelope !== 'string', 'a root just signed parses')
  return { id: idFromBytes<NetworkId>(eventIdOf(NO_NETWORK, envelope)), bytes }
}

export interface NewNetwork {
  readonly persona: string
  readonly person_name: string
  readonly network_name: string
}

/** Names are those of `typedName`. @returns the first channel */
export function createNetwork(context: Authoring, device: NewDevice, root: Root, args: NewNetwork): EventId<'channel'> {
  recordDevice(context, device, args.persona)
  context.record(root.bytes)
  publishPrekeys(context, root.id)
  const group = context.author(groupShape, { auth: root.id, scope: 'all' })
  authorEpoch(context, group)
  context.author(networkNameShape, { auth: root.id, right: root.id, name: args.network_name, after: [] }, group)
  context.author(profileShape, { name: args.person_name, after: [] }, group)
  const channel_id = context.author(
    channelShape,
    { auth: root.id, right: root.id, group_id: group, name: FIRST_CHANNEL },
    group,
  )
  context.local(networkCreatedShape, { network_id: root.id, channel_id })
  return channel_id
}
