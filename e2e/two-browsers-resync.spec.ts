/** Two browsers that differ by one message of two thousand exchange about one message. */

import { rm } from 'node:fs/promises'
import { expect, type Page, test } from 'playwright/test'
import { type Served, serve } from '../server/serve.ts'
import type { EnginePage } from './pages/engine/window.ts'
import { tapChannels } from './support/channel-tap.ts'
import { openProfile, type Profile } from './support/profile.ts'
import { buildSite } from './support/site.ts'

declare const page: EnginePage

const HISTORY = 2_000
/** The message itself, and one in a hundred that a filter takes for known. */
const MAX_EVENTS = 1 + HISTORY / 100
const MAX_BYTES = 8_192

let folder: string
let served: Served
const profiles: Profile[] = []

test.beforeAll(async () => {
  folder = await buildSite('e2e/pages/engine')
  served = await serve({ folder, host: '127.0.0.1', port: 0 })
})
test.afterAll(async () => {
  for (const profile of profiles) await profile.close()
  await served.close()
  await rm(folder, { recursive: true })
})

async function arrives(frames: Buffer[]): Promise<Profile> {
  const profile = await openProfile()
  profiles.push(profile)
  await tapChannels(profile.context, frames)
  return profile
}

async function open(profile: Profile): Promise<Page> {
  const tab = await profile.context.newPage()
  await tab.goto(served.url)
  await tab.waitForFunction(() => 'page' in globalThis)
  return tab
}

const sizeOf = (frames: readonly Buffer[]) => frames.reduce((sum, frame) => sum + frame.length, 0)
const countMessages = (tab: Page) => tab.evaluate(() => page.countMessages())

test('one message missing of two thousand costs at most 21 events and 8 kB', async () => {
  test.setTimeout(180_000)
  const sent = { alice: [] as Buffer[], bob: [] as Buffer[] }
  const alice = await open(await arrives(sent.alice))
  const bobs = await arrives(sent.bob)
  const first = await open(bobs)
  const link = await alice.evaluate(() => page.createAndInvite('Alice'))
  await alice.evaluate((count) => page.post(count), HISTORY)
  await first.evaluate((fragment) => page.join('Bob', fragment), link)
  await expect.poll(() => countMessages(first), { timeout: 60_000 }).toBe(HISTORY)
  await expect.poll(() => alice.evaluate(() => page.holdersOfNewest()), { timeout: 60_000 }).toBe(1)
  expect(sizeOf(sent.alice)).toBeGreaterThan(HISTORY * 100) // the tap counts

  await first.close()
  const isAlone = async () => (await alice.evaluate(() => page.connection())).connected === 0
  await expect.poll(isAlone, { timeout: 60_000 }).toBe(true)
  await alice.evaluate(() => page.post(1))
  sent.alice.length = 0
  sent.bob.length = 0

  const again = await open(bobs)
  await expect.poll(() => countMessages(again), { timeout: 60_000 }).toBe(HISTORY + 1)
  await expect.poll(() => alice.evaluate(() => page.holdersOfNewest()), { timeout: 60_000 }).toBe(1)
  const counters = await again.evaluate(() => page.counters())
  const received = Object.entries(counters).filter(([name]) => /^(known|stored|rejected|blocked|dropped)/.test(name))
  const events = received.reduce((sum, [, count]) => sum + count, 0)
  const bytes = { alice: sizeOf(sent.alice), bob: sizeOf(sent.bob) }
  test.info().annotations.push({ type: 'measured', description: JSON.stringify({ events, bytes }) })
  expect(events).toBeGreaterThan(0)
  expect(events).toBeLessThanOrEqual(MAX_EVENTS)
  expect(bytes.alice + bytes.bob).toBeLessThanOrEqual(MAX_BYTES)
})
