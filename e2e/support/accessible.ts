/** The screen as it stands, judged by axe against everything it knows. */

import AxeBuilder from '@axe-core/playwright'
import { expect, type Page } from 'playwright/test'

/** Half-way through a fade every text has too little contrast: a screen is judged when it rests. */
export async function rests(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const running = () => document.getAnimations().filter((animation) => animation.playState !== 'finished')
    while (running().length > 0) await Promise.allSettled(running().map((animation) => animation.finished))
  })
}

export async function expectAccessible(page: Page): Promise<void> {
  await rests(page)
  const { violations, passes } = await new AxeBuilder({ page }).analyze()
  expect(passes.length).toBeGreaterThan(0)
  const found = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map((node) => node.html).join(' | ')}`,
  )
  expect(found).toEqual([])
}
