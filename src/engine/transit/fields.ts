/**
 * Shape checks of decoded CBOR for the messages of links and of signalling. They narrow types and
 * allocate nothing; what they refuse is malformed, whoever sent it.
 */

import type { CborValue } from '../crypto/cbor.ts'

export const MAX_U48 = 2 ** 48 - 1

export function isBytes(value: CborValue | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

/** @param max_bytes inclusive */
export function isBytesUpTo(value: CborValue | undefined, max_bytes: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length <= max_bytes
}

/** @param max inclusive */
export function isUint(value: CborValue | undefined, max: number): value is number {
  return typeof value === 'number' && value >= 0 && value <= max
}

/** @param max_units inclusive, in UTF-16 code units */
export function isText(value: CborValue | undefined, max_units: number): value is string {
  return typeof value === 'string' && value.length <= max_units
}

export function isList(value: CborValue | undefined, max_items: number): value is readonly CborValue[] {
  return Array.isArray(value) && value.length <= max_items
}
