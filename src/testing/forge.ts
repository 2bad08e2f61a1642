/**
 * Events that no honest engine would write, signed with real keys: what Mallory's own software makes,
 * out of the engine's building blocks. A hand writes for one key; it may hold epoch keys, links, or
 * nothing. Owns its chains; never touches an engine, except to read the secrets of its own device.
 */

import type { EventId, GroupId, NetworkId, PeerId } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { type EpochId, ID_BYTES, idBytes, idFromBytes } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import { encodeCanonical } from '../engine/crypto/cbor.ts'
import { NO_NETWORK } from '../engine/crypto/domains.ts'
import {
  ENVELOPE_VERSION,
  encodeHeader,
  eventIdOf,
  type Header,
  KIND_CONTENT,
  KIND_CONTROL,
  KIND_STATE,
  parseEnvelope,
} from '../engine/crypto/envelope.ts'
import { signEvent } from '../engine/crypto/event-signature.ts'
import { type SigningKey, signingKeyFromSeed } from '../engine/crypto/sign.ts'
import { bodyValue } from '../engine/events/body.ts'
import type { MembershipId, Shape, ShapeBody } from '../engine/events/fields.ts'
import { contentKey, sealBody } from '../engine/seal/content.ts'
import type { Member } from './member.ts'

export interface EpochKey {
  readonly epoch_id: EpochId
  readonly group_id: GroupId
  readonly key: Uint8Array
}

export interface Forged<Type extends string = string> {
  readonly id: EventId<Type>
  readonly bytes: Uint8Array
}

export interface Forgery {
  /** Sealed kinds: the epoch to seal to. */
  readonly epoch?: EpochKey
  readonly created_at?: number
  /** Another kind number than the shape's. */
  readonly kind?: number
  /** Signed as if in this network; 32 zero bytes make a root. */
  readonly network?: Uint8Array
  readonly seq?: number
}

export interface Hand {
  readonly peer_id: PeerId
  readonly key: SigningKey
  /** An event of this shape, whatever its body claims. */
  writes<S extends Shape>(shape: S, body: ShapeBody<S>, forgery?: Forgery): Forged<S['type']>
  /** Signed bytes with this plaintext as their body, whatever it is. */
  writesBytes(kind: number, plaintext: Uint8Array, forgery?: Forgery): Forged
}

const KIND_OF = { control: KIND_CONTROL, content: KIND_CONTENT, state: KIND_STATE, local: KIND_CONTROL } as const
const NONCE_BYTES = 24

export function idOf(network: Uint8Array, bytes: Uint8Array): EventId {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`no envelope: ${envelope}`)
  return idFromBytes<EventId>(eventIdOf(network, envelope))
}

/** The id of an event of this community. */
export function idIn(network: NetworkId, bytes: Uint8Array): EventId {
  return idOf(idBytes(network), bytes)
}

/** Where a chain goes on: how many events it has, and the last of them. */
export interface ChainHead {
  readonly seq: number
  readonly prev: Uint8Array
}

/**
 * @param started_at `created_at` of the first event; each later one is a millisecond after
 * @param goes_on the chains begun already: of content under `true`, of the others under `false`
 */
export function createHand(
  key: SigningKey,
  network: NetworkId,
  random: Random,
  started_at: number,
  goes_on: ReadonlyMap<boolean, ChainHead> = new Map(),
): Hand {
  const heads = new Map(goes_on)
  let last = started_at - 1

  const writesBytes = (kind: number, plaintext: Uint8Array, forgery: Forgery = {}): Forged => {
    const { epoch } = forgery
    const head = heads.get(kind === KIND_CONTENT) ?? { seq: 0, prev: new Uint8Array(ID_BYTES) }
    last = forgery.created_at ?? last + 1
    const sealing = epoch && { epoch_id: idBytes(epoch.epoch_id), nonce: random.bytes(NONCE_BYTES) }
    const header = (body_len: number): Header => ({
      version: ENVELOPE_VERSION,
      kind,
      author: key.publicKey,
      seq: forgery.seq ?? head.seq,
      prev: head.prev,
      created_at: last,
      body_len,
      ...sealing,
    })
    const seal = (associated: Uint8Array): Uint8Array =>
      epoch === undefined
        ? plaintext
        : sealBody(contentKey(network, epoch.key), must(sealing, 'a nonce').nonce, associated, plaintext)
    // The header states the sealed length, which sealing once with any header gives.
    const length = seal(encodeHeader(header(0))).length
    const network_bytes = forgery.network ?? idBytes(network)
    const bytes = signEvent(key.seed, network_bytes, header(length), seal(encodeHeader(header(length))))
    const id = idOf(network_bytes, bytes)
    heads.set(kind === KIND_CONTENT, { seq: header(0).seq + 1, prev: idBytes(id) })
    return { id, bytes }
  }

  return {
    peer_id: idFromBytes<PeerId>(key.publicKey),
    key,
    writesBytes,
    writes: <S extends Shape>(shape: S, body: ShapeBody<S>, forgery: Forgery = {}) =>
      writesBytes(forgery.kind ?? KIND_OF[shape.kind], encodeCanonical(bodyValue(shape, body)), forgery) as Forged<
        S['type']
      >,
  }
}

