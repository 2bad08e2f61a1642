/** How much a site may store in a browser, taken away and given back. */

import type { Page } from 'playwright/test'

export interface Quota {
  /** From now on nothing more can be stored than is stored already. */
  exhaust(): Promise<void>
  /** The browser's own measure applies again. */
  restore(): Promise<void>
}

/** Of the site that the page is on; in force while the page is open. */
export async function quotaOf(page: Page): Promise<Quota> {
  const devtools = await page.context().newCDPSession(page)
  const { origin } = new URL(page.url())
  return {
    async exhaust() {
      await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 })
    },
    async restore() {
      await devtools.send('Storage.overrideQuotaForOrigin', { origin })
    },
  }
}
