/**
 * A browser as a person has it: nothing about it is emulated, so a tab that is behind another is hidden and can be
 * frozen. Playwright's own browsers pretend that every tab has the focus.
 */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, expect } from 'playwright/test'
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs'

export interface PlainBrowser {
  readonly context: BrowserContext
  close(): Promise<void>
}

export async function openPlainBrowser(): Promise<PlainBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-plain-'))
  const { executablePath, args } = await chromiumLaunchOptions()
  const debugging = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${folder}`]
  const process = spawn(executablePath, [...args, ...debugging, 'about:blank'], { stdio: 'ignore' })
  const exited = once(process, 'exit')
  const readPort = async () => (await readFile(join(folder, 'DevToolsActivePort'), 'utf8')).split('\n', 1)[0]
  await expect(async () => expect(await readPort()).toMatch(/^\d+$/)).toPass({ timeout: 20_000 })
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${await readPort()}`, { noDefaults: true })
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('a browser has a profile')
  return {
    context,
    async close() {
      await browser.close()
      process.kill()
      await exited
      await rm(folder, { recursive: true, force: true, maxRetries: 5 }) // the last of its processes still writes
    },
  }
}
