import { describe, expect, test } from 'vitest'
import { nextAfter } from './next-after.ts'

describe('where focus goes when rows leave', () => {
  const ids = ['a', 'b', 'c', 'd']
  test('to the row after the last that leaves', () => {
    expect(nextAfter(ids, new Set(['b']))).toBe('c')
    expect(nextAfter(ids, new Set(['a', 'c']))).toBe('d')
  })
  test('to the one before where none comes after', () => {
    expect(nextAfter(ids, new Set(['d']))).toBe('c')
    expect(nextAfter(ids, new Set(['b', 'd']))).toBe('c')
    expect(nextAfter(ids, new Set(['c', 'd']))).toBe('b')
  })
  test('nowhere when none stays', () => {
    expect(nextAfter(['a'], new Set(['a']))).toBeUndefined()
  })
})
