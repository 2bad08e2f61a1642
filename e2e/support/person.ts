/**
 * A person at a browser of their own: what they do and what they see, in the words on the screen. Knows
 * the application from outside only.
 */

import { expect, type Locator, type Page } from 'playwright/test'
import type { Profile } from './profile.ts'

export interface InviteTerms {
  readonly uses?: '1' | '5' | '25' | '100' | '400'
}

export interface Person {
  readonly name: string
  readonly profile: Profile
  /** The tab in use. */
  readonly page: Page
  /** Opens the application, or any address of it, in the tab in use. */
  opens(address?: string): Promise<void>
  /** Opens a further tab and goes on in that one. @returns the tab used before */
  opensTab(): Promise<Page>
  /** Goes on in this tab. */
  turnsTo(page: Page): void
  createsCommunity(name: string): Promise<void>
  /** @returns the whole link, as shown for copying */
  invites(terms?: InviteTerms): Promise<string>
  /** Follows the link and enters under the own name, or another. */
  joins(link: string, as?: string): Promise<void>
  says(text: string): Promise<void>
  /** @param text no part of any other message of the story */
  message(text: string): Locator
  /** What somebody wrote is on the screen. */
  reads(...texts: readonly string[]): Promise<void>
  /** These messages are on the screen in this order, and no others. */
  readsExactly(...texts: readonly string[]): Promise<void>
  /** The mark after an own message says this. */
  seesMark(text: string, words: string): Promise<void>
  /** The header pill counts so many connected members. */
  isConnectedTo(count: number): Promise<void>
  /** The people panel lists exactly these, in any order. Leaves it closed. */
  knows(...names: readonly string[]): Promise<void>
  /** Ends the browser as closing its window does. */
  leaves(): Promise<void>
  /** The browser dies where it stands. */
  isKilled(): Promise<void>
  /** Starts the browser again and opens the application. */
  returns(): Promise<void>
}

export interface PersonHost {
  readonly address: string
  /** Everything that has to be in place before a page opens, for each new browser of this person. */
  prepare(profile: Profile): Promise<void>
}

/** Messages travel in tens of milliseconds; two browsers that look for each other take seconds, or one back-off. */
export const PATIENCE_MS = 30_000

export function createPerson(name: string, profile: Profile, host: PersonHost): Person {
  const firstTab = () => profile.context.pages()[0] ?? profile.context.newPage()
  let tab: Page | undefined
  const page = (): Page => {
    if (tab === undefined) throw new Error(`${name} has opened nothing yet`)
    return tab
  }

  const messages = () => page().getByTestId('message')
  const message = (text: string) => messages().filter({ hasText: text })

  const opens = async (address = host.address) => {
    tab ??= await firstTab()
    await tab.goto(address)
  }

  const closesSheet = () => page().getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).click()

  const seesIn = async (what: Locator) => expect(what).toBeVisible({ timeout: PATIENCE_MS })

  return {
    name,
    profile,
    get page() {
      return page()
    },
    opens,
    async opensTab() {
      const before = page()
      tab = await profile.context.newPage()
      await tab.goto(host.address)
      return before
    },
    turnsTo(other) {
      tab = other
    },

    async createsCommunity(community) {
      await opens()
      await page().getByLabel('Your name').fill(name)
      await page().getByLabel('Community name').fill(community)
      await page().getByRole('button', { name: 'Create community' }).click()
      await expect(page().getByRole('heading', { name: community })).toBeVisible()
    },

    async invites({ uses } = {}) {
      await page().getByRole('button', { name: 'Invite', exact: true }).click()
      const sheet = page().getByRole('dialog')
      if (uses !== undefined) await sheet.getByLabel('Can be used').selectOption(uses)
      await sheet.getByRole('button', { name: 'Create link' }).click()
      const link = await sheet.getByLabel('Invite link').inputValue()
      await closesSheet()
      return link
    },

    async joins(link, as = name) {
      await opens(link)
      await page().getByLabel('Your name').fill(as)
      await page().getByRole('button', { name: 'Join', exact: true }).click()
      await expect(page().getByRole('textbox', { name: /^Message #/ })).toBeVisible()
    },

    async says(text) {
      const composer = page().getByRole('textbox', { name: /^Message #/ })
      await composer.fill(text)
      await composer.press('Enter')
      await expect(message(text)).toBeVisible()
    },

    message,

    async reads(...texts) {
      for (const text of texts) await seesIn(message(text))
    },

    async readsExactly(...texts) {
      await expect(messages()).toContainText(texts, { timeout: PATIENCE_MS })
      await expect(messages()).toHaveCount(texts.length)
    },

    async seesMark(text, words) {
      await expect(message(text).getByTestId('delivery-mark')).toHaveAccessibleName(words, { timeout: PATIENCE_MS })
    },

    async isConnectedTo(count) {
      const pill = page().getByTestId('connection-pill')
      await expect(pill).toHaveText(`${count} connected`, { timeout: PATIENCE_MS })
    },

    async knows(...names) {
      await page().getByRole('button', { name: 'People & sync', exact: true }).click()
      const panel = page().getByRole('complementary', { name: 'People & sync' })
      const listed = panel.getByTestId('member').locator('bdi:first-child')
      const sorted = async () => [...new Set(await listed.allInnerTexts())].sort()
      await expect.poll(sorted, { timeout: PATIENCE_MS }).toEqual([...names].sort())
      await panel.getByRole('button', { name: 'Close' }).click()
    },

    async leaves() {
      await profile.quit()
      tab = undefined
    },
    async isKilled() {
      await profile.kill()
      tab = undefined
    },
    async returns() {
      await profile.start()
      await host.prepare(profile)
      await opens()
    },
  }
}
