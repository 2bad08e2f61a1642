/**
 * The shape language: what fields an event type has, how each is written in canonical CBOR, and which
 * of them are dependencies. A body is the array `[type, version, field, field, …]` in shape order.
 *
 * Three kinds of id: `ref` must be present and valid before the event is looked at; `localRef` is the
 * same for own local events; `mention` names something and never waits for it.
 */

import { fromHex, toHex, utf8 } from '../base/bytes.ts'
import { type EpochId, type EventId, ID_BYTES, idFromBytes, type PeerId, type Timestamp } from '../base/ids.ts'
import type { CborValue } from '../crypto/cbor.ts'
import type { ChainEnd, Cut } from './power.ts'

export type EventKind = 'control' | 'content' | 'state' | 'local'

export interface Field<Value> {
  readonly role: 'value' | 'ref' | 'mention'
  /** For `ref`: the event types that may stand there. */
  readonly types?: readonly string[]
  /** Absent is null on the wire and `undefined` here. */
  readonly isOptional?: true
  encode(value: Value): CborValue
  /** `undefined` for whatever no encoder would have written. */
  parse(raw: CborValue): Value | undefined
  /** The ids the value names: dependencies of a `ref`, otherwise only counted. */
  ids(value: Value): readonly string[]
}

export type Fields = Readonly<Record<string, Field<unknown>>>
type ValueOf<F> = F extends Field<infer Value> ? Value : never
export type BodyOf<F extends Fields> = { readonly [Name in keyof F]: ValueOf<F[Name]> }

export interface Shape<Type extends string = string, F extends Fields = Fields> {
  readonly type: Type
  readonly version: number
  readonly kind: EventKind
  readonly fields: F
}

export function defineShape<const Type extends string, F extends Fields>(
  type: Type,
  kind: EventKind,
  version: number,
  fields: F,
): Shape<Type, F> {
  return { type, version, kind, fields }
}

export type ShapeBody<S extends Shape> = S extends Shape<string, infer F> ? BodyOf<F> : never

/** An event as its module sees it: signed, opened, decoded. */
export interface EventOf<S extends Shape> {
  readonly type: S['type']
  readonly id: EventId<S['type']>
  readonly author: PeerId
  readonly seq: number
  readonly created_at: Timestamp
  readonly network_id: EventId<'network'>
  /** Sealed events only: the epoch it was sealed to, and that epoch's group. */
  readonly epoch_id: EpochId | undefined
  readonly group_id: EventId<'group'> | undefined
  readonly body: ShapeBody<S>
}

/**
 * A dependency as `validate` and `project` see it: the event, or what an accepted invite vouches for
 * until it comes. What is unknown is `undefined`; use {@link contradicts}.
 */
export interface Dependency<S extends Shape = Shape> {
  readonly type: S['type']
  readonly id: EventId<S['type']>
  readonly author: PeerId | undefined
  readonly body: Partial<ShapeBody<S>>
}

declare const refersTo: unique symbol
export interface RefField<S extends Shape> extends Field<EventId<S['type']>> {
  readonly [refersTo]?: S
}
export interface OptionalRefField<S extends Shape> extends Field<EventId<S['type']> | undefined> {
  readonly [refersTo]?: S
}
export interface RefListField<S extends Shape> extends Field<readonly EventId<S['type']>[]> {
  readonly [refersTo]?: S
}

type DependencyOf<F> =
  F extends RefListField<infer S>
    ? readonly Dependency<S>[]
    : F extends RefField<infer S>
      ? Dependency<S>
      : F extends OptionalRefField<infer S>
        ? Dependency<S> | undefined
        : never

type RefNames<F> = { [Name in keyof F]: F[Name] extends { readonly [refersTo]?: Shape } ? Name : never }[keyof F]
export type DepsOf<S extends Shape> =
  S extends Shape<string, infer F> ? { readonly [Name in RefNames<F>]: DependencyOf<F[Name]> } : never

/** Known and different. What is not known yet contradicts nothing. */
export function contradicts<Value extends string | number>(known: Value | undefined, expected: Value): boolean {
  return known !== undefined && known !== expected
}

const none = (): readonly string[] => []

function idField<Value extends string>(role: Field<unknown>['role'], types?: readonly string[]): Field<Value> {
  return {
    role,
    ...(types === undefined ? {} : { types }),
    encode: (id) => fromHex(id) ?? null,
    parse: (raw) =>
      raw instanceof Uint8Array && raw.length === ID_BYTES ? idFromBytes<Value & string>(raw) : undefined,
    ids: (id) => [id],
  }
}

function optional<Value>(field: Field<Value>): Field<Value | undefined> {
  return {
    ...field,
    isOptional: true,
    encode: (value) => (value === undefined ? null : field.encode(value)),
    parse: (raw) => (raw === null ? undefined : field.parse(raw)),
    ids: (value) => (value === undefined ? [] : field.ids(value)),
  }
}

