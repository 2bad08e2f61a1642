import { expect, test } from 'vitest'
import { counted, formatAgo, formatDay } from './format.ts'

const NOON = new Date(2026, 10, 20, 12).getTime()
const HOUR = 3_600_000

test('one of something is singular, and thousands are grouped', () => {
  expect(counted(1, 'message', 'messages')).toBe('1 message')
  expect(counted(0, 'message', 'messages')).toBe('0 messages')
  expect(counted(3100, 'message', 'messages')).toBe('3,100 messages')
})

test('days are named by how near they are', () => {
  expect(formatDay(NOON - HOUR, NOON)).toBe('Today')
  expect(formatDay(NOON - 13 * HOUR, NOON)).toBe('Yesterday')
  expect(formatDay(NOON - 72 * HOUR, NOON)).toBe('Tuesday, November 17')
  expect(formatDay(NOON - 400 * 24 * HOUR, NOON)).toBe('October 16, 2025')
})

test('moments are told by their distance', () => {
  expect(formatAgo(NOON - 20_000, NOON)).toBe('just now')
  expect(formatAgo(NOON - 5 * HOUR, NOON)).toBe('5 hours ago')
  expect(formatAgo(NOON + 150 * HOUR, NOON)).toBe('in 6 days')
})
