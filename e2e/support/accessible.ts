/** The screen as it stands, judged by axe against everything it knows. */

import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

export async function expectAccessible(page: Page): Promise<void> {
  // Half-way through a fade every text has too little contrast: the screen is judged when it rests.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)))
  const { violations, passes } = await new AxeBuilder({ page }).analyze()
  expect(passes.length).toBeGreaterThan(0)
  const found = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.html).join(' | ')}`,
  )
  expect(found).toEqual([])
}
