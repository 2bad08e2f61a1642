/**
 * For the tests of this folder: published vectors as bytes, and the mutation every one of them must not
 * survive.
 */

import { fromHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'

/** Hexadecimal as printed in a specification, spaces and line breaks allowed. */
export function hex(...lines: readonly string[]): Uint8Array {
  return must(fromHex(lines.join('').replace(/\s/g, '')), 'hexadecimal digits')
}

/** The bytes `first`, `first + 1`, … `last`. */
export function byteRange(first: number, last: number): Uint8Array {
  return Uint8Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/**
 * One copy per byte, with one bit of that byte changed, another one from byte to byte; never the top
 * bit, which X25519 ignores in the last byte of a key.
 */
export function eachByteChanged(bytes: Uint8Array): Uint8Array[] {
  return Array.from(bytes, (_, at) => bytes.map((byte, i) => (i === at ? byte ^ (1 << (at % 7)) : byte)))
}
