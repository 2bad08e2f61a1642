/**
 * Tests in a real browser against the built application, served as `npm start` serves it. One worker and
 * no second attempts: they measure and exhaust a machine, and a race that shows once is a race.
 *
 * Tests that store anything launch persistent contexts themselves, one folder per profile: storage in
 * Playwright's own contexts is that of a private window, slow and not installable.
 */

import { defineConfig } from 'playwright/test'
import { chromiumLaunchOptions } from './scripts/chromium.mjs'
import { freePort } from './scripts/free-port.mjs'

/** Chosen once, in the first process that reads this file; the workers inherit it. */
process.env.SOTTO_E2E_PORT ??= String(await freePort())
const baseURL = `http://127.0.0.1:${process.env.SOTTO_E2E_PORT}/`

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/browsers',
  workers: 1,
  retries: 0,
  fullyParallel: false,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  reporter: [['dot'], ['json', { outputFile: 'test-results/browsers.json' }]],
  use: { baseURL, launchOptions: await chromiumLaunchOptions() },
  webServer: {
    command: `node scripts/start.mjs --no-build --port=${process.env.SOTTO_E2E_PORT}`,
    url: baseURL,
    reuseExistingServer: false,
  },
})
