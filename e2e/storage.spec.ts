/** SQLite on the origin private file system of a real profile. */

import { expect, type Page, test } from 'playwright/test'
import { eventCheckContract } from '../src/testing/contracts/event-check.ts'
import { durableSqlContract, sqlDriverContract } from '../src/testing/contracts/sql-driver.ts'
import { verifierContract } from '../src/testing/contracts/verifier.ts'
import type { StorageTask } from './pages/storage/protocol.ts'
import type { StoragePage } from './pages/storage/window.ts'
import { openProfile, type Profile } from './support/profile.ts'
import { openSite, type Site } from './support/site.ts'

declare const page: StoragePage

let site: Site
let profile: Profile
let tab: Page

test.beforeAll(async () => {
  site = await openSite('e2e/pages/storage')
  profile = await openProfile()
})
test.afterAll(async () => {
  await profile.close()
  await site.close()
})
test.beforeEach(async () => {
  tab = await profile.context.newPage()
  await tab.goto(site.address)
})
test.afterEach(() => tab.close())

const run = (task: StorageTask, after: 'kill' | 'keep' | number = 'kill') =>
  tab.evaluate(([task, after]) => page.run(task, after), [task, after] as const)

const suites = [
  ['any', sqlDriverContract],
  ['durable', durableSqlContract],
  ['verifier', [...verifierContract, ...eventCheckContract]],
] as const
for (const [suite, stories] of suites) {
  for (const [index, story] of stories.entries()) {
    test(story.name, async () => {
      expect(await run({ kind: 'contract', suite, index })).toEqual({ ok: true, value: undefined })
    })
  }
}

test('what a killed worker committed is there after a restart of the browser, what it had not is gone', async () => {
  const directory = 'killed'
  await run({ kind: 'write', directory, text: 'a committed note' })
  await profile.restart()
  tab = await profile.context.newPage()
  await tab.goto(site.address)
  expect(await run({ kind: 'read', directory })).toEqual({ ok: true, value: ['a committed note'] })
})

test('the database lies in the private file system, with its content', async () => {
  const directory = 'seen'
  await run({ kind: 'write', directory, text: 'a note to be found' })
  await run({ kind: 'read', directory })
  const files = await tab.evaluate((directory) => page.files(directory), directory)
  const database = files.find((file) => file.text.includes('SQLite format 3'))
  expect(database?.size).toBeGreaterThan(4096)
  expect(files.filter((file) => file.text.includes('a note to be found'))).not.toEqual([])
})

test('the text of erased rows is in no file of the origin, however often pages were split', async () => {
  const directory = 'erased'
  expect(await run({ kind: 'erase', directory, text: 'a whisper' })).toEqual({ ok: true, value: 2_000 })
  const files = await tab.evaluate((directory) => page.files(directory), directory)
  expect(files.filter((file) => file.text.includes('remains 2999;'))).not.toEqual([])
  expect(files.flatMap((file) => file.text.match(/a whisper \d+/g) ?? [])).toEqual([])
})

test('a database still held by a dying worker is waited for', async () => {
  const directory = 'waited'
  await run({ kind: 'write', directory, text: 'x' })
  await run({ kind: 'hold', directory }, 1_000)
  expect(await run({ kind: 'read', directory })).toEqual({ ok: true, value: ['x'] })
})

test('a database that somebody else keeps is refused, not replaced by something in memory', async () => {
  const directory = 'kept'
  await run({ kind: 'hold', directory }, 'keep')
  expect(await run({ kind: 'read', directory })).toEqual({
    ok: false,
    error: 'storage_unavailable: NoModificationAllowedError',
  })
})

test('a pool of files left unfinished by a kill is completed', async () => {
  const directory = 'unfinished'
  await tab.evaluate(async (directory) => {
    const root = await navigator.storage.getDirectory()
    const folder = await root.getDirectoryHandle(directory, { create: true })
    await folder.getFileHandle('first-of-six', { create: true })
  }, directory)
  expect(await run({ kind: 'write', directory, text: 'x' })).toMatchObject({ ok: true })
  expect(await run({ kind: 'read', directory })).toEqual({ ok: true, value: ['x'] })
})

test('sixty thousand rows go in within one transaction, and the worker lives', async () => {
  const answer = await run({ kind: 'speed', rows: 60_000 })
  test.info().annotations.push({ type: 'measured', description: JSON.stringify(answer) })
  expect(answer).toMatchObject({ ok: true })
})
