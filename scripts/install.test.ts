/** When `npm start` and `npm test` install: whenever node_modules is not what the lock file says. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dependenciesAreInstalled } from './install.mjs'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sotto-install-'))
  mkdirSync(join(root, 'node_modules'))
})
afterEach(() => rmSync(root, { recursive: true }))

const ONE = { 'node_modules/one': { version: '1.0.0' } }

function write(name: string, packages: object): void {
  writeFileSync(join(root, name), JSON.stringify({ packages }))
}
const lock = (packages: object): void => write('package-lock.json', { '': { name: 'sotto' }, ...packages })
const installed = (packages: object): void => write('node_modules/.package-lock.json', packages)

test('a fresh clone is not installed', () => {
  lock(ONE)
  expect(dependenciesAreInstalled(root)).toBe(false)
})

test('the same versions are installed', () => {
  lock(ONE)
  installed(ONE)
  expect(dependenciesAreInstalled(root)).toBe(true)
})

test('another version, or a package that is missing, is not', () => {
  lock({ 'node_modules/one': { version: '1.0.1' } })
  installed(ONE)
  expect(dependenciesAreInstalled(root)).toBe(false)
  lock({ ...ONE, 'node_modules/two': { version: '2.0.0' } })
  expect(dependenciesAreInstalled(root)).toBe(false)
})

test('what only other platforms need may be missing', () => {
  lock({ ...ONE, 'node_modules/two-darwin': { version: '2.0.0', optional: true } })
  installed(ONE)
  expect(dependenciesAreInstalled(root)).toBe(true)
})

test('a copy without the lock file is refused', () => {
  expect(() => dependenciesAreInstalled(root)).toThrow('package-lock.json is missing')
})
