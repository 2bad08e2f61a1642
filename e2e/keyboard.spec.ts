/** What one does with people, links and devices, by keyboard alone: from wherever focus is, with Tab, Enter and Escape. */

import { expect, type Locator, type Page } from 'playwright/test'
import { gathers, isTold, panelOf, sheetOf } from './support/membership.ts'
import { PATIENCE_MS } from './support/person.ts'
import { test } from './support/story.ts'

const MOST_TABS = 40

/** By as many tabs as it takes. */
async function tabsTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible({ timeout: PATIENCE_MS })
  for (let tabs = 0; tabs < MOST_TABS; tabs++) {
    if (await target.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  await expect(target).toBeFocused()
}

async function presses(page: Page, target: Locator): Promise<void> {
  await tabsTo(page, target)
  await page.keyboard.press('Enter')
}

/** Nobody has to begin again at the top of the page. */
const keepsFocus = (page: Page) =>
  expect.poll(() => page.evaluate(() => document.activeElement !== document.body)).toBe(true)

test('somebody is made admin, looked at, and removed by keyboard alone', async ({ stage }) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  const { page } = alice
  const sheet = sheetOf(alice)
  const button = (name: string) => sheet.getByRole('button', { name, exact: true })
  await presses(page, page.getByRole('button', { name: 'People & sync', exact: true }))
  await presses(page, panelOf(alice).getByRole('button', { name: 'Bob', exact: true }))
  await presses(page, button('Make admin…'))
  await keepsFocus(page)
  await presses(page, button('Make admin'))
  await keepsFocus(page)
  await presses(page, button('Take back admin…'))
  await presses(page, button('Take back'))
  await keepsFocus(page)
  await presses(page, button('Remove from community…'))
  await presses(page, button('Remove'))
  await expect(sheet).toBeHidden()
  await keepsFocus(page)
  await isTold(bob, 'You were removed from this community.')
  await page.keyboard.press('Escape')
  await expect(panelOf(alice)).toHaveCount(0)
  await keepsFocus(page)
  await tabsTo(page, page.getByRole('textbox', { name: 'Message #general' }))
  await page.keyboard.type('we are one fewer')
  await page.keyboard.press('Enter')
  await alice.reads('we are one fewer')
})

test('a link is made and ended, a device shown a code, and the community left by keyboard alone', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const { page } = alice
  const sheet = sheetOf(alice)
  const button = (name: string) => sheet.getByRole('button', { name, exact: true })
  const invite = page.getByRole('button', { name: 'Invite', exact: true })
  await presses(page, invite)
  await presses(page, button('Create link'))
  await expect(sheet.getByLabel('Invite link')).toHaveValue(/#/)
  await keepsFocus(page)
  await page.keyboard.press('Escape')
  await expect(invite).toBeFocused()
  await presses(page, invite)
  await presses(page, button('Close link'))
  await keepsFocus(page)
  await presses(page, button('Close it'))
  await expect(sheet.getByText('No link is open.')).toBeVisible()
  await keepsFocus(page)
  await page.keyboard.press('Escape')
  await expect(invite).toBeFocused()

  const settings = page.getByRole('button', { name: /^Identities and settings/ })
  await presses(page, settings)
  await presses(page, page.getByRole('button', { name: 'Your devices…' }))
  await presses(page, button('Show a code'))
  await expect(sheet.getByLabel('Device code').first()).toHaveValue(/#/)
  await keepsFocus(page)
  await page.keyboard.press('Escape')
  await expect(sheet).toBeHidden()
  await keepsFocus(page)

  await presses(page, page.getByRole('button', { name: 'Community menu' }))
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await presses(page, button('Leave and erase'))
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
})
