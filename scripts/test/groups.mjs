/**
 * The groups of checks behind `npm test`, in the order they run, each with the minutes it may take.
 * A group that overruns three times its budget is stopped and has failed.
 */

import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../process.mjs'
import { ROOT } from '../root.mjs'
import { addCounts, countPlaywright, countReport, countVitest, NOTHING, oneCheck } from './counts.mjs'

/** @typedef {import('./counts.mjs').Counts} Counts */

/**
 * @typedef {object} Group
 * @property {string} name
 * @property {number} budget_min
 * @property {(env: Readonly<Record<string, string>>) => Promise<Counts>} execute
 */

const MINUTE_MS = 60_000
const OVERRUN = 3

/**
 * @param {string} entry of a tool, below node_modules
 * @param {readonly string[]} args
 * @param {number} budget_min
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<number>} exit code
 */
async function tool(entry, args, budget_min, env = {}) {
  const { code, overran } = await runTool(entry, args, { env, limit_ms: budget_min * OVERRUN * MINUTE_MS })
  if (overran) console.log(`Stopped after ${budget_min * OVERRUN} minutes.`)
  return code
}

/**
 * @param {string} project of vitest.config.ts
 * @param {number} budget_min
 * @param {Readonly<Record<string, string>>} [env]
 */
async function vitest(project, budget_min, env) {
  const report = join(ROOT, 'test-results', `${project}.json`)
  rmSync(report, { force: true })
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`]
  const code = await tool('vitest/vitest.mjs', ['run', '--project', project, ...reporters], budget_min, env)
  return countReport(report, code, countVitest)
}

/** @param {Readonly<Record<string, string>>} env */
async function browsers(env) {
  if (!existsSync(join(ROOT, 'dist', 'index.html'))) {
    console.log('Not run: there is no build to test.')
    return oneCheck(false)
  }
  const report = join(ROOT, 'test-results', 'browsers.json')
  rmSync(report, { force: true })
  const code = await tool('playwright/cli.js', ['test'], 22, env)
  return countReport(report, code, countPlaywright)
}

/** Vitest's project `random` has files of its own: see vitest.config.ts. */
const RANDOM_TEST = /\.(model|fuzz|pairs)\.test\.ts$/

const RANDOM_MIN = 5
/** The long forms run for hours. */
const RANDOM_LONG_MIN = 240

/** @param {Readonly<Record<string, string>>} env */
async function random(env) {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })
  const budget_min = env.SOTTO_LONG === '1' ? RANDOM_LONG_MIN : RANDOM_MIN
  if (files.some((file) => RANDOM_TEST.test(file))) return vitest('random', budget_min, env)
  console.log('There is no model, fuzz or pairs test yet.')
  return NOTHING
}

/** @type {readonly Group[]} */
export const GROUPS = [
  {
    name: 'types',
    budget_min: 1,
    execute: async () => oneCheck((await tool('typescript/bin/tsc', ['-b'], 1)) === 0),
  },
  {
    name: 'lint',
    budget_min: 1,
    execute: async () => {
      const colours = process.stdout.isTTY ? 'force' : 'off' // it heeds no environment
      const options = ['--error-on-warnings', '--max-diagnostics=50', `--colors=${colours}`]
      const biome = await tool('@biomejs/biome/bin/biome', ['ci', ...options, '.'], 1)
      const forbidden = await tool('../scripts/rules/forbidden-code.mjs', [], 1)
      return addCounts(oneCheck(biome === 0), oneCheck(forbidden === 0))
    },
  },
  {
    name: 'rules',
    budget_min: 1,
    execute: async () => {
      const config = ['--config', '.dependency-cruiser.cjs']
      const code = await tool(
        'dependency-cruiser/bin/dependency-cruise.mjs',
        ['src', 'server', 'bench', 'e2e', ...config],
        1,
      )
      return addCounts(oneCheck(code === 0), await vitest('rules', 1))
    },
  },
  {
    name: 'build',
    budget_min: 1,
    execute: async () => {
      rmSync(join(ROOT, 'dist'), { recursive: true, force: true })
      const code = await tool('vite/bin/vite.js', ['build', '--logLevel', 'warn'], 1)
      if (code !== 0) return oneCheck(false)
      return addCounts(oneCheck(true), oneCheck((await tool('../scripts/build/sizes.mjs', [], 1)) === 0))
    },
  },
  { name: 'unit', budget_min: 6, execute: (env) => vitest('unit', 6, env) },
  { name: 'random', budget_min: RANDOM_MIN, execute: random },
  { name: 'browsers', budget_min: 22, execute: browsers },
]
