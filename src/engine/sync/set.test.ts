import { describe, expect, it } from 'vitest'
import { compareBytes, toHex } from '../base/bytes.ts'
import { SyncSet } from './set.ts'
import { createRng, logUniform, randomItem, randomItems, setOf } from './test-items.ts'
import { type Item, positionOf } from './window.ts'

const byOrder = (a: Item, b: Item) => a.created_at - b.created_at || compareBytes(a.id, b.id)
const text = (item: Item) => `${item.created_at}:${toHex(item.id)}`
const positionIn = (item: Item) => positionOf(item.created_at, item.id[0] ?? 0)

const ARRIVALS = {
  'in any order': (items: Item[]) => items,
  'oldest first': (items: Item[]) => items.toSorted(byOrder),
  'newest first': (items: Item[]) => items.toSorted(byOrder).reverse(),
  'newest first into a gap': (items: Item[]) => {
    const sorted = items.toSorted(byOrder)
    const third = Math.floor(sorted.length / 3)
    return [...sorted.slice(0, third), ...sorted.slice(2 * third), ...sorted.slice(third, 2 * third).reverse()]
  },
}

describe('a sync set', () => {
  it.each(Object.entries(ARRIVALS))('is the sorted list of its items when they arrive %s', (_name, arrange) => {
    const rng = createRng(11)
    for (let trial = 0; trial < 60; trial++) {
      const span = trial % 2 === 0 ? 4 : 1_000_000
      const items = arrange(randomItems(rng, logUniform(rng, 3000), 1000, span))
      const set = new SyncSet()
      for (const item of items) expect(set.insert(item)).toBe(true)
      for (const item of items.slice(0, 20)) expect(set.insert(item)).toBe(false)
      const sorted = items.toSorted(byOrder)
      expect(set.size).toBe(items.length)
      expect([...set.oldestFirst()].map(text)).toEqual(sorted.map(text))
      expect([...set.newestFirst()].map(text)).toEqual(sorted.toReversed().map(text))
      expect(set.newest === undefined ? undefined : text(set.newest)).toEqual(sorted.map(text).at(-1))
      expect(items.every((item) => set.has(item))).toBe(true)
      expect(set.has(randomItem(rng, 1000, span))).toBe(false)
    }
  })

  it('visits exactly the items of a range of positions', () => {
    const rng = createRng(12)
    const items = randomItems(rng, 2500, 0, 50)
    const set = setOf(items)
    for (let trial = 0; trial < 300; trial++) {
      const start = Math.floor(rng() * 1700)
      const end = start + Math.floor(rng() * 400)
      const visited: string[] = []
      set.visit(start, end, (leaf, from, to) => {
        for (let index = from; index < to; index++) visited.push(text(leaf.item(index)))
      })
      const expected = items.filter((item) => positionIn(item) >= start && positionIn(item) < end)
      expect(visited).toEqual(expected.toSorted(byOrder).map(text))
    }
  })

  it('can grow while it is walked, in both directions, without losing or repeating an item', () => {
    for (const direction of ['oldestFirst', 'newestFirst'] as const) {
      const rng = createRng(13)
      const first = randomItems(rng, 1000, 0, 100_000)
      const set = setOf(first)
      const seen: string[] = []
      for (const item of set[direction]()) {
        seen.push(text(item))
        if (seen.length < 900) set.insert(randomItem(rng, 0, 100_000))
      }
      expect(new Set(seen).size).toBe(seen.length)
      const sorted = [...seen].sort((a, b) => Number(a.split(':')[0]) - Number(b.split(':')[0]) || (a < b ? -1 : 1))
      expect(seen).toEqual(direction === 'oldestFirst' ? sorted : sorted.reverse())
      const all = new Set(seen)
      expect(first.every((item) => all.has(text(item)))).toBe(true)
    }
  })

  it.each([
    ['in any order', 64],
    ['oldest first', 41],
    ['newest first', 41],
    ['newest first into a gap', 64],
  ] as const)('keeps items that arrive %s in at most %d bytes each', (order, limit) => {
    const rng = createRng(14)
    const items = ARRIVALS[order](randomItems(rng, 60_000))
    const set = setOf(items)
    let bytes = 0
    set.visit(0, Number.POSITIVE_INFINITY, (leaf) => {
      bytes += leaf.times.byteLength + leaf.ids.byteLength
    })
    expect(bytes / set.size).toBeLessThanOrEqual(limit)
  })

  it('keeps its own copy of an id, and gives copies away', () => {
    const item = randomItem(createRng(15), 0, 10)
    const set = setOf([item])
    const before = text(item)
    item.id.fill(0)
    for (const yielded of set.oldestFirst()) yielded.id.fill(1)
    expect([...set.oldestFirst()].map(text)).toEqual([before])
  })
})
