/** A browser profile on disk: what a person's browser is, and what a private window's storage is not. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright/test'
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs'

export interface Profile {
  readonly context: BrowserContext
  /** Ends the browser and starts it again on the same profile. */
  restart(): Promise<BrowserContext>
  /** Ends the browser and forgets the profile. */
  close(): Promise<void>
}

export async function openProfile(): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-profile-'))
  const launch = async () => chromium.launchPersistentContext(folder, await chromiumLaunchOptions())
  let context = await launch()
  return {
    get context() {
      return context
    },
    async restart() {
      await context.close()
      context = await launch()
      return context
    },
    async close() {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
