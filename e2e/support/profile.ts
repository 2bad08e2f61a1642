/** A browser profile on disk: what a person's browser is, and what a private window's storage is not. */

import { mkdtemp, readlink, rm } from 'node:fs/promises'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright/test'
import { chromiumLaunchOptions, LOOPBACK_WEBRTC_ARGS } from '../../scripts/chromium.mjs'

/** What of Playwright's options a story chooses. */
export interface ProfileOptions {
  readonly viewport?: { readonly width: number; readonly height: number }
  readonly colorScheme?: 'light' | 'dark'
  readonly deviceScaleFactor?: number
}

export interface Profile {
  /** Where the browser keeps it. */
  readonly folder: string
  readonly context: BrowserContext
  /** Ends the browser and starts it again on the same profile. */
  restart(): Promise<BrowserContext>
  /** Kills the browser and everything it started, without a word to any page (SIGKILL). */
  kill(): Promise<void>
  /** Starts the browser again after {@link Profile.kill} or {@link Profile.quit}. */
  start(): Promise<BrowserContext>
  /** Ends the browser as closing its window does. */
  quit(): Promise<void>
  /** Ends the browser and forgets the profile. */
  close(): Promise<void>
}

/** Without a way out WebRTC needs switches, and a permission, to make do with loopback. */
const isLoopbackOnly = Object.values(networkInterfaces()).every((of) => of?.every((address) => address.internal))

export async function openProfile(options: ProfileOptions = {}): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-profile-'))
  let isRunning = false

  const launch = async () => {
    const { args, ...launching } = await chromiumLaunchOptions()
    const launched = await chromium.launchPersistentContext(folder, {
      ...launching,
      ...options,
      args: isLoopbackOnly ? [...args, ...LOOPBACK_WEBRTC_ARGS] : args,
      ...(isLoopbackOnly ? { permissions: ['microphone', 'camera'] } : {}),
    })
    isRunning = true
    launched.once('close', () => {
      isRunning = false
    })
    return launched
  }

  let context = await launch()
  const quit = async () => {
    if (isRunning) await context.close()
  }
  return {
    folder,
    get context() {
      return context
    },
    async start() {
      context = await launch()
      return context
    },
    async restart() {
      await quit()
      context = await launch()
      return context
    },
    quit,
    async kill() {
      // Chromium's own lock on the profile names its process, which Playwright made the head of a group.
      const pid = Number((await readlink(join(folder, 'SingletonLock'))).split('-').at(-1))
      const gone = context.waitForEvent('close')
      process.kill(-pid, 'SIGKILL')
      await gone
    },
    async close() {
      await quit()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 }) // the last of the killed still writes
    },
  }
}
