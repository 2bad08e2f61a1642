import { expect, test } from 'vitest'
import { stageRows } from './stage-rows.ts'

const stages = (held: string, next: string) =>
  stageRows([...held], [...next], (row) => row).map(({ rows, isShift }) => `${rows.join('')}${isShift ? ' shift' : ''}`)

test('the first rows of an empty list are shown at once', () => {
  expect(stages('', 'abc')).toEqual(['abc'])
})

test('a new message is appended without shifting', () => {
  expect(stages('abc', 'abcd')).toEqual(['abcd'])
})

test('a new message that pushes the oldest out of the window is appended before the oldest goes', () => {
  expect(stages('abc', 'bcd')).toEqual(['abcd', 'bcd shift'])
})

test('older messages are prepended before the newest go', () => {
  expect(stages('def', 'bcde')).toEqual(['bcdef shift', 'bcde'])
})

test('a late message in the middle shifts nothing', () => {
  expect(stages('acd', 'abcd')).toEqual(['abcd'])
})

test('a window elsewhere replaces this one', () => {
  expect(stages('abc', 'xyz')).toEqual(['xyz'])
})
