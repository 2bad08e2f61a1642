/**
 * Which Chromium the browser tests, benchmarks and icon drawing use, and with which switches.
 * The system's own is preferred; what is missing can be installed by {@link installChromium}.
 */

import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { run, runTool } from './process.mjs'

/**
 * What the search and the installation depend on of the machine they run on.
 * @typedef {object} Machine
 * @property {Readonly<Record<string, string | undefined>>} env
 * @property {boolean} isRoot
 * @property {string} osRelease content of /etc/os-release; empty where there is none
 * @property {readonly string[]} fixedPlaces where browsers lie that no PATH names
 * @property {() => Promise<string>} playwrightsOwn where Playwright keeps the browser it downloads, there or not
 * @property {typeof run} run
 * @property {typeof runTool} runTool
 */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome']
const FIXED_PLACES = [
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const OS_RELEASE = '/etc/os-release'
const isRoot = () => process.getuid?.() === 0

/** @returns {Machine} */
const thisMachine = () => ({
  env: process.env,
  isRoot: isRoot(),
  osRelease: existsSync(OS_RELEASE) ? readFileSync(OS_RELEASE, 'utf8') : '',
  fixedPlaces: FIXED_PLACES,
  playwrightsOwn: async () => (await import('playwright')).chromium.executablePath(),
  run,
  runTool,
})

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

/**
 * `SOTTO_CHROMIUM` overrides the search; else the first of PATH, of the usual places, and Playwright's own that answers.
 * @param {Machine} machine
 * @returns {Promise<string | undefined>} absolute path of an executable
 */
export async function findChromium({ env, fixedPlaces, playwrightsOwn } = thisMachine()) {
  const chosen = env.SOTTO_CHROMIUM
  if (chosen !== undefined) {
    if (!existsSync(chosen)) throw new Error(`SOTTO_CHROMIUM names ${chosen}, which does not exist.`)
    return chosen
  }
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)))
  const own = await playwrightsOwn()
  return [...onPath, ...fixedPlaces, own].find(answers)
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

/**
 * Debian's package where we may install it (other distributions' packages are often hulls), else
 * Playwright's download into the user's cache.
 * @param {Machine} machine
 * @returns {Promise<string>} path of the executable
 * @throws Error when neither works
 */
export async function installChromium(machine = thisMachine()) {
  if (machine.isRoot && /^ID=debian$/m.test(machine.osRelease)) {
    console.log('Installing Chromium from the Debian archive …')
    const env = { DEBIAN_FRONTEND: 'noninteractive' }
    await machine.run('apt-get', ['update', '-qq'], { env })
    await machine.run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { env })
  }
  const installed = await findChromium(machine)
  if (installed !== undefined) return installed
  console.log('Downloading Chromium …')
  await machine.runTool('playwright/cli.js', ['install', 'chromium'])
  const downloaded = await findChromium(machine)
  if (downloaded !== undefined) return downloaded
  const own = await machine.playwrightsOwn()
  const why = existsSync(own)
    ? `The one that was downloaded does not start: "${own} --version" says what this system lacks.`
    : 'The lines above say why; SOTTO_CHROMIUM can name one.'
  throw new Error(`No Chromium was found and none could be installed. ${why}`)
}
