/** Several tabs of one profile: one database, whoever leads, and whoever goes. */

import { expect, type Page, test } from 'playwright/test'
import type { TabPage } from './pages/tabs/window.ts'
import { openProfile, type Profile } from './support/profile.ts'
import { EMPTY_PAGE, openSite, type Site } from './support/site.ts'

declare const page: TabPage

/** The product's promise; measured about 200 ms, the closing of the page included. */
const TAKEOVER_MS = 2_000
/** Of a tab that has opened, less than the time after which it would try another way by itself. */
const SERVED_MS = 1_500

let site: Site
let profile: Profile

test.beforeAll(async () => {
  site = await openSite('e2e/pages/tabs')
})
test.afterAll(() => site.close())
test.beforeEach(async () => {
  profile = await openProfile()
})
test.afterEach(() => profile.close())

async function open(query = ''): Promise<Page> {
  const tab = await profile.context.newPage()
  await tab.goto(site.address + query)
  return tab
}

const create = (tab: Page, name: string) => tab.evaluate((name) => page.create(name), name)
const list = (tab: Page) => tab.evaluate(() => page.list())

/** Opens a tab and waits until it leads, so that those opened later follow. */
async function openLeader(query = ''): Promise<Page> {
  const tab = await open(query)
  await list(tab)
  return tab
}

