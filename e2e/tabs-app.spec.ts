/** The built application in several tabs of one profile: the tabs are equal, and what was written stays. */

import { expect, type Page, test } from 'playwright/test'
import { type BuildServer, createBuildServer } from './support/build-server.ts'
import { openProfile, type Profile } from './support/profile.ts'

let server: BuildServer
let profile: Profile
test.beforeEach(async () => {
  server = await createBuildServer()
  profile = await openProfile()
})
test.afterEach(async () => {
  await profile.close()
  await server.remove()
})

async function open(): Promise<Page> {
  const tab = await profile.context.newPage()
  await tab.goto(server.url)
  return tab
}

async function createCommunity(tab: Page): Promise<void> {
  await tab.getByLabel('Your name').fill('Alice')
  await tab.getByLabel('Community name').fill('Tea')
  await tab.getByRole('button', { name: 'Create community' }).click()
}

async function post(tab: Page, text: string): Promise<void> {
  const composer = tab.getByRole('textbox', { name: 'Message #general' })
  await composer.fill(text)
  await composer.press('Enter')
}

async function expectMessages(tab: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) await expect(tab.getByText(text).first()).toBeVisible()
}

test('a message shows in every tab, survives the leading tab, and the restart of the browser', async () => {
  const first = await open()
  await createCommunity(first)
  await post(first, 'the kettle is on')
  const second = await open()
  await expectMessages(second, ['the kettle is on'])

  await post(second, 'so is the cake')
  await expectMessages(first, ['so is the cake'])

  await first.close()
  await post(second, 'come before it is cold')
  await expectMessages(second, ['the kettle is on', 'so is the cake', 'come before it is cold'])

  await profile.restart()
  await expectMessages(await open(), ['the kettle is on', 'so is the cake', 'come before it is cold'])
})
