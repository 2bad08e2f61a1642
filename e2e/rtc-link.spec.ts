/**
 * Real WebRTC links between two pages, by the same stories that the simulated links pass. Descriptions
 * travel through the test; no server takes part.
 */

import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, type Page, test } from 'playwright/test'
import { createServer, type ViteDevServer } from 'vite'
import { ROOT } from '../scripts/root.mjs'
import type { LinkRole } from '../src/engine/base/ports.ts'
import { linkContract } from '../src/testing/contracts/link.ts'
import type { LinkProbe } from '../src/testing/contracts/link-probe.ts'

let vite: ViteDevServer
let cache: string
let address: string

test.beforeAll(async () => {
  cache = mkdtempSync(join(tmpdir(), 'sotto-rtc-'))
  vite = await createServer({
    root: ROOT,
    configFile: false,
    cacheDir: cache,
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
    // Found now, not on the first import: a late find reloads the pages.
    optimizeDeps: { entries: ['e2e/pages/rtc-link.html'], include: ['simple-peer/simplepeer.min.js'] },
  })
  await vite.listen()
  address = `${vite.resolvedUrls?.local[0]}e2e/pages/rtc-link.html`
})

test.afterAll(async () => {
  await vite.close()
  rmSync(cache, { recursive: true, force: true })
})

async function openPage(page: Page): Promise<Page> {
  await page.goto(address)
  await page.waitForFunction(() => 'openEnd' in window)
  return page
}

/** An end that lives in a page. */
async function openEnd(
  page: Page,
  role: LinkRole,
  stunServers: readonly string[] = [],
  open_timeout_ms?: number,
): Promise<LinkProbe> {
  const number = await page.evaluate(([as, stun, timeout]) => window.openEnd(as, stun, timeout), [
    role,
    stunServers,
    open_timeout_ms,
  ] as const)
  const call = <Name extends keyof LinkProbe>(name: Name, ...args: Parameters<LinkProbe[Name]>) =>
    page.evaluate(
      ([end, method, given]) => Reflect.apply(Reflect.get(window.ends[end] ?? {}, method), undefined, given),
      [number, name, args] as const,
    ) as ReturnType<LinkProbe[Name]>
  return {
    signal: (description) => call('signal', description),
    sendNumbered: (first, count, bytes) => call('sendNumbered', first, count, bytes),
    sendUntilHigh: () => call('sendUntilHigh'),
    bufferedBytes: () => call('bufferedBytes'),
    close: (reason) => call('close', reason),
    seen: () => call('seen'),
  }
}

const until = async (what: string, holds: () => Promise<boolean>, limit_ms: number) =>
  expect.poll(holds, { message: what, timeout: limit_ms, intervals: [20] }).toBe(true)

for (const story of linkContract) {
  test(`over WebRTC, ${story.name}`, async ({ context }) => {
    const pages = [await openPage(await context.newPage()), await openPage(await context.newPage())]
    let ends = 0
    await story.run({
      open: (role) => openEnd(pages[ends++ % 2] as Page, role),
      until,
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    })
  })
}

test('a STUN server that does not answer delays the description by two seconds at most', async ({ page }) => {
  const silent = createSocket('udp4')
  await new Promise<void>((resolve) => silent.bind(0, resolve))
  await openPage(page)
  const warm = await openEnd(page, 'initiator')
  await until('warm', async () => (await warm.seen()).descriptions.length > 0, 10_000)
  const start = performance.now()
  const end = await openEnd(page, 'initiator', [`stun:127.0.0.1:${silent.address().port}`])
  await until('described', async () => (await end.seen()).descriptions.length > 0, 10_000)
  expect(performance.now() - start).toBeLessThan(2_300)
  silent.close()
})

test('an end that nobody answers closes once its time is over', async ({ page }) => {
  await openPage(page)
  const end = await openEnd(page, 'initiator', [], 1_000)
  await until('closed', async () => (await end.seen()).closes.length > 0, 5_000)
  expect((await end.seen()).order).toEqual(['signal', 'close'])
  expect((await end.seen()).closes).toEqual(['open timeout'])
})

test('an end whose other end vanishes with its page closes by itself', async ({ context }) => {
  const [a, b] = [await openPage(await context.newPage()), await openPage(await context.newPage())]
  const alice = await openEnd(a, 'initiator')
  const bob = await openEnd(b, 'responder')
  await until('offer', async () => (await alice.seen()).descriptions.length > 0, 10_000)
  await bob.signal((await alice.seen()).descriptions[0] ?? '')
  await until('answer', async () => (await bob.seen()).descriptions.length > 0, 10_000)
  await alice.signal((await bob.seen()).descriptions[0] ?? '')
  await until('open', async () => (await alice.seen()).fingerprints.length > 0, 10_000)
  await b.close()
  await until('closed', async () => (await alice.seen()).closes.length > 0, 40_000)
})