/** How long the tab takes to answer. */
async function timed(act: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

const ways = [
  ['over the broker', ''],
  ['without SharedWorker', '?without-broker'],
] as const

for (const [way, query] of ways) {
  test.describe(way, () => {
    test('two tabs read and write one database, and each sees what the other writes', async () => {
      const alice = await openLeader(query)
      const bob = await open(query)
      await create(alice, 'tea')
      await create(bob, 'cake')
      for (const tab of [alice, bob]) {
        expect(await list(tab)).toEqual(['tea', 'cake'])
        await expect.poll(() => tab.evaluate(() => page.reports.at(-1))).toEqual(['tea', 'cake'])
      }
    })

    test('the leader closes and the other goes on', async () => {
      const alice = await openLeader(query)
      await create(alice, 'tea')
      const bob = await open(query)
      await list(bob)
      const took = await timed(async () => {
        await alice.close()
        await create(bob, 'cake')
      })
      expect(took).toBeLessThan(TAKEOVER_MS)
      expect(await list(bob)).toEqual(['tea', 'cake'])
      await expect.poll(() => bob.evaluate(() => page.reports.slice(-2))).toEqual([['tea'], ['tea', 'cake']])
    })

    test('a command under way when the leader dies acts once and is answered', async () => {
      const alice = await openLeader(query)
      const bob = await open(query)
      await list(bob)
      await bob.evaluate(() => page.begin('slow tea'))
      await expect.poll(() => list(alice)).toEqual(['slow tea'])
      await alice.close()
      await expect.poll(() => bob.evaluate(() => page.outcome()), { timeout: 10_000 }).toBe('done')
      expect(await list(bob)).toEqual(['slow tea'])
    })
  })
}

test('the leader crashes and the other goes on', async () => {
  const alice = await openLeader()
  const bob = await open()
  await create(bob, 'tea')
  const devtools = await profile.context.newCDPSession(alice)
  devtools.send('Page.crash').catch(() => undefined) // the page that answers is the page that crashes
  await alice.waitForEvent('crash')
  const took = await timed(() => create(bob, 'cake'))
  expect(took).toBeLessThan(TAKEOVER_MS)
  expect(await list(bob)).toEqual(['tea', 'cake'])
})

test('the leader reloads: the other leads, and the reloaded tab follows', async () => {
  const alice = await openLeader()
  const bob = await open()
  await create(bob, 'tea')
  await alice.reload()
  await create(alice, 'cake')
  expect(await list(bob)).toEqual(['tea', 'cake'])
})

test('the lead is handed on along five tabs, and nothing written is lost', async () => {
  const tabs = [await openLeader()]
  for (let i = 1; i < 5; i++) tabs.push(await open())
  const written: string[] = []
  for (const [index, tab] of tabs.entries()) {
    const last = tabs.at(-1)
    if (last === undefined) throw new Error('no tab')
    await create(last, `channel ${index}`)
    written.push(`channel ${index}`)
    expect(await list(last)).toEqual(written)
    if (tab !== last) await tab.close()
  }
})

test('everything is there after the browser has been closed and opened again', async () => {
  await create(await open(), 'tea')
  await profile.restart()
  expect(await list(await open())).toEqual(['tea'])
})

test('a tab with a broker reaches a leader of another build, which has another broker or none', async () => {
  const alice = await openLeader('?without-broker')
  const bob = await open()
  await create(bob, 'tea')
  expect(await list(alice)).toEqual(['tea'])
})

/** Ends the SharedWorker as the browser may; no tab is told. */
async function killBroker(tab: Page): Promise<void> {
  const devtools = await profile.context.newCDPSession(tab)
  const { targetInfos } = await devtools.send('Target.getTargets')
  const brokers = targetInfos.filter(({ type }) => type === 'shared_worker')
  expect(brokers).toHaveLength(1)
  for (const { targetId } of brokers) await devtools.send('Target.closeTarget', { targetId })
}

test('the broker dies: who is served goes on, who comes is served, and the lead is handed on', async () => {
  const alice = await openLeader()
  const bob = await open()
  await create(bob, 'tea')
  await killBroker(alice)
  await create(bob, 'cake')
  const carol = await open()
  expect(await timed(() => list(carol))).toBeLessThan(SERVED_MS)
  await alice.close()
  expect(await timed(() => create(bob, 'bread'))).toBeLessThan(TAKEOVER_MS)
  const dave = await open()
  expect(await timed(() => list(dave))).toBeLessThan(SERVED_MS)
  for (const tab of [bob, carol, dave]) expect(await list(tab)).toEqual(['tea', 'cake', 'bread'])
})

test('a tab that is gone is no longer served', async () => {
  const alice = await openLeader()
  const bob = await open()
  await list(bob)
  await expect.poll(() => alice.evaluate(() => page.watches())).toBe(2)
  await bob.close()
  await expect.poll(() => alice.evaluate(() => page.watches())).toBe(1)
})

/** A page of the same origin that is none of our tabs. */
const openStranger = () => open(EMPTY_PAGE)

/** The stranger leads, as a tab of another build would. */
async function leadAsVersion(stranger: Page, v: number): Promise<void> {
  await stranger.evaluate(async (v) => {
    await new Promise<void>((resolve) => {
      navigator.locks.request('sotto:leader', () => {
        resolve()
        return new Promise(() => undefined)
      })
    })
    const bulletins = new BroadcastChannel('sotto:tabs')
    bulletins.addEventListener('message', () => bulletins.postMessage({ v, kind: 'leader', term: 'x', broker: '' }))
  }, v)
}

test('an old tab beside a newer leader refuses, and never opens the database again', async () => {
  const stranger = await openStranger()
  await leadAsVersion(stranger, 999)
  const alice = await open()
  await expect(list(alice)).rejects.toThrow('version_mismatch')
  expect(await alice.evaluate(() => page.watchErrors)).toContain('version_mismatch')
  await stranger.close()
  const names = () =>
    alice.evaluate(async () => {
      const { held, pending } = await navigator.locks.query()
      return [...(held ?? []), ...(pending ?? [])].map((lock) => lock.name)
    })
  await expect.poll(names).not.toContain('sotto:leader')
  await expect(list(alice)).rejects.toThrow('version_mismatch')
})

test('a new tab beside an older leader refuses, and takes over when that one is gone', async () => {
  const stranger = await openStranger()
  await leadAsVersion(stranger, 0)
  const alice = await open()
  await expect(list(alice)).rejects.toThrow('version_mismatch')
  await stranger.close()
  await expect.poll(() => list(alice).catch(String)).toEqual([])
})

test('a database that cannot be opened is said to every tab, and all recover when one can open it', async () => {
  const stranger = await openStranger()
  await stranger.evaluate(async () => {
    const hold = `onmessage = async () => {
      const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('tabs', { create: true })
      globalThis.held = await (await folder.getFileHandle('held', { create: true })).createSyncAccessHandle()
      postMessage('held')
    }`
    const worker = new Worker(URL.createObjectURL(new Blob([hold])))
    await new Promise((resolve) => {
      worker.addEventListener('message', resolve)
      worker.postMessage('hold')
    })
  })
  const alice = await open()
  const bob = await open()
  for (const tab of [alice, bob]) await expect(list(tab)).rejects.toThrow('storage_unavailable')
  expect(await alice.evaluate(() => page.storageErrors)).toContain('storage_unavailable')
  await stranger.close()
  const carol = await open()
  for (const tab of [carol, alice, bob])
    await expect.poll(() => list(tab).catch(String), { timeout: 15_000 }).toEqual([])
})
