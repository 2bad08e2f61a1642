/**
 * Deterministic CBOR (RFC 8949 section 4.2.1) for the seven kinds of value the protocol uses: null,
 * booleans, safe integers, text, byte strings and arrays of these. No maps, floats, tags, undefined or
 * indefinite lengths. One value has one encoding, and decoding accepts no other: of these kinds only heads
 * and texts can be written in several ways, so heads must be the shortest and texts strict UTF-8. The tests
 * encode again what was decoded and compare.
 *
 * Limits hold before anything is allocated: lengths are checked against the bytes that are left, depth
 * and total items against constants, and arrays grow by what was read. Written here because the common
 * decoder (cborg, the twin in the tests) drops U+FEFF at the start of a text and replaces broken UTF-8.
 */

import { fromUtf8, utf8 } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'

export type CborValue = null | boolean | number | string | Uint8Array | readonly CborValue[]

/** Arrays within arrays. */
export const MAX_CBOR_DEPTH = 8
/** Values in one encoding, arrays included: an epoch for 400 devices has about 2,500. */
export const MAX_CBOR_ITEMS = 8192

const UINT = 0
const NEGINT = 1
const BYTES = 2
const TEXT = 3
const ARRAY = 4
const FALSE = 0xf4
const TRUE = 0xf5
const NULL = 0xf6
const TWO_32 = 2 ** 32

interface Writer {
  bytes: Uint8Array
  at: number
  items: number
}

/** Makes room for `more` bytes and returns where they go. */
function reserve(writer: Writer, more: number): number {
  const at = writer.at
  writer.at += more
  if (writer.at > writer.bytes.length) {
    const larger = new Uint8Array(Math.max(2 * writer.bytes.length, writer.at))
    larger.set(writer.bytes)
    writer.bytes = larger
  }
  return at
}

/** Section 4.2.1: the shortest head. @param argument 0 … 2^53 - 1 */
function writeHead(writer: Writer, major: number, argument: number): void {
  const size = argument < 24 ? 0 : argument < 0x100 ? 1 : argument < 0x10000 ? 2 : argument < TWO_32 ? 4 : 8
  const at = reserve(writer, 1 + size)
  const bytes = writer.bytes
  bytes[at] = (major << 5) | (size === 0 ? argument : 24 + Math.log2(size))
  let rest = argument
  for (let i = size; i > 0; i--) {
    bytes[at + i] = rest % 256
    rest = Math.floor(rest / 256)
  }
}

function writeString(writer: Writer, major: number, bytes: Uint8Array): void {
  writeHead(writer, major, bytes.length)
  const at = reserve(writer, bytes.length)
  writer.bytes.set(bytes, at)
}

function writeValue(writer: Writer, value: CborValue, depth: number): void {
  assert(++writer.items <= MAX_CBOR_ITEMS, 'an encoding has a bounded number of items')
  if (value === null || typeof value === 'boolean') {
    const at = reserve(writer, 1)
    writer.bytes[at] = value === null ? NULL : value ? TRUE : FALSE
  } else if (typeof value === 'number') {
    assert(Number.isSafeInteger(value), 'an encoded number is a safe integer')
    if (value >= 0) writeHead(writer, UINT, value)
    else writeHead(writer, NEGINT, -1 - value)
  } else if (typeof value === 'string') {
    assert(!/\p{Surrogate}/u.test(value), 'an encoded text has no lone surrogates')
    writeString(writer, TEXT, utf8(value))
  } else if (value instanceof Uint8Array) {
    writeString(writer, BYTES, value)
  } else {
    assert(Array.isArray(value), 'an encoded value is one of the seven kinds')
    assert(depth < MAX_CBOR_DEPTH, 'an encoding has a bounded depth')
    writeHead(writer, ARRAY, value.length)
    for (const element of value) writeValue(writer, element, depth + 1)
  }
}

/**
 * The one encoding of a value, in fresh bytes. @throws InvariantError for what has none: numbers that
 * are not safe integers, text with lone surrogates, more than the limits.
 */
export function encodeCanonical(value: CborValue): Uint8Array {
  const writer: Writer = { bytes: new Uint8Array(256), at: 0, items: 0 }
  writeValue(writer, value, 0)
  return writer.bytes.slice(0, writer.at)
}

interface Reader {
  readonly bytes: Uint8Array
  at: number
  items: number
}

/**
 * The argument of a head whose initial byte is at `reader.at`; `undefined` if it is not a safe integer, or
 * a shorter head would say the same.
 */
function readArgument(reader: Reader): number | undefined {
  const additional = (reader.bytes[reader.at++] ?? 0) & 31
  if (additional < 24) return additional
  if (additional > 27) return undefined // reserved, or an indefinite length
  const size = 2 ** (additional - 24)
  if (size > reader.bytes.length - reader.at) return undefined
  let argument = 0
  for (let i = 0; i < size; i++) argument = argument * 256 + (reader.bytes[reader.at++] ?? 0)
  const least = size === 1 ? 24 : 2 ** (4 * size)
  return argument >= least && Number.isSafeInteger(argument) ? argument : undefined
}

function readArray(reader: Reader, length: number, depth: number): CborValue | undefined {
  if (depth >= MAX_CBOR_DEPTH) return undefined
  const elements: CborValue[] = []
  for (let i = 0; i < length; i++) {
    const element = readValue(reader, depth + 1)
    if (element === undefined) return undefined
    elements.push(element)
  }
  return elements
}

/** One value from `reader.at`; `undefined` for anything that is none. */
function readValue(reader: Reader, depth: number): CborValue | undefined {
  const initial = reader.bytes[reader.at]
  if (initial === undefined || ++reader.items > MAX_CBOR_ITEMS) return undefined
  const major = initial >> 5
  if (major > ARRAY) {
    reader.at++
    return initial === NULL ? null : initial === TRUE ? true : initial === FALSE ? false : undefined
  }
  const argument = readArgument(reader)
  if (argument === undefined) return undefined
  if (major === UINT) return argument
  if (major === NEGINT) return Number.isSafeInteger(-1 - argument) ? -1 - argument : undefined
  if (argument > reader.bytes.length - reader.at) return undefined // every element takes a byte too
  if (major === ARRAY) return readArray(reader, argument, depth)
  const start = reader.at
  reader.at += argument
  return major === BYTES ? reader.bytes.slice(start, reader.at) : fromUtf8(reader.bytes.subarray(start, reader.at))
}

/**
 * The value whose one encoding these bytes are, sharing no memory with them; `undefined` for all other
 * bytes. Never throws; time and memory linear in the length.
 */
export function decodeCanonical(bytes: Uint8Array): { readonly ok: true; readonly value: CborValue } | undefined {
  const reader: Reader = { bytes, at: 0, items: 0 }
  const value = readValue(reader, 0)
  return value === undefined || reader.at < bytes.length ? undefined : { ok: true, value }
}
