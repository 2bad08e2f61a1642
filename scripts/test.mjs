/**
 * `npm test [-- --long] [-- --only=GROUP,…]`: installs what is missing, runs every group of checks even
 * when an earlier one failed, and ends with one line of totals. Needs nothing installed to begin with.
 *
 * `--long` sets SOTTO_LONG=1: tests with a long form run it. `--only` is for work on one thing.
 */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findChromium, installChromium } from './chromium.mjs'
import { checkNode, installDependencies } from './install.mjs'
import { endWithNpm } from './npm-parent.mjs'
import { ROOT } from './root.mjs'
import { addCounts, isSuccess, NOTHING, oneCheck, summaryLine } from './test/counts.mjs'
import { GROUPS } from './test/groups.mjs'

const INSTALL_BUDGET_MIN = 3

/** @param {number} from_ms of `performance.now()` */
const secondsSince = (from_ms) => `${((performance.now() - from_ms) / 1000).toFixed(1)} s`

/**
 * @param {string} only comma-separated names; empty for all
 * @throws Error on a name there is no group of
 */
function chooseGroups(only) {
  const names = only.split(',').filter((name) => name !== '')
  for (const name of names) {
    if (GROUPS.some((group) => group.name === name)) continue
    throw new Error(`There is no group ${name}. Groups: ${GROUPS.map((group) => group.name).join(', ')}.`)
  }
  return names.length === 0 ? GROUPS : GROUPS.filter((group) => names.includes(group.name))
}

/** @param {readonly import('./test/groups.mjs').Group[]} groups */
async function installMissing(groups) {
  const start_ms = performance.now()
  await installDependencies()
  const needsBrowser = groups.some((group) => group.name === 'browsers')
  if (needsBrowser && (await findChromium()) === undefined) await installChromium()
  console.log(`installs: ${secondsSince(start_ms)} (budget ${INSTALL_BUDGET_MIN} min)`)
}

/**
 * @param {import('./test/groups.mjs').Group} group
 * @param {Readonly<Record<string, string>>} env
 */
async function executeGroup({ name, budget_min, execute }, env) {
  console.log(`\n── ${name}`)
  const start_ms = performance.now()
  const counts = await execute(env).catch((error) => {
    console.error(error)
    return oneCheck(false)
  })
  const line = `${name}: ${summaryLine(counts)} in ${secondsSince(start_ms)} (budget ${budget_min} min)`
  console.log(line)
  return { counts, line }
}

async function main() {
  const { values } = parseArgs({
    options: { long: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
  })
  checkNode()
  endWithNpm()
  const groups = chooseGroups(values.only)
  mkdirSync(join(ROOT, 'test-results'), { recursive: true })
  await installMissing(groups)

  const lines = []
  let total = NOTHING
  for (const group of groups) {
    const { counts, line } = await executeGroup(group, values.long ? { SOTTO_LONG: '1' } : {})
    lines.push(line)
    total = addCounts(total, counts)
  }
  console.log(`\n── all\n${lines.join('\n')}\n\n${summaryLine(total)}`)
  process.exitCode = isSuccess(total) ? 0 : 1
}

main().catch((error) => {
  console.error(`${error.message}\n\n${summaryLine(oneCheck(false))}`)
  process.exitCode = 1
})