/** At most `max` of them, in strictly ascending order, so that a set has one encoding. */
function idList<Value extends string>(
  role: Field<unknown>['role'],
  max: number,
  types?: readonly string[],
): Field<readonly Value[]> {
  const one = idField<Value>(role, types)
  return {
    role,
    ...(types === undefined ? {} : { types }),
    encode: (ids) => [...ids].sort().map((id) => one.encode(id)),
    parse: (raw) => {
      if (!Array.isArray(raw) || raw.length > max) return undefined
      const ids: Value[] = []
      for (const item of raw) {
        const id = one.parse(item)
        const last = ids.at(-1)
        if (id === undefined || (last !== undefined && id <= last)) return undefined
        ids.push(id)
      }
      return ids
    },
    ids: (ids) => ids,
  }
}

/** A dependency on an event of this shape. */
export function ref<S extends Shape>(shape: S): RefField<S> {
  return idField<EventId<S['type']>>('ref', [shape.type])
}

export function optionalRef<S extends Shape>(shape: S): OptionalRefField<S> {
  return optional(idField<EventId<S['type']>>('ref', [shape.type]))
}

export function refs<S extends Shape>(shape: S, max: number): RefListField<S> {
  return idList<EventId<S['type']>>('ref', max, [shape.type])
}

/** A list of dependencies on events of the type being defined, or of a later one. */
export function refsTo<const Type extends string, F extends Fields>(
  type: Type,
  max: number,
): RefListField<Shape<Type, F>> {
  return idList<EventId<Type>>('ref', max, [type])
}

/** What makes a device a member: the root for the founder, its own `user`, or the link from another device. */
export type MembershipShape = Shape<'network' | 'user' | 'device_link', Fields>
export type MembershipId = EventId<MembershipShape['type']>
export function membershipRef(): RefField<MembershipShape> {
  return idField<MembershipId>('ref', ['network', 'user', 'device_link'])
}

/** Where a right comes from: the root (the founder's), or a grant. */
export type RightShape = Shape<'network' | 'admin_grant', Fields>
export type RightId = EventId<RightShape['type']>
export function rightRef(): RefField<RightShape> {
  return idField<RightId>('ref', ['network', 'admin_grant'])
}
export function optionalRightRef(): OptionalRefField<RightShape> {
  return optional(idField<RightId>('ref', ['network', 'admin_grant']))
}

/** What makes a person a member of a group of its own people: the group for who made it, or their addition. */
export type PlaceShape = Shape<'group' | 'group_member', Fields>
export type PlaceId = EventId<PlaceShape['type']>
export function placeRef(): RefField<PlaceShape> {
  return idField<PlaceId>('ref', ['group', 'group_member'])
}
export function optionalPlaceRef(): OptionalRefField<PlaceShape> {
  return optional(idField<PlaceId>('ref', ['group', 'group_member']))
}

/** Where the right to a channel comes from: as any right, or a place in a group of its own people. */
export type ChannelRightShape = Shape<'network' | 'admin_grant' | 'group' | 'group_member', Fields>
export type ChannelRightId = EventId<ChannelRightShape['type']>
export function channelRightRef(): RefField<ChannelRightShape> {
  return idField<ChannelRightId>('ref', ['network', 'admin_grant', 'group', 'group_member'])
}

export function mention<Id extends string = EventId>(): Field<Id> {
  return idField<Id>('mention')
}

export function mentions<Id extends string = EventId>(max: number): Field<readonly Id[]> {
  return idList<Id>('mention', max)
}

export function bytes(length: number): Field<Uint8Array> {
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => (raw instanceof Uint8Array && raw.length === length ? raw : undefined),
    ids: none,
  }
}

export function optionalBytes(length: number): Field<Uint8Array | undefined> {
  return optional(bytes(length))
}

export function bytesUpTo(max: number): Field<Uint8Array> {
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => (raw instanceof Uint8Array && raw.length <= max ? raw : undefined),
    ids: none,
  }
}

const MAX_UTF8_PER_UNIT = 3

/** Text of 1 to `max` bytes of UTF-8 (0 allowed with `empty`). */
export function text(max: number, options: { readonly empty?: boolean } = {}): Field<string> {
  const min = options.empty === true ? 0 : 1
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => {
      if (typeof raw !== 'string' || raw.length < min || raw.length > max) return undefined
      // A UTF-16 unit takes one to three bytes: most texts need not be encoded to be known short enough.
      return raw.length * MAX_UTF8_PER_UNIT <= max || utf8(raw).length <= max ? raw : undefined
    },
    ids: none,
  }
}

export function textList(maxItems: number, max: number): Field<readonly string[]> {
  const one = text(max)
  return {
    role: 'value',
    encode: (values) => [...values],
    parse: (raw) => {
      if (!Array.isArray(raw) || raw.length > maxItems) return undefined
      const values = raw.map((item) => one.parse(item))
      return values.every((value) => value !== undefined) ? values : undefined
    },
    ids: none,
  }
}

export function uint(max: number): Field<number> {
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => (typeof raw === 'number' && Number.isSafeInteger(raw) && raw >= 0 && raw <= max ? raw : undefined),
    ids: none,
  }
}

/** `seq` is a u32. */
const MAX_CHAIN = 2 ** 32

