import { describe, expect, it } from 'vitest'
import { compareBytes } from '../base/bytes.ts'
import { createRng, randomItem } from './test-items.ts'
import { endOf, halvesOf, isItem, MAX_CREATED_AT, MAX_SHIFT, positionOf, startOf, WHOLE } from './window.ts'

describe('a window', () => {
  it('covers every position when it is the whole', () => {
    expect(startOf(WHOLE)).toBe(0)
    expect(endOf(WHOLE)).toBe(2 ** 53)
    expect(positionOf(MAX_CREATED_AT, 0xff)).toBe(2 ** 53 - 1)
  })

  it('is its two halves, without gap or overlap, down to one position', () => {
    let window = WHOLE
    const rng = createRng(1)
    for (let shift = MAX_SHIFT; shift > 0; shift--) {
      const [left, right] = halvesOf(window)
      expect([startOf(left), endOf(left), endOf(right)]).toEqual([startOf(window), startOf(right), endOf(window)])
      window = rng() < 0.5 ? left : right
    }
    expect(endOf(window) - startOf(window)).toBe(1)
  })

  it('names positions that never decrease along (created_at, id), within one millisecond too', () => {
    const rng = createRng(2)
    const items = Array.from({ length: 2000 }, () => randomItem(rng, 5, 20))
    items.sort((a, b) => a.created_at - b.created_at || compareBytes(a.id, b.id))
    const positions = items.map((item) => positionOf(item.created_at, item.id[0] ?? 0))
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
    expect(new Set(positions).size).toBeGreaterThan(20 * 25)
  })

  it.each([
    [-1, 32],
    [1.5, 32],
    [Number.NaN, 32],
    [2 ** 48, 32],
    [5, 31],
  ])('is never asked about created_at %d with an id of %d bytes', (created_at, length) => {
    expect(isItem({ created_at, id: new Uint8Array(length) })).toBe(false)
  })
})
