/** How often the receipts of one device are taken. */

import { expect, test } from 'vitest'
import type { PeerId } from '../base/ids.ts'
import { createHavePace } from './have-pace.ts'

const YEAR_MS = 365 * 86_400_000
const NOW_MS = 1_767_225_600_000

test('receipts go on though the clock of who takes them was set back by a year', () => {
  const pace = createHavePace()
  const device = 'ab'.repeat(32) as PeerId
  pace.taken(device, NOW_MS)
  expect(pace.isOpen(device, NOW_MS)).toBe(false)
  expect(pace.isOpen(device, NOW_MS - YEAR_MS)).toBe(true)
})
