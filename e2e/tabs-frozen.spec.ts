/**
 * Tabs that the browser freezes to save power: a frozen tab runs nothing, but keeps what it holds. It must hold
 * neither the lead nor a place in the queue for it.
 */

import { expect, type Page, test } from 'playwright/test'
import type { TabPage } from './pages/tabs/window.ts'
import { openPlainBrowser, type PlainBrowser } from './support/plain-browser.ts'
import { openSite, type Site } from './support/site.ts'

declare const page: TabPage

/** The product's promise for a leader that goes. */
const TAKEOVER_MS = 2_000

let site: Site
let browser: PlainBrowser

test.beforeAll(async () => {
  site = await openSite('e2e/pages/tabs')
})
test.afterAll(() => site.close())
test.beforeEach(async () => {
  browser = await openPlainBrowser()
})
test.afterEach(() => browser.close())

/** Opens a tab and waits until it is served: the first one leads. */
async function open(): Promise<Page> {
  const tab = await browser.context.newPage()
  await tab.goto(site.address)
  await list(tab)
  return tab
}

/** Resolves once the page has been told. */
async function setState(tab: Page, state: 'frozen' | 'active'): Promise<void> {
  const told = tab.evaluate(
    (event) => {
      return new Promise((resolve) => document.addEventListener(event, resolve, { once: true }))
    },
    state === 'frozen' ? 'freeze' : 'resume',
  )
  const devtools = await browser.context.newCDPSession(tab)
  await devtools.send('Page.setWebLifecycleState', { state })
  await told
}

const create = (tab: Page, name: string) => tab.evaluate((name) => page.create(name), name)
const list = (tab: Page) => tab.evaluate(() => page.list())

async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

test('a leader that is frozen hands the lead on, and follows when it is thawed', async () => {
  const alice = await open()
  const bob = await open()
  await create(alice, 'tea')
  await setState(alice, 'frozen')
  expect(await timed(() => create(bob, 'cake'))).toBeLessThan(TAKEOVER_MS)
  expect(await list(bob)).toEqual(['tea', 'cake'])

  await setState(alice, 'active')
  expect(await list(alice)).toEqual(['tea', 'cake'])
  await create(alice, 'bread')
  await expect.poll(() => bob.evaluate(() => page.reports.at(-1))).toEqual(['tea', 'cake', 'bread'])
  await bob.close()
  expect(await timed(() => create(alice, 'jam'))).toBeLessThan(TAKEOVER_MS)
  expect(await list(alice)).toEqual(['tea', 'cake', 'bread', 'jam'])
})

test('a command under way in a leader that is frozen acts once and is answered', async () => {
  const alice = await open()
  const bob = await open()
  await bob.evaluate(() => page.begin('slow tea'))
  await expect.poll(() => list(alice)).toEqual(['slow tea'])
  await setState(alice, 'frozen')
  await expect.poll(() => bob.evaluate(() => page.outcome()), { timeout: 10_000 }).toBe('done')
  expect(await list(bob)).toEqual(['slow tea'])
})

test('a frozen tab is not given the lead', async () => {
  const alice = await open()
  const bob = await open() // the next in line
  const carol = await open()
  await setState(bob, 'frozen')
  await alice.close()
  expect(await timed(() => create(carol, 'tea'))).toBeLessThan(TAKEOVER_MS)
  await setState(bob, 'active')
  expect(await list(bob)).toEqual(['tea'])
  await carol.close()
  expect(await timed(() => create(bob, 'cake'))).toBeLessThan(TAKEOVER_MS)
  expect(await list(bob)).toEqual(['tea', 'cake'])
})

test('the only tab is frozen and thawed, again and again, and goes on', async () => {
  const alice = await open()
  const written: string[] = []
  for (const name of ['tea', 'cake', 'bread']) {
    await setState(alice, 'frozen')
    await setState(alice, 'active')
    await create(alice, name)
    written.push(name)
    expect(await list(alice)).toEqual(written)
  }
  const bob = await open()
  expect(await list(bob)).toEqual(written)
})
