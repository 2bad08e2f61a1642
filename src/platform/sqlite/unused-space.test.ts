/** What is blanked, and what must not be: pages as sqlite.org/fileformat2.html lays them out. */

import { expect, test } from 'vitest'
import { blankUnusedSpace, PAGE_BYTES } from './unused-space.ts'

/** A page full of old text, with the header of its type. */
function page(type: number, cells: number, content: number, at = 0): Uint8Array {
  const bytes = new Uint8Array(PAGE_BYTES).fill(0x61)
  const view = new DataView(bytes.buffer)
  bytes[at] = type
  view.setUint16(at + 3, cells)
  view.setUint16(at + 5, content)
  return bytes
}

/** The stretch that became zero. */
function blanked(bytes: Uint8Array, offset = PAGE_BYTES): readonly [from: number, to: number] | undefined {
  const before = bytes.slice()
  blankUnusedSpace(bytes, offset)
  const changed = [...bytes.keys()].filter((i) => bytes[i] !== before[i])
  const [from] = changed
  const to = (changed.at(-1) ?? 0) + 1
  if (from === undefined) return undefined
  expect(bytes.subarray(from, to).every((byte) => byte === 0)).toBe(true)
  return [from, to]
}

test('the gap between pointers and cells is blanked, of leaves and of interior pages', () => {
  for (const type of [10, 13]) expect(blanked(page(type, 5, 4000))).toEqual([8 + 10, 4000])
  for (const type of [2, 5]) expect(blanked(page(type, 5, 4000))).toEqual([12 + 10, 4000])
  expect(blanked(page(13, 0, PAGE_BYTES))).toEqual([8, PAGE_BYTES])
})

test('the first page of the file begins after the file header', () => {
  expect(blanked(page(13, 3, 5000, 100), 0)).toEqual([100 + 8 + 6, 5000])
})

test('a page without a gap, pages of other kinds and parts of pages stay as they are', () => {
  expect(blanked(page(10, 100, 208))).toBeUndefined()
  expect(blanked(page(0, 5, 4000))).toBeUndefined() // overflow and free pages
  expect(blanked(page(10, 5, 4000).subarray(0, 4096))).toBeUndefined()
  expect(blanked(page(10, 5, 4000), 100)).toBeUndefined()
})

test('a header that says nonsense changes nothing outside the page', () => {
  expect(blanked(page(10, 65_535, 4000))).toBeUndefined()
  expect(blanked(page(10, 5, 65_535))).toBeUndefined()
})
