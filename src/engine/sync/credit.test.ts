import { expect, it } from 'vitest'
import { createCredit } from './credit.ts'

const KIB = 1024
const FRAME = 60 * KIB

/** Sends frames while there is credit. @returns how many bytes left */
function sendAll(sender: ReturnType<typeof createCredit>, limit = Number.POSITIVE_INFINITY): number {
  let sent = 0
  for (; sender.isLeft && sent < limit; sent += FRAME) sender.spent(FRAME)
  return sent
}

it('a sender stops at half a megabyte that was not stored, and goes on when it is', () => {
  const [sender, receiver] = [createCredit(), createCredit()]
  const first = sendAll(sender)
  expect(first).toBeGreaterThanOrEqual(512 * KIB)
  expect(first).toBeLessThan(512 * KIB + FRAME)
  let granted = 0
  for (let at = 0; at < first; at += FRAME) {
    expect(receiver.arrived(FRAME)).toBe(true)
    granted += receiver.settled(FRAME)
  }
  expect(first - granted).toBeLessThan(128 * KIB)
  expect(sender.isLeft).toBe(false)
  sender.granted(granted)
  expect(sendAll(sender)).toBeGreaterThan(300 * KIB)
})

it('whatever is stored in whatever portions, a sender is never stuck', () => {
  const [sender, receiver] = [createCredit(), createCredit()]
  let total = 0
  for (let bytes = 1; bytes < 900; bytes++) {
    expect(sender.isLeft).toBe(true)
    sender.spent(700)
    receiver.arrived(700)
    sender.granted(receiver.settled(700))
    total += 700
  }
  expect(total).toBeGreaterThan(600 * KIB)
})

it('one who sends without credit is cut off at a megabyte', () => {
  const receiver = createCredit()
  let taken = 0
  while (receiver.arrived(FRAME)) taken += FRAME
  expect(taken).toBeGreaterThan(1024 * KIB - FRAME)
  expect(taken).toBeLessThanOrEqual(1024 * KIB)
})

it('grants without end let a sender have no more under way than the credit', () => {
  const sender = createCredit()
  for (let i = 0; i < 100; i++) sender.granted(2 ** 32 - 1)
  expect(sendAll(sender)).toBeLessThan(512 * KIB + FRAME)
})