/** The body of another's event, with its header but for the author, under this hand's signature. */
export function movedTo(hand: Hand, network: NetworkId, event: Uint8Array): Forged {
  const envelope = parseEnvelope(event)
  if (typeof envelope === 'string') throw new Error(`no envelope: ${envelope}`)
  const header = { ...envelope.header, author: hand.key.publicKey }
  const bytes = signEvent(hand.key.seed, idBytes(network), header, must(envelope.body, 'a whole event'))
  return { id: idOf(idBytes(network), bytes), bytes }
}

/** A key nobody knows yet. */
export function createStranger(network: NetworkId, random: Random, started_at: number): Hand {
  return createHand(signingKeyFromSeed(random.bytes(32)), network, random, started_at)
}

/** The hand of a member whose software is their own: it signs with the key in that device's database. */
export async function handOf(member: Member, random: Random): Promise<Hand> {
  const { network_id } = await member.row()
  const [own] = member.device.sql.all('SELECT signing_seed FROM peer WHERE recorded_by = ?', [member.identity()])
  const seed = own?.signing_seed
  if (!(seed instanceof Uint8Array)) throw new Error('a member has a signing seed')
  return createHand(signingKeyFromSeed(seed), network_id, random, member.device.clock.now())
}

/**
 * The same hand going on where that device's own chains stand, or stood `back` events of each ago: then it
 * writes a second thing for a place taken, dated as it was then.
 */
export async function handGoingOn(member: Member, random: Random, back = 0): Promise<Hand> {
  const { network_id, peer_id } = await member.row()
  const { key } = await handOf(member, random)
  const heads = new Map<boolean, ChainHead>()
  let started_at = 0
  for (const plane of [1, 2]) {
    const [last] = member.device.sql.all(
      `SELECT event_id, seq, created_at FROM log WHERE recorded_by = ? AND author = ? AND plane = ?
       ORDER BY seq DESC LIMIT 1 OFFSET ?`,
      [member.identity(), peer_id, plane, back],
    )
    if (last === undefined) continue
    heads.set(plane === 2, { seq: Number(last.seq) + 1, prev: idBytes(last.event_id as EventId) })
    started_at = Math.max(started_at, Number(last.created_at) + 1)
  }
  return createHand(key, network_id, random, started_at, heads)
}

/** The epoch keys a member holds, the oldest first. */
export function epochKeysOf(member: Member): readonly EpochKey[] {
  return member.device.sql
    .all(
      `SELECT k.epoch_id, k.group_id, k.key FROM group_key k LEFT JOIN epoch e
         ON e.recorded_by = k.recorded_by AND e.event_id = k.epoch_id
       WHERE k.recorded_by = ? ORDER BY coalesce(e.created_at, 0), k.epoch_id`,
      [member.identity()],
    )
    .map((row) => row as unknown as EpochKey)
}

/** The newest key of a channel's group. */
export function epochKeyIn(member: Member, channel_id: EventId<'channel'>): EpochKey {
  const [row] = member.device.sql.all('SELECT group_id FROM channel WHERE event_id = ?', [channel_id])
  return must(
    epochKeysOf(member).findLast(({ group_id }) => group_id === row?.group_id),
    'a key of the group',
  )
}

/** What makes this member one: the event their control events name in `auth`. */
export function membershipOf(member: Member): MembershipId {
  const [row] = member.device.sql.all(
    `SELECT s.event_id FROM standing s JOIN identity i ON i.identity = s.recorded_by AND i.peer_id = s.peer_id
     WHERE s.recorded_by = ? ORDER BY s.since LIMIT 1`,
    [member.identity()],
  )
  return must(row, 'a standing member').event_id as MembershipId
}

/** For {@link Forgery.network}: signs as roots are signed. */
export const AS_ROOT = NO_NETWORK
