/** Which Chromium is taken and what is installed when there is none, on machines made of scripts in a folder. */

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findChromium, installChromium } from './chromium.mjs'

const DEBIAN = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'
const UBUNTU = 'ID=ubuntu\nID_LIKE=debian\n'

let root: string
let steps: string[]
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sotto-chromium-'))
  steps = []
})
afterEach(() => rmSync(root, { recursive: true }))

const at = (path: string) => join(root, path)
/** A program that says a version, or only where else to get it. */
function program(path: string, exits = 0): string {
  mkdirSync(dirname(at(path)), { recursive: true })
  writeFileSync(at(path), `#!/bin/sh\nexit ${exits}\n`)
  chmodSync(at(path), 0o755)
  return at(path)
}

interface Circumstances {
  readonly env?: Readonly<Record<string, string>>
  readonly isRoot?: boolean
  readonly osRelease?: string
  /** What the package manager puts in place; `undefined` when it fails. */
  readonly packaged?: string
  /** How the browser that Playwright downloads ends; `undefined` when the download fails. */
  readonly downloaded?: number
}

function machine({ env = {}, isRoot = false, osRelease = '', packaged, downloaded }: Circumstances = {}) {
  const done = { code: 0, overran: false }
  return {
    env: { PATH: [at('bin'), '', at('usr/bin')].join(delimiter), ...env },
    isRoot,
    osRelease,
    fixedPlaces: [at('Applications/Chromium')],
    playwrightsOwn: async () => at('cache/chrome'),
    async run(name: string, args: readonly string[]) {
      steps.push([name, args[0]].join(' '))
      if (args[0] === 'install' && packaged !== undefined) program(packaged)
      return done
    },
    async runTool(entry: string, args: readonly string[]) {
      steps.push([entry, ...args].join(' '))
      if (downloaded !== undefined) program('cache/chrome', downloaded)
      return done
    },
  }
}

test('the first on the path that answers is taken, in the order of the path', async () => {
  const second = program('usr/bin/chromium')
  expect(await findChromium(machine())).toBe(second)
  const first = program('bin/google-chrome')
  expect(await findChromium(machine())).toBe(first)
})

test('a hull that only says where else to get it is passed over', async () => {
  program('bin/chromium-browser', 1)
  expect(await findChromium(machine())).toBeUndefined()
  const real = program('usr/bin/chromium')
  expect(await findChromium(machine())).toBe(real)
})

test("the usual places come after the path, and Playwright's own last", async () => {
  const own = program('cache/chrome')
  expect(await findChromium(machine())).toBe(own)
  const usual = program('Applications/Chromium')
  expect(await findChromium(machine())).toBe(usual)
  const onPath = program('usr/bin/chromium')
  expect(await findChromium(machine())).toBe(onPath)
})

test('the one that was named is taken unasked, and must exist', async () => {
  program('usr/bin/chromium')
  const named = program('elsewhere/browser', 1)
  expect(await findChromium(machine({ env: { SOTTO_CHROMIUM: named } }))).toBe(named)
  const missing = machine({ env: { SOTTO_CHROMIUM: at('nowhere') } })
  await expect(findChromium(missing)).rejects.toThrow('which does not exist')
})

test("root on Debian gets Debian's package and downloads nothing", async () => {
  const installed = await installChromium(machine({ isRoot: true, osRelease: DEBIAN, packaged: 'usr/bin/chromium' }))
  expect(installed).toBe(at('usr/bin/chromium'))
  expect(steps).toEqual(['apt-get update', 'apt-get install'])
})

test("who is not root, or not on Debian, gets Playwright's own", async () => {
  const download = 'playwright/cli.js install chromium'
  for (const circumstances of [{ osRelease: DEBIAN }, { isRoot: true, osRelease: UBUNTU }, { isRoot: true }]) {
    steps = []
    expect(await installChromium(machine({ ...circumstances, downloaded: 0 }))).toBe(at('cache/chrome'))
    expect(steps).toEqual([download])
    rmSync(at('cache'), { recursive: true })
  }
})

test("where Debian's package cannot be had, Playwright's own is downloaded", async () => {
  expect(await installChromium(machine({ isRoot: true, osRelease: DEBIAN, downloaded: 0 }))).toBe(at('cache/chrome'))
  expect(steps).toEqual(['apt-get update', 'apt-get install', 'playwright/cli.js install chromium'])
})

test('a downloaded browser that does not start is not taken, and the error names it', async () => {
  await expect(installChromium(machine({ downloaded: 127 }))).rejects.toThrow(`"${at('cache/chrome')} --version"`)
  expect(existsSync(at('cache/chrome'))).toBe(true)
})

test('where nothing can be installed, the error says what can be done', async () => {
  await expect(installChromium(machine())).rejects.toThrow('SOTTO_CHROMIUM can name one')
})
