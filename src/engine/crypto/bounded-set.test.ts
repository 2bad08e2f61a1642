import { describe, expect, it } from 'vitest'
import { createBoundedSet } from './bounded-set.ts'

describe('a bounded set', () => {
  it('has what was added, up to its limit, and forgets the oldest first', () => {
    const set = createBoundedSet<number>(3)
    for (const n of [1, 2, 3, 4, 5]) set.add(n)
    expect([1, 2, 3, 4, 5].filter((n) => set.has(n))).toEqual([3, 4, 5])
  })

  it('forgets nobody when a member is added again', () => {
    const set = createBoundedSet<number>(2)
    for (const n of [1, 2, 2, 1]) set.add(n)
    expect([set.has(1), set.has(2)]).toEqual([true, true])
  })
})
