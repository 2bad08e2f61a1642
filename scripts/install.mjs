/**
 * Makes node_modules what package-lock.json says. Needs nothing but Node and npm, since it runs first.
 * Install scripts of packages never run.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from './process.mjs'
import { ROOT } from './root.mjs'

export const OLDEST_NODE = 20

/**
 * One package as npm records it in a lock file.
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockedPackage
 */

/**
 * @param {string} path
 * @returns {Readonly<Record<string, LockedPackage>> | undefined} by path below the root; `undefined` without the file
 */
function readLockedPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Compares the lock file with npm's own note of what it installed. Dates say nothing after a clone or a
 * change of branch, so versions are compared. What other platforms need (optional) may be absent.
 * @param {string} root
 */
export function dependenciesAreInstalled(root) {
  const wanted = readLockedPackages(join(root, 'package-lock.json'))
  if (wanted === undefined) throw new Error('package-lock.json is missing: this is not a whole copy of the project.')
  const present = readLockedPackages(join(root, 'node_modules', '.package-lock.json'))
  if (present === undefined) return false
  return Object.entries(wanted).every(([path, locked]) => {
    if (path === '') return true
    const installed = present[path]
    if (installed === undefined) return locked.optional === true || locked.devOptional === true
    return installed.version === locked.version
  })
}

/** @throws Error on an older Node than the project is tested with */
export function checkNode() {
  const major = Number(process.versions.node.split('.')[0])
  if (major >= OLDEST_NODE) return
  throw new Error(`Sotto needs Node ${OLDEST_NODE} or newer; this is ${process.versions.node}.`)
}

/**
 * @returns {Promise<boolean>} whether anything had to be installed
 * @throws Error when npm fails; npm has said why
 */
export async function installDependencies() {
  if (dependenciesAreInstalled(ROOT)) return false
  console.log('Installing dependencies …')
  const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath // npm's own JavaScript entry, when npm started us
  const { code } = npm?.endsWith('.js') ? await run(process.execPath, [npm, ...args]) : await run('npm', args)
  if (code !== 0) throw new Error('The dependencies could not be installed. The lines above are from npm.')
  return true
}
