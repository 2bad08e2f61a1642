/** Every screen, in both schemes and at every width: nothing axe calls serious, nothing that overflows. */

import AxeBuilder from '@axe-core/playwright'
import { type BrowserContext, expect, type Page, test } from 'playwright/test'
import { rests } from './support/accessible.ts'
import { openProfile, type Profile } from './support/profile.ts'

let profile: Profile
let context: BrowserContext
test.beforeEach(async () => {
  profile = await openProfile()
  context = profile.context
})
test.afterEach(() => profile.close())

const composer = (page: Page) => page.getByRole('textbox', { name: /^Message #/ })

/** 720 is 1440 at a zoom of 200 %. */
const WIDTHS = [1440, 1024, 720, 390]

async function expectNothingOverflows(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 })
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  await page.setViewportSize({ width: 1280, height: 800 })
}

async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await rests(page)
    // Not `new`: its type wants the page of another release of playwright-core than the tests'.
    const axe: AxeBuilder = Reflect.construct(AxeBuilder, [{ page }])
    const { violations } = await axe.analyze()
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([])
  }
}

async function create(page: Page): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Alice')
  await page.getByRole('textbox', { name: 'Community name' }).fill('Lisbon Rowers')
  await page.getByRole('button', { name: 'Create community' }).click()
  await expect(composer(page)).toBeVisible()
}

async function post(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
  await expect(composer(page)).toHaveValue('')
}

test('the first screen and a broken link', async ({ baseURL }) => {
  const page = await context.newPage()
  await page.goto(baseURL ?? '')
  const primary = page.getByRole('button', { name: 'Create community' })
  await expect(primary).toBeVisible()
  // The sheets arrived in the order of their layers: what resets buttons does not undo them.
  await expect(primary).not.toHaveCSS('background-color', 'rgba(0, 0, 0, 0)')
  await expectAccessible(page)
  await expectNothingOverflows(page)

  await page.goto(`${baseURL}#j=1.broken`)
  await expect(page.getByRole('alert')).toBeVisible()
  await expectAccessible(page)
  await expectNothingOverflows(page)
})

test('a channel with code, a right-to-left line, a long word and an address', async ({ baseURL }) => {
  const page = await context.newPage()
  await page.goto(baseURL ?? '')
  await create(page)
  await post(
    page,
    '```\nconst line = "long enough to scroll on its own, never the page around it, whatever the width is"\n```',
  )
  await post(page, 'שלום לכולם, אני מגיעה מחר')
  await post(page, 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6))
  await post(page, `https://example.org/${'path/'.repeat(60)}`)
  await expectAccessible(page)
  await expectNothingOverflows(page)
})

test('the invite sheet, the join card, the people panel and the identities', async ({ baseURL }) => {
  const page = await context.newPage()
  await page.goto(baseURL ?? '')
  await create(page)

  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  await page.getByRole('button', { name: 'Create link' }).click()
  const link = await page.getByRole('textbox', { name: 'Invite link' }).inputValue()
  await expect(page.getByRole('img', { name: /^QR code/ })).toBeVisible()
  await expectAccessible(page)
  await expectNothingOverflows(page)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'People & sync', exact: true }).click()
  await expect(page.getByTestId('member')).toHaveCount(1)
  await expectAccessible(page)
  await expectNothingOverflows(page)

  await page.getByRole('button', { name: /^Identities and settings/ }).click()
  await expectAccessible(page)
  await expectNothingOverflows(page)

  await page.goto('about:blank')
  await page.goto(link)
  await expect(page.getByRole('button', { name: 'Join', exact: true })).toBeVisible()
  await expectAccessible(page)
  await expectNothingOverflows(page)
})

test('under 720 one pane is shown, and what is pressed is at least 44 px', async ({ baseURL }) => {
  const page = await context.newPage()
  await page.setViewportSize({ width: 390, height: 780 })
  await page.goto(baseURL ?? '')
  await create(page)
  await post(page, 'hello')
  const channels = page.getByRole('navigation', { name: 'Channels' })
  await expect(channels).toBeHidden()

  const sizes = async () =>
    page.evaluate(() =>
      [...document.querySelectorAll('header button, form button, nav button')]
        .filter((button) => button.checkVisibility({ visibilityProperty: true }) && !button.matches('[data-testid]'))
        .map((button) => button.getBoundingClientRect())
        .map(({ width, height }) => Math.round(Math.min(width, height) * 100) / 100),
    )
  expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(44)

  await page.getByRole('button', { name: 'Open channels' }).click()
  await expect(channels).toBeVisible()
  expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(44)
  await channels.getByRole('button', { name: 'general' }).click()
  await expect(channels).toBeHidden()
})
