/** A pause ends when its time is over, and when there is no telling. */

import { expect, test } from 'vitest'
import { isOver } from './pauses.ts'

const NOW_MS = 1_767_225_600_000

test('a pause is over after its time, not before, and at once when the clock was set back', () => {
  expect(isOver(NOW_MS, 2_000, NOW_MS)).toBe(false)
  expect(isOver(NOW_MS, 2_000, NOW_MS + 1_999)).toBe(false)
  expect(isOver(NOW_MS, 2_000, NOW_MS + 2_000)).toBe(true)
  expect(isOver(NOW_MS, 2_000, NOW_MS - 1)).toBe(true)
})
