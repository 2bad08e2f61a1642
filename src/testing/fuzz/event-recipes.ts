/** Events wrong in one place: each recipe is named by what it breaks. Those that are dropped change nothing. */

import { encodeCanonical } from '../../engine/crypto/cbor.ts'
import { KIND_CONTENT, KIND_CONTROL, KIND_STATE } from '../../engine/crypto/envelope.ts'
import type { Prng } from '../../platform/sim/prng.ts'
import { huskOfEvent, ofUnknownType, withBrokenSignature, withMoreFields } from '../malicious-events.ts'
import { shapes } from '../shapes.ts'
import type { Forger } from './fuzzed-engine.ts'
import { below, flipped, mutated, pick } from './mutate.ts'

export interface EventRecipe {
  readonly isDropped: boolean
  make(prng: Prng): readonly Uint8Array[]
}

const AUTHOR_AT = 3
const MAX_EVENT_BYTES = 60 * 1024

/** Keys that may not sign: the identity, a point of order eight, an encoding that is not canonical. */
const BAD_KEYS = [
  `01${'00'.repeat(31)}`,
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  `ed${'ff'.repeat(30)}7f`,
].map((hex) => new Uint8Array(Buffer.from(hex, 'hex')))

function replaced(bytes: Uint8Array, at: number, part: Uint8Array): Uint8Array {
  const copy = bytes.slice()
  copy.set(part, at)
  return copy
}

export function eventRecipes({ hand, holder, user, stranger, rejected }: Forger): readonly EventRecipe[] {
  const { network_id, invite_id, channel_id, epoch } = holder
  const id = (prng: Prng) => Buffer.from(prng.bytes(32)).toString('hex') as never
  const message = (prng: Prng, sealing = epoch) =>
    hand.writes(shapes.message, { channel_id, text: `said ${below(prng, 1e9)}` }, { epoch: sealing })
  const prekeys = (prng: Prng) => ({ suite: 1, transit_prekey: prng.bytes(32), group_prekey: prng.bytes(32) })
  const invite = {
    auth: user.id,
    right: network_id,
    group_id: epoch.group_id,
    channel_id,
    invite_pk: hand.key.publicKey,
    mode: 'user',
    expires_at: 1,
    max_uses: 1,
    sealed: new Uint8Array(9),
  } as const
  const closing = { auth: user.id, right: undefined, invite_id, seen_users: [], revoked: true } as const
  const proof = (prng: Prng) => ({ invite: invite_id, proof: prng.bytes(64), recovery_pk: prng.bytes(32) })
  const one = (write: (prng: Prng) => { readonly bytes: Uint8Array }) => (prng: Prng) => [write(prng).bytes]

  const dropped: readonly EventRecipe['make'][] = [
    (prng) => [message(prng).bytes.subarray(0, below(prng, 150))],
    (prng) => [prng.bytes(MAX_EVENT_BYTES + 1 + below(prng, 100))],
    (prng) => [replaced(message(prng).bytes, pick(prng, [0, 1]), Uint8Array.of(3 + below(prng, 250)))],
    (prng) => [message(prng).bytes.subarray(0, -1 - below(prng, 20))],
    (prng) => [replaced(message(prng).bytes, AUTHOR_AT, pick(prng, BAD_KEYS))],
    (prng) => [withBrokenSignature(message(prng).bytes)],
    (prng) => [flipped(prng, message(prng).bytes, AUTHOR_AT + 32)],
    (prng) => [mutated(prng, hand.writes(shapes.peer_shared, { auth: user.id, ...prekeys(prng) }).bytes)],
    one((prng) => hand.writesBytes(KIND_CONTROL, Uint8Array.of(0x9f, ...prng.bytes(20)))),
    one((prng) => hand.writesBytes(KIND_CONTROL, encodeCanonical(pick(prng, [below(prng, 99), [], ['x'], [1, 'x']])))),
    (prng) => [replaced(message(prng).bytes, 2, Uint8Array.of(0))],
    (prng) => [huskOfEvent(ofUnknownType(hand, `husk ${below(prng, 99)}`).bytes)],
    one((prng) => stranger.writes(shapes.user, proof(prng))),
    one((prng) => stranger.writes(shapes.message, { channel_id, text: `more ${prng.next()}` }, { epoch })),
    one((prng) => message(prng, { ...epoch, epoch_id: id(prng) })),
    () => [user.bytes],
  ]
  const stored: readonly EventRecipe['make'][] = [
    one(message),
    (prng) => [huskOfEvent(message(prng).bytes)],
    one((prng) => ofUnknownType(hand, pick(prng, ['user', 'whatever', 'pin']), 2 + below(prng, 99))),
    one((prng) => hand.writes(shapes.message, { channel_id: id(prng), text: 'waits' }, { epoch })),
    one((prng) => hand.writes(shapes.message, { channel_id: network_id as never, text: `${prng.next()}` }, { epoch })),
    one((prng) => hand.writes(shapes.peer_shared, { auth: rejected as never, ...prekeys(prng) })),
    one((prng) => hand.writes(shapes.peer_shared, { auth: network_id, ...prekeys(prng) })),
    one(() => hand.writes(shapes.group, { auth: user.id, scope: 'all' })),
    one((prng) => hand.writes(shapes.user, proof(prng))),
    one((prng) => message(prng, { ...epoch, key: prng.bytes(32) })),
    one((prng) => hand.writesBytes(KIND_CONTENT, prng.bytes(60), { epoch })),
    one((prng) => withMoreFields(hand, shapes.user as never, proof(prng) as never, 'more')),
    one(() => hand.writes(shapes.message, { channel_id, text: 'plain' }, { kind: KIND_CONTROL })),
    one(() => hand.writes(shapes.message, { channel_id, text: 'state' }, { kind: KIND_STATE, epoch })),
    one((prng) =>
      hand.writes(shapes.group_epoch, {
        auth: user.id,
        group_id: epoch.group_id,
        parents: [],
        right: undefined,
        excludes: [],
        key_id: prng.bytes(32),
        wraps: [],
      }),
    ),
    one((prng) =>
      hand.writes(shapes.peer_shared, { auth: user.id, ...prekeys(prng), group_prekey: new Uint8Array(32) }),
    ),
    one(() => hand.writes(shapes.invite, invite)),
    one(() => hand.writes(shapes.invite_closed, closing)),
    (prng) => {
      const mine = hand.writes(shapes.group, {
        auth: user.id,
        scope: pick<'private' | 'direct'>(prng, ['private', 'direct']),
      })
      const inside = {
        auth: user.id,
        group_id: mine.id,
        parents: [epoch.epoch_id],
        right: mine.id,
        excludes: [],
        wraps: [],
      }
      return [mine.bytes, hand.writes(shapes.group_epoch, { ...inside, key_id: prng.bytes(32) }).bytes]
    },
  ]
  const as = (isDropped: boolean) => (make: EventRecipe['make']) => ({ isDropped, make })
  return [...dropped.map(as(true)), ...stored.map(as(false))]
}
