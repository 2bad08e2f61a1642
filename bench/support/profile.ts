/** A browser profile on disk, fresh and cold: what a person's browser is, and a private window's storage is not. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright'
import { chromiumLaunchOptions, LOOPBACK_WEBRTC_ARGS } from '../../scripts/chromium.mjs'

export interface Profile {
  readonly context: BrowserContext
  /** Ends the browser and forgets the profile. */
  close(): Promise<void>
}

/** Finds WebRTC candidates also where loopback is the only interface. */
export async function openProfile(extraArgs: readonly string[] = []): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-profile-'))
  const { args, ...options } = await chromiumLaunchOptions()
  const context = await chromium.launchPersistentContext(folder, {
    ...options,
    args: [...args, ...LOOPBACK_WEBRTC_ARGS, ...extraArgs],
    permissions: ['microphone', 'camera'],
    viewport: { width: 1280, height: 800 },
  })
  return {
    context,
    async close() {
      await context.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
