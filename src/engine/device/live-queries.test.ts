/** Live queries: what is reported, when, and what costs nothing. */

import { expect, test } from 'vitest'
import { EngineError } from '../base/errors.ts'
import { createLiveQueries, type RunQuery } from './live-queries.ts'

/** A task queue that the test empties by hand. */
function createTasks() {
  const waiting: (() => void)[] = []
  return {
    next: () => new Promise<void>((resolve) => waiting.push(resolve)),
    async runs() {
      for (const resolve of waiting.splice(0)) resolve()
      await Promise.resolve()
      await Promise.resolve()
    },
    get count() {
      return waiting.length
    },
  }
}

function watched(read: () => unknown, tables: readonly string[] = ['message']) {
  const tasks = createTasks()
  const live = createLiveQueries(tasks.next)
  const results: unknown[] = []
  const errors: string[] = []
  let runs = 0
  const query: RunQuery = (onTable) => {
    runs++
    tables.forEach(onTable)
    return read()
  }
  const end = live.watch(
    query,
    (result) => results.push(result),
    (code) => errors.push(code),
  )
  return { tasks, live, results, errors, end, runs: () => runs }
}

const written = (...tables: string[]) => new Set(tables)

test('the present result is reported at once, and a later one only when it differs', async () => {
  let value = 1
  const { tasks, live, results } = watched(() => ({ value }))
  expect(results).toEqual([{ value: 1 }])
  live.touched(written('message'))
  await tasks.runs()
  expect(results).toHaveLength(1)
  value = 2
  live.touched(written('message'))
  await tasks.runs()
  expect(results).toEqual([{ value: 1 }, { value: 2 }])
})

test('commits in one go cost one run, and those to other tables none', async () => {
  const { tasks, live, runs } = watched(() => 0)
  live.touched(written('channel'))
  expect(tasks.count).toBe(0)
  for (let i = 0; i < 10; i++) live.touched(written('message', 'channel'))
  await tasks.runs()
  expect(runs()).toBe(2)
})

test('what is noted is reported with what is touched next, or when the stream has ended', async () => {
  let value = 1
  const { tasks, live, results } = watched(() => value)
  value = 2
  live.noted(written('message'))
  expect(tasks.count).toBe(0)
  live.noted(written('channel'))
  live.catchUp()
  await tasks.runs()
  expect(results).toEqual([1, 2])
  value = 3
  live.noted(written('message'))
  live.touched(written('channel')) // nobody reads it, and yet
  await tasks.runs()
  expect(results).toEqual([1, 2, 3])
  live.catchUp()
  expect(tasks.count).toBe(0)
})

test('nothing is reported after the watch has ended, even of what was under way', async () => {
  let value = 1
  const { tasks, live, results, end } = watched(() => value)
  value = 2
  live.touched(written('message'))
  end()
  await tasks.runs()
  expect(results).toEqual([1])
})

test('what a query reads is observed each time it runs', async () => {
  const tables = ['message']
  let value = 1
  const { tasks, live, results } = watched(() => value, tables)
  tables.push('channel')
  live.touched(written('message'))
  await tasks.runs()
  value = 2
  live.touched(written('channel'))
  await tasks.runs()
  expect(results).toEqual([1, 2])
})

test('an error is told by its code, and the result that follows it is told again', async () => {
  let fails = false
  const { tasks, live, results, errors } = watched(() => {
    if (fails) throw new EngineError('unknown_identity')
    return 'here'
  })
  fails = true
  live.touched(written('message'))
  await tasks.runs()
  fails = false
  live.touched(written('message'))
  await tasks.runs()
  expect(errors).toEqual(['unknown_identity'])
  expect(results).toEqual(['here', 'here'])
})
