/**
 * HAVE: a device's signed statement of which content it durably holds, for "on N of M devices". Nobody
 * speaks for another, only the newest of each device counts, and it may lag but never overstates.
 *
 * ```
 * statement = CBOR [device 32, said_at u48, [[author 32, [first, last, …]], …], signature 64]
 * signed    = "sotto/v1/have" ‖ 0 ‖ network 32 ‖ CBOR [device, said_at, authors]
 * ```
 */

import { concatBytes } from '../base/bytes.ts'
import { ID_BYTES, idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { domain } from '../crypto/domains.ts'
import { checkSignatureSync, SIGNATURE_BYTES, sign } from '../crypto/sign.ts'
import type { SeqRange } from './chain-ranges.ts'

/** Stretches told of one author. */
export const MAX_RANGES = 4
const MAX_AUTHORS = 400
const MAX_TIME = 2 ** 48 - 1
const MAX_SEQ = 2 ** 32 - 1

declare const verified: unique symbol

/** What bytes claim a device has said. */
export interface ClaimedHave {
  readonly device: PeerId
  readonly said_at: number
  readonly ranges: ReadonlyMap<PeerId, readonly SeqRange[]>
  /** What must have been signed, the network aside, and by whom. */
  readonly part: readonly CborValue[]
  readonly signature: Uint8Array
}

/** A statement whose device has signed it. */
export interface Have extends ClaimedHave {
  readonly [verified]: true
}

export type HaveFailure = 'have_malformed' | 'have_signature'

function content(device: PeerId, said_at: number, ranges: ReadonlyMap<PeerId, readonly SeqRange[]>): CborValue[] {
  const authors = [...ranges].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, MAX_AUTHORS)
  return [
    idBytes(device),
    said_at,
    authors.map(([author, of]) => [idBytes(author), of.flatMap(({ first, last }) => [first, last])]),
  ]
}

function signedBytes(network: NetworkId, part: readonly CborValue[]): Uint8Array {
  return concatBytes(domain('have', idBytes(network)), encodeCanonical([...part]))
}

/** @param seed of the device's signing key */
export function makeHave(
  network: NetworkId,
  seed: Uint8Array,
  device: PeerId,
  said_at: number,
  ranges: ReadonlyMap<PeerId, readonly SeqRange[]>,
): Uint8Array {
  const part = content(device, said_at, ranges)
  return encodeCanonical([...part, sign(seed, signedBytes(network, part))])
}

function parseId(raw: CborValue | undefined): PeerId | undefined {
  return raw instanceof Uint8Array && raw.length === ID_BYTES ? idFromBytes<PeerId>(raw) : undefined
}

function isSeq(value: CborValue | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= MAX_SEQ
}

/** Ascending and disjoint, or it is nothing. */
function parseRanges(raw: CborValue | undefined): readonly SeqRange[] | undefined {
  if (!Array.isArray(raw) || raw.length % 2 !== 0 || raw.length > 2 * MAX_RANGES) return undefined
  const ranges: SeqRange[] = []
  for (let i = 0; i < raw.length; i += 2) {
    const [first, last] = [raw[i], raw[i + 1]] as readonly (CborValue | undefined)[]
    const before = ranges.at(-1)?.last ?? -1
    if (!isSeq(first) || !isSeq(last) || first > last || first <= before) return undefined
    ranges.push({ first, last })
  }
  return ranges
}

function parseAuthors(raw: CborValue | undefined): ReadonlyMap<PeerId, readonly SeqRange[]> | undefined {
  if (!Array.isArray(raw) || raw.length > MAX_AUTHORS) return undefined
  const authors = new Map<PeerId, readonly SeqRange[]>()
  for (const entry of raw as readonly CborValue[]) {
    if (!Array.isArray(entry) || entry.length !== 2) return undefined
    const author = parseId(entry[0])
    const ranges = parseRanges(entry[1])
    if (author === undefined || ranges === undefined || authors.has(author)) return undefined
    authors.set(author, ranges)
  }
  return authors
}

/** Never throws, and verifies nothing: whoever has no use for a claim need not find out whether it is true. */
export function parseHave(bytes: Uint8Array): ClaimedHave | HaveFailure {
  const decoded = decodeCanonical(bytes)
  if (decoded === undefined || !Array.isArray(decoded.value) || decoded.value.length !== 4) return 'have_malformed'
  const [rawDevice, said_at, rawAuthors, signature] = decoded.value as readonly CborValue[]
  const device = parseId(rawDevice)
  const ranges = parseAuthors(rawAuthors)
  if (device === undefined || ranges === undefined || !(signature instanceof Uint8Array)) return 'have_malformed'
  if (typeof said_at !== 'number' || said_at < 0 || said_at > MAX_TIME) return 'have_malformed'
  if (signature.length !== SIGNATURE_BYTES) return 'have_malformed'
  return { device, said_at, ranges, part: [rawDevice as Uint8Array, said_at, rawAuthors as CborValue], signature }
}

/** About 0.4 ms: one signature. */
export function verifyHave(network: NetworkId, claim: ClaimedHave): Have | HaveFailure {
  const result = checkSignatureSync(idBytes(claim.device), signedBytes(network, claim.part), claim.signature)
  return typeof result === 'string' ? 'have_signature' : (claim as Have)
}
