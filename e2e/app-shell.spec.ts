/**
 * What surrounds the application: it starts without its server, goes over to a newer build when the
 * person says so, and breaks none of the rules its page sets for it.
 */

import { type BrowserContext, expect, type Page, test } from 'playwright/test'
import { type BuildServer, createBuildServer } from './support/build-server.ts'
import { openProfile, type Profile } from './support/profile.ts'

let server: BuildServer
let profile: Profile
let context: BrowserContext
test.beforeEach(async () => {
  server = await createBuildServer()
  profile = await openProfile()
  context = profile.context
})
test.afterEach(async () => {
  await profile.close()
  await server.remove()
})

/** The interface has drawn something: without it the root element stays empty. */
async function expectInterface(page: Page): Promise<void> {
  await expect(page.locator('#app > *').first()).toBeVisible()
}

async function visitOnce(page: Page): Promise<void> {
  await page.goto(server.url)
  await expectInterface(page)
  await page.evaluate(() => navigator.serviceWorker.ready)
}

test('the second visit needs no server', async () => {
  await visitOnce(await context.newPage())
  await server.stop()

  const second = await context.newPage()
  await second.goto(server.url)
  await expectInterface(second)
})

test('a newer build waits until the person takes it, and then every tab goes over', async () => {
  const first = await context.newPage()
  await visitOnce(first)
  await server.release()

  await first.reload()
  const other = await context.newPage()
  await other.goto(server.url)
  await expect(first.getByTestId('update-notice')).toBeVisible()
  await expect(other.getByTestId('update-notice')).toBeVisible()

  const reloads = [first, other].map((page) => page.waitForEvent('load'))
  await first.getByTestId('update-notice').getByRole('button').last().click()
  await Promise.all(reloads)
  for (const page of [first, other]) {
    await expectInterface(page)
    await expect(page.getByTestId('update-notice')).toHaveCount(0)
  }
})

test('the page starts without breaking its own policy and without an error', async () => {
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  await visitOnce(page)
  expect(complaints).toEqual([])
})

test('the application can be installed', async () => {
  const page = await context.newPage()
  await visitOnce(page)
  const session = await context.newCDPSession(page)
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
  expect(installabilityErrors).toEqual([])
})
