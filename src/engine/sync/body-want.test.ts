/** When bodies are asked for, and how often answered. */

import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import { createBodyAsker, createBodyPace } from './body-want.ts'

const MINUTE_MS = 60_000

/** Ids in ascending order. */
const gaps = (count: number) => Array.from({ length: count }, (_, i) => i.toString(16).padStart(64, '0') as EventId)
const store = (ids: readonly EventId[]) => (after: string, limit: number) =>
  ids.filter((id) => id > after).slice(0, limit)

/** What is asked for in this stretch of time, second by second. */
function asked(asker: ReturnType<typeof createBodyAsker>, from_ms: number, to_ms: number): readonly EventId[][] {
  const all: EventId[][] = []
  for (let t_ms = from_ms; t_ms < to_ms; t_ms += 1_000) {
    const ids = asker.due(t_ms)
    if (ids.length > 0) all.push([...ids])
  }
  return all
}

test('every gap is asked for once, 256 at a time, and after ten minutes again', () => {
  const asker = createBodyAsker(store(gaps(600)))
  const first = asked(asker, 0, 9 * MINUTE_MS)
  expect(first.map((ids) => ids.length)).toEqual([256, 256, 88])
  expect(first.flat()).toEqual(gaps(600))
  expect(asked(asker, 9 * MINUTE_MS, 12 * MINUTE_MS).flat()).toEqual(gaps(600))
  expect(asked(createBodyAsker(store(gaps(512))), 0, 9 * MINUTE_MS).flat()).toEqual(gaps(512))
})

test('a new gap is asked for within five seconds, whatever was asked for before', () => {
  const ids = [...gaps(3)]
  const asker = createBodyAsker((after, limit) => store(ids)(after, limit))
  expect(asked(asker, 0, MINUTE_MS)).toEqual([gaps(3)])
  ids.push('ff'.repeat(32) as EventId)
  asker.restart()
  expect(asked(asker, MINUTE_MS, MINUTE_MS + 6_000)).toEqual([ids])
})

test('a stream of new gaps does not make the asking faster', () => {
  const asker = createBodyAsker(store(gaps(3)))
  let times = 0
  for (let t_ms = 0; t_ms < MINUTE_MS; t_ms += 100) {
    asker.restart()
    if (asker.due(t_ms).length > 0) times++
  }
  expect(times).toBe(12)
})

test('without gaps nothing is asked, and the first one is noticed soon', () => {
  const ids: EventId[] = []
  const asker = createBodyAsker((after, limit) => store(ids)(after, limit))
  expect(asked(asker, 0, MINUTE_MS)).toEqual([])
  ids.push(...gaps(1))
  expect(asked(asker, MINUTE_MS, MINUTE_MS + 6_000)).toEqual([gaps(1)])
})

test('who asks at the pace is always answered, who asks faster mostly not', () => {
  const pace = createBodyPace()
  for (let t_ms = 0; t_ms < MINUTE_MS; t_ms += 5_000) expect(pace(t_ms)).toBe(true)
  let answered = 0
  for (let t_ms = MINUTE_MS; t_ms < 2 * MINUTE_MS; t_ms += 100) if (pace(t_ms)) answered++
  expect(answered).toBe(15)
})
