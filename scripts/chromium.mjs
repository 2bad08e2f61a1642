/**
 * Which Chromium the browser tests, benchmarks and icon drawing use, and with which switches.
 * The system's own is preferred; what is missing can be installed by {@link installChromium}.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, runTool } from './process.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const FIXED_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const isRoot = () => process.getuid?.() === 0

/** Quiet and offline: no first-run pages, no update traffic. Chromium refuses its sandbox to root. */
export function chromiumArgs() {
  const args = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']
  args.push('--disable-component-update', '--disable-sync')
  return isRoot() ? ['--no-sandbox', ...args] : args
}

/**
 * Added where loopback is the only interface: without it WebRTC finds no candidate. The context must
 * also be granted `microphone` and `camera`, or addresses stay hidden behind mDNS names nobody resolves.
 */
export const LOOPBACK_WEBRTC_ARGS = ['--allow-loopback-in-peer-connection']

/**
 * Some distributions ship a `chromium-browser` that only says where else to get it: it must answer.
 * @param {string} path
 */
function answers(path) {
  return existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore', timeout: 20_000 }).status === 0
}

/** @returns {Promise<string | undefined>} path of the browser Playwright has downloaded earlier */
async function findPlaywrightsOwn() {
  const { chromium } = await import('playwright')
  const path = chromium.executablePath()
  return existsSync(path) ? path : undefined
}

/** @returns {Promise<string | undefined>} absolute path of an executable; `SOTTO_CHROMIUM` overrides the search */
export async function findChromium() {
  const chosen = process.env.SOTTO_CHROMIUM
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`SOTTO_CHROMIUM names ${chosen}, which does not exist.`)
    return chosen
  }
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  return [...onPath, ...FIXED_PLACES].find(answers) ?? (await findPlaywrightsOwn())
}

/**
 * What to hand to Playwright's `launch` and `launchPersistentContext`.
 * @throws Error when no Chromium is found
 */
export async function chromiumLaunchOptions() {
  const executablePath = await findChromium()
  if (executablePath === undefined) {
    throw new Error('No Chromium was found: npm test installs one, or set SOTTO_CHROMIUM to its path.')
  }
  return { executablePath, args: chromiumArgs(), headless: true }
}

function isDebian() {
  return existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'))
}

/**
 * Debian's package where we may install it (other distributions' packages are often hulls), else
 * Playwright's download into the user's cache.
 * @returns {Promise<string>} path of the executable
 * @throws Error when neither works
 */
export async function installChromium() {
  if (isRoot() && isDebian()) {
    console.log('Installing Chromium from the Debian archive …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await run('apt-get', ['update', '-qq'], { env })
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
  }
  let found = await findChromium()
  if (found === undefined) {
    console.log('Downloading Chromium …')
    await runTool('playwright/cli.js', ['install', 'chromium'])
    found = await findChromium()
  }
  if (found === undefined) throw new Error('No Chromium was found and none could be installed.')
  return found
}
