import { expect, test } from 'vitest'
import type { MessageRow } from '../../engine/api.ts'
import { firstNewId } from './first-new.ts'

const row = (message_id: string, created_at: number, mine = false) => ({ message_id, created_at, mine }) as MessageRow

test('the line stands before the first unread message of somebody else', () => {
  expect(firstNewId([row('a', 1), row('b', 2, true), row('c', 3), row('d', 4)], 1)).toBe('c')
})

test('there is no line in a channel opened for the first time', () => {
  expect(firstNewId([row('a', 1), row('b', 2)], 0)).toBeUndefined()
})

test('there is no line when the boundary lies before what is at hand, or when all is read', () => {
  expect(firstNewId([row('b', 2), row('c', 3)], 1)).toBeUndefined()
  expect(firstNewId([row('b', 2), row('c', 3)], 3)).toBeUndefined()
})