const MAX_TIME = 2 ** 48 - 1
export const time = (): Field<number> => uint(MAX_TIME)

export function flag(): Field<boolean> {
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => (typeof raw === 'boolean' ? raw : undefined),
    ids: none,
  }
}

export function oneOf<const Word extends string>(...words: readonly Word[]): Field<Word> {
  return {
    role: 'value',
    encode: (value) => value,
    parse: (raw) => words.find((word) => word === raw),
    ids: none,
  }
}

/** So that a cut of a device says how it got to where it is: 8 ids of 32 bytes, for each plane. */
export const MAX_BELOW = 8
/** As many as one person may have devices, and more. */
export const MAX_CUTS = 64

/** Cuts, one a device, in ascending order of devices. */
export function cuts(): Field<readonly Cut[]> {
  const encodeEnd = (end: ChainEnd | undefined): CborValue =>
    end === undefined ? null : [fromHex(end.head) ?? null, end.count, end.below.map((id) => fromHex(id) ?? null)]
  return {
    role: 'mention',
    encode: (values) =>
      [...values]
        .sort((a, b) => (a.peer_id < b.peer_id ? -1 : 1))
        .map(({ peer_id, control, content }) => [fromHex(peer_id) ?? null, encodeEnd(control), encodeEnd(content)]),
    parse: (raw) => {
      if (!Array.isArray(raw) || raw.length > MAX_CUTS) return undefined
      const parsed = raw.map(parseCut)
      if (!parsed.every((cut) => cut !== undefined)) return undefined
      return parsed.every((cut, i) => i === 0 || cut.peer_id > (parsed[i - 1]?.peer_id ?? '')) ? parsed : undefined
    },
    ids: (values) =>
      values.flatMap(({ peer_id, control, content }) => [
        peer_id,
        ...[control, content].flatMap((end) => (end === undefined ? [] : [end.head, ...end.below])),
      ]),
  }
}

function parseCut(raw: CborValue): Cut | undefined {
  if (!Array.isArray(raw) || raw.length !== 3) return undefined
  const [peer, control, content] = raw
  if (!(peer instanceof Uint8Array) || peer.length !== ID_BYTES) return undefined
  const ends = [control, content].map((end) => (end === null ? ('none' as const) : parseEnd(end)))
  if (ends.includes(undefined)) return undefined
  const [ofControl, ofContent] = ends.map((end) => (end === 'none' ? undefined : end))
  return { peer_id: idFromBytes<PeerId>(peer), control: ofControl, content: ofContent }
}

function parseEnd(raw: CborValue | undefined): ChainEnd | undefined {
  if (!Array.isArray(raw) || raw.length !== 3) return undefined
  const [head, count, below] = raw
  if (!isId(head) || !Array.isArray(below) || below.length > MAX_BELOW || !below.every(isId)) return undefined
  if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 1 || count > MAX_CHAIN) return undefined
  return { head: idFromBytes<EventId>(head), count, below: below.map(idFromBytes<EventId>) }
}

function isId(raw: CborValue | undefined): raw is Uint8Array {
  return raw instanceof Uint8Array && raw.length === ID_BYTES
}

/** A group key sealed to one device by HPKE; no field is optional (I5). */
export interface Wrap {
  readonly recipient: PeerId
  /** First 8 bytes of the id of the prekey it is sealed to, hexadecimal. */
  readonly prekey_id: string
  readonly suite: number
  /** 32 bytes. */
  readonly enc: Uint8Array
  /** 32 + 16 bytes. */
  readonly ct: Uint8Array
}

export const PREKEY_ID_BYTES = 8
const WRAP_ENC_BYTES = 32
const WRAP_CT_BYTES = 48

export function wraps(max: number): Field<readonly Wrap[]> {
  return {
    role: 'value',
    encode: (values) =>
      values.map((wrap) => [
        fromHex(wrap.recipient) ?? null,
        fromHex(wrap.prekey_id) ?? null,
        wrap.suite,
        wrap.enc,
        wrap.ct,
      ]),
    parse: (raw) => {
      if (!Array.isArray(raw) || raw.length > max) return undefined
      const parsed = raw.map(parseWrap)
      return parsed.every((wrap) => wrap !== undefined) ? parsed : undefined
    },
    ids: none,
  }
}

function parseWrap(raw: CborValue): Wrap | undefined {
  if (!Array.isArray(raw) || raw.length !== 5) return undefined
  const [recipient, prekey, suite, enc, ct] = raw
  if (!(recipient instanceof Uint8Array) || recipient.length !== ID_BYTES) return undefined
  if (!(prekey instanceof Uint8Array) || prekey.length !== PREKEY_ID_BYTES) return undefined
  if (typeof suite !== 'number' || suite < 0 || suite > 255) return undefined
  if (!(enc instanceof Uint8Array) || enc.length !== WRAP_ENC_BYTES) return undefined
  if (!(ct instanceof Uint8Array) || ct.length !== WRAP_CT_BYTES) return undefined
  return { recipient: idFromBytes<PeerId>(recipient), prekey_id: toHex(prekey), suite, enc, ct }
}
