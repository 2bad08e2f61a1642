/** What a first visit leaves in the browser for the visits after it, when there is no server. */

import { expect } from 'playwright/test'
import type { Person } from './person.ts'

/** The first visit has done what it can: the application and the list of servers are kept. */
export async function isKept({ page }: Person): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready)
  const hasServerList = () => page.evaluate(async () => (await caches.match('rendezvous.json')) !== undefined)
  await expect.poll(hasServerList).toBe(true)
}
