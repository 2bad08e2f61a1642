/** Where a chain ends for who holds it, and by what else it is named. */

import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import type { ChainLink } from '../store/log.ts'
import { endAt } from './cuts.ts'

const link = (name: string, seq: number, prev: string): ChainLink => ({ event_id: name as EventId, seq, prev })

/** The chain `name 0`, `name 1` … of these places. */
const stretch = (name: string, from: number, to: number): readonly ChainLink[] =>
  Array.from({ length: to - from + 1 }, (_, i) => link(`${name} ${from + i}`, from + i, `${name} ${from + i - 1}`))

test('a whole chain is named by its head, and 1, 4, 16 places below and so on', () => {
  const below = [99, 96, 84, 36].map((n) => `bob ${n}`)
  expect(endAt(stretch('bob', 0, 100))).toEqual({ head: 'bob 100', count: 101, below })
  expect(endAt(stretch('bob', 0, 0))).toEqual({ head: 'bob 0', count: 1, below: [] })
  expect(endAt([])).toBeUndefined()
})

test('what lies before a gap is named by its own highest', () => {
  expect(endAt([...stretch('bob', 0, 5), ...stretch('bob', 8, 9)])).toEqual({
    head: 'bob 9',
    count: 10,
    below: ['bob 5', 'bob 4', 'bob 1'],
  })
})

test('a chain of which only the newest is held is named in that', () => {
  const below = [999, 996, 984].map((n) => `bob ${n}`)
  expect(endAt(stretch('bob', 980, 1_000))).toEqual({ head: 'bob 1000', count: 1_001, below })
})

test('however many single events a thief writes ahead, or beside it, what the owner did is named', () => {
  const ahead = Array.from({ length: 50 }, (_, i) => link(`ahead ${i}`, 1_000_000 - 3 ** (i % 12) - i, 'nothing'))
  const beside = Array.from({ length: 20 }, (_, i) => link(`beside ${i}`, i, 'nothing'))
  for (const chain of [
    [...stretch('bob', 0, 30), ...ahead],
    [...ahead, ...beside, ...stretch('bob', 0, 30)],
  ]) {
    const end = endAt(chain)
    expect(end?.head).toMatch(/^ahead/)
    expect(end?.below.filter((id) => id.startsWith('bob'))).toEqual(['bob 30', 'bob 29', 'bob 26', 'bob 14'])
  }
})

test('what was done from the first event on is named before longer stretches', () => {
  const ahead = [100, 200, 300, 400, 500, 600].flatMap((from) => stretch(`ahead ${from}`, from, from + 9))
  expect(endAt([...stretch('bob', 0, 3), ...ahead])?.below[0]).toBe('bob 3')
})

test('where a thief has written beside what the owner did, up to further ahead, what lies before that is named', () => {
  const beside = stretch('thief', 20, 40)
  expect(endAt([...stretch('bob', 0, 30), ...beside])).toEqual({
    head: 'thief 40',
    count: 41,
    below: ['bob 19', 'thief 39', 'thief 36', 'thief 24'],
  })
})

test('no event leads out of its stretch, whatever it names', () => {
  const links = stretch('bob', 0, 1_000)
  let looked = 0
  const onto = (seq: number) => ({
    ...link(`onto ${seq}`, 1, 'bob 1000'),
    get prev() {
      looked++
      return 'bob 1000'
    },
  })
  const end = endAt([...links, ...Array.from({ length: 100 }, (_, i) => onto(i))])
  expect(end?.below[0]).toBe('bob 999')
  expect(looked).toBeLessThan(1_000)
})

test('an honest gap is named below one that a thief has left', () => {
  const thief = [link('high', 1_000, 'x'), link('mid', 900, 'x'), link('y 2', 2, 'mid'), ...stretch('y', 3, 5)]
  const end = endAt([...stretch('bob', 0, 30), ...stretch('bob', 40, 42), ...thief])
  expect(end?.below.slice(0, 2)).toEqual(['bob 30', 'bob 42'])
})

test('of two branches that of the highest event is named alone', () => {
  const branch = [link('other 4', 4, 'bob 3'), link('other 5', 5, 'other 4')]
  const end = endAt([...stretch('bob', 0, 4), ...branch])
  expect(end).toEqual({ head: 'other 5', count: 6, below: ['other 4', 'bob 1'] })
})
