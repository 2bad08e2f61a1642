/** Two browsers that hold the same exchange nothing, and those that differ by one message of two thousand about one message. */

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
/** Timing moves a ping or a receipt from one side of a measurement to the other; a filter of 2,000 items is 3,000 bytes. */
const SAME_BYTES = 512

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

const counters = (tab: Page) => tab.evaluate(() => page.counters())
const isInStep = async (tab: Page) => {
  const peers = await tab.evaluate(() => page.peers())
  return peers.length === 1 && peers.every(({ is_complete, to_come }) => is_complete && to_come === 0)
}

const sent = { alice: [] as Buffer[], bob: [] as Buffer[] }
let alice: Page
let bobs: Profile

/** Bob's page closes, Alice notices, something happens, and he opens another. @returns that, and what went over */
async function comesBack(meanwhile: () => Promise<void> = async () => undefined) {
  for (const tab of bobs.context.pages()) if (tab.url().startsWith(served.url)) await tab.close()
  const isAlone = async () => (await alice.evaluate(() => page.connection())).connected === 0
  await expect.poll(isAlone, { timeout: 60_000 }).toBe(true)
  await meanwhile()
  sent.alice.length = 0
  sent.bob.length = 0
  const bob = await open(bobs)
  for (const tab of [alice, bob]) await expect.poll(() => isInStep(tab), { timeout: 60_000 }).toBe(true)
  await expect.poll(() => alice.evaluate(() => page.holdersOfNewest()), { timeout: 60_000 }).toBe(1)
  const received = Object.entries(await counters(bob)).filter(([name]) =>
    /^(known|stored|rejected|blocked|dropped)/.test(name),
  )
  const sum = (of: typeof received) => of.reduce((total, [, count]) => total + count, 0)
  return {
    bob,
    events: sum(received),
    stored: sum(received.filter(([name]) => !name.startsWith('known'))),
    bytes: sizeOf(sent.alice) + sizeOf(sent.bob),
  }
}

const measured = ({ events, bytes }: { readonly events: number; readonly bytes: number }) => ({
  type: 'measured',
  description: JSON.stringify({ events, bytes }),
})

const posts = (count: number) => alice.evaluate((count) => page.post(count), count)

/** The second story goes on where the first ends: one history for both. */
test.describe.configure({ mode: 'serial', timeout: 180_000 })

test('two who hold the same exchange no event, and with two thousand messages no more bytes than with ten', async () => {
  alice = await open(await arrives(sent.alice))
  bobs = await arrives(sent.bob)
  const first = await open(bobs)
  const link = await alice.evaluate(() => page.createAndInvite('Alice'))
  await first.evaluate((fragment) => page.join('Bob', fragment), link)
  await expect.poll(() => isInStep(first), { timeout: 60_000 }).toBe(true)
  // Whoever came by a link is given its key once more, by a member: that is an event too, and comes before the messages.
  const isGiven = async () => (await alice.evaluate(() => page.keysLacking())) === 0
  await expect.poll(isGiven, { timeout: 60_000 }).toBe(true)
  await posts(10)
  await expect.poll(() => countMessages(first)).toBe(10)
  const few = await comesBack()
  const history = await comesBack(() => posts(HISTORY - 10))
  expect(history.bytes).toBeGreaterThan(HISTORY * 100) // the tap counts
  const many = await comesBack()
  test.info().annotations.push(measured(few), measured(many))
  expect(few.stored + many.stored).toBe(0)
  expect(many.events).toBe(few.events) // what each shows to prove who it is
  expect(many.bytes).toBeLessThan(few.bytes + SAME_BYTES)
})

test('one message missing of two thousand costs at most 21 events and 8 kB', async () => {
  const missing = await comesBack(() => posts(1))
  test.info().annotations.push(measured(missing))
  expect(await countMessages(missing.bob)).toBe(HISTORY + 1)
  expect(missing.stored).toBe(1)
  expect(missing.events).toBeLessThanOrEqual(MAX_EVENTS)
  expect(missing.bytes).toBeLessThanOrEqual(MAX_BYTES)
})
