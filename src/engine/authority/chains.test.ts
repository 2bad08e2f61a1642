/** Which events of a cut device its end does not lead to. */

import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import type { ChainLink } from '../store/log.ts'
import { straysFrom } from './chains.ts'

const link = (name: string, seq: number, prev: string): ChainLink => ({ event_id: name as EventId, seq, prev })
const [A, B, C, D] = [link('a', 0, ''), link('b', 1, 'a'), link('c', 2, 'b'), link('d', 3, 'c')]
const CHAIN = [A, B, C, D]

/** Each with a question mark that is not proven. */
const strays = (head: string, count: number, chain: readonly ChainLink[], below: readonly string[] = []) =>
  straysFrom(
    { head: head as EventId, count, below: below as readonly EventId[] },
    new Map(chain.map((one) => [one.event_id as string, one])),
  ).map(({ event_id, is_proven }) => `${event_id}${is_proven === 1 ? '' : '?'}`)

test('of a chain that is here nothing strays, and beyond the end nobody looks', () => {
  expect(strays('d', 4, CHAIN)).toEqual([])
  expect(strays('b', 2, CHAIN)).toEqual([])
})

test('while the head is not here nothing is known to lead there, and whatever is in its place does not', () => {
  expect(strays('e', 5, CHAIN)).toEqual(['a?', 'b?', 'c?', 'd?'])
  expect(strays('x', 4, CHAIN)).toEqual(['a?', 'b?', 'c?', 'd'])
})

test('what lies before a gap is not known to be of the chain, and what is put into the gap is known not to be', () => {
  expect(strays('d', 4, [A, B, D])).toEqual(['a?', 'b?'])
  expect(strays('d', 4, [A, B, link('forged', 2, 'b'), D])).toEqual(['a?', 'b?', 'forged'])
})

test('what the end names below is of the chain, and what leads there', () => {
  expect(strays('e', 5, CHAIN, ['d'])).toEqual([])
  expect(strays('e', 6, [A, B, C, link('forged', 3, 'c')], ['unheard', 'c'])).toEqual(['forged?'])
  expect(strays('d', 4, [A, B, D], ['b'])).toEqual([])
})

test('a second event for a place strays, also where an end names it', () => {
  const forged = link('forged', 1, 'a')
  expect(strays('d', 4, [...CHAIN, forged])).toEqual(['forged'])
  expect(strays('d', 4, [...CHAIN, forged], ['forged'])).toEqual(['forged'])
})

test('what an end names is of the chain, whatever an event above names in its place that is not here', () => {
  const ahead = link('ahead', 4, 'nothing')
  expect(strays('ahead', 5, [...CHAIN, ahead], ['d'])).toEqual([])
  const forged = link('forged', 3, 'nothing')
  expect(strays('ahead', 5, [...CHAIN, link('ahead', 4, 'forged'), forged], ['d'])).toEqual(['d'])
})

test('a chain that passes over places ends there', () => {
  expect(strays('d', 10, [A, B, link('d', 9, 'b')])).toEqual(['a?', 'b?'])
})

test('an end that says another place of its head than the head itself leads nowhere', () => {
  expect(strays('d', 3, CHAIN)).toEqual(['a?', 'b?', 'c'])
})
