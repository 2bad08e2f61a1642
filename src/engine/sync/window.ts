/**
 * Windows: nodes of a fixed binary trie over the order of items, so both ends name any part of a set in a
 * few bytes with nothing to negotiate.
 *
 * An item's *position* is `created_at · 32 + the top 5 bits of its id`: an integer below 2^53, exact in a
 * double, that never decreases along the order (created_at, id). A window `(shift, prefix)` covers the
 * positions `[prefix · 2^shift, (prefix + 1) · 2^shift)`. Shifts below 5 divide one millisecond by id: 32
 * parts, so 50,000 events in one millisecond still make windows of some 1,600.
 */

import { ID_BYTES } from '../base/ids.ts'

/** What a set is made of. Ordered by (created_at, id bytes). */
export interface Item {
  /** Milliseconds since the epoch, below 2^48. */
  readonly created_at: number
  /** 32 bytes. */
  readonly id: Uint8Array
}

export const MAX_CREATED_AT = 2 ** 48 - 1
const ID_BITS = 5
export const MAX_SHIFT = 48 + ID_BITS

/** `shift` 0 … 53; `prefix` below 2^(53 − shift). */
export interface Window {
  readonly shift: number
  readonly prefix: number
}

export const WHOLE: Window = { shift: MAX_SHIFT, prefix: 0 }

export function isItem(item: Item): boolean {
  return isCreatedAt(item.created_at) && item.id.length === ID_BYTES
}

function isCreatedAt(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_CREATED_AT
}

/** @param firstIdByte the first byte of the id */
export function positionOf(created_at: number, firstIdByte: number): number {
  return created_at * 2 ** ID_BITS + (firstIdByte >>> (8 - ID_BITS))
}

/** The first position of the window. */
export function startOf(window: Window): number {
  return window.prefix * 2 ** window.shift
}

/** The first position after the window; 2^53 for the last one. */
export function endOf(window: Window): number {
  return (window.prefix + 1) * 2 ** window.shift
}

/** Both halves, in order. The window's shift must be above 0. */
export function halvesOf(window: Window): readonly [Window, Window] {
  const shift = window.shift - 1
  return [
    { shift, prefix: 2 * window.prefix },
    { shift, prefix: 2 * window.prefix + 1 },
  ]
}
