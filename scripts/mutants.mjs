/**
 * `npm run mutants [-- --only=TEXT]`: breaks each check that matters, one at a time, in a copy of the
 * tree, and runs the tests that guard it. Fails when a mutant survives, when one no longer applies
 * (its check moved: move the mutant too), when one breaks the code instead of a check, so that no test
 * of it ran, or when a named check has fewer than two.
 */

import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { mutants } from './mutants/list.mjs'
import { ROOT } from './root.mjs'

const COPIED = ['src', 'server', 'bench', 'public', 'scripts', 'vitest.config.ts', 'package.json', 'tsconfig.base.json']
const AT_ONCE = 2

async function makeCopy() {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-mutants-'))
  for (const name of COPIED) await cp(join(ROOT, name), join(folder, name), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  return folder
}

/** @param {string} folder @param {string} test a file or a folder @returns {Promise<{ passed: boolean, killer: string }>} */
function runTests(folder, test) {
  return new Promise((resolve) => {
    const args = ['vitest', 'run', '--bail=1', '--reporter=json', test]
    const child = spawn('npx', args, {
      cwd: folder,
      env: { ...process.env, CI: '' },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => {
      output += chunk
    })
    child.on('close', (code) => resolve({ passed: code === 0, killer: killerIn(output) }))
  })
}

/** The first failed test's full name; nothing where no test failed. @param {string} output */
function killerIn(output) {
  const start = output.indexOf('{"num')
  if (start < 0) return ''
  const report = JSON.parse(output.slice(start))
  const failed = report.testResults
    .flatMap((/** @type {any} */ file) => file.assertionResults)
    .find((/** @type {any} */ test) => test.status === 'failed')
  return failed?.fullName ?? ''
}

/** @param {string} folder @param {import('./mutants/mutant.mjs').Mutant} mutant */
async function tryMutant(folder, mutant) {
  /** @type {Map<string, string>} */
  const originals = new Map()
  try {
    for (const { file, find, replace } of mutant.edits) {
      const path = join(folder, file)
      const text = await readFile(path, 'utf8')
      if (!originals.has(path)) originals.set(path, text)
      const places = text.split(find).length - 1
      if (places !== 1) return { state: 'stale', detail: `${file} has the text ${places} times` }
      await writeFile(
        path,
        text.replace(find, () => replace),
      )
    }
    // One after the other, the quick ones first: most mutants never see a scenario.
    for (const test of mutant.tests) {
      const { passed, killer } = await runTests(folder, test)
      if (passed) continue
      return killer === '' ? { state: 'broken', detail: `no test of ${test} ran` } : { state: 'killed', detail: killer }
    }
    return { state: 'survived', detail: mutant.tests.join(' ') }
  } finally {
    for (const [path, text] of originals) await writeFile(path, text)
  }
}

const { values } = parseArgs({ options: { only: { type: 'string' } } })
const wanted = mutants.filter(({ check, name }) => `${check}: ${name}`.includes(values.only ?? ''))
const queue = [...wanted]
const counts = { killed: 0, survived: 0, stale: 0, broken: 0 }

async function work() {
  const folder = await makeCopy()
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const { state, detail } = await tryMutant(folder, mutant)
    counts[/** @type {keyof typeof counts} */ (state)]++
    console.log(`${state.padEnd(8)} ${mutant.check}: ${mutant.name}\n         ${detail}`)
  }
  await rm(folder, { recursive: true, force: true })
}

await Promise.all(Array.from({ length: AT_ONCE }, work))

/** @type {Map<string, number>} */
const perCheck = new Map()
for (const { check } of mutants) perCheck.set(check, (perCheck.get(check) ?? 0) + 1)
const thin = [...perCheck].filter(([, n]) => n < 2).map(([check]) => check)
if (thin.length > 0) console.log(`fewer than two mutants: ${thin.join(', ')}`)
const { killed, survived, stale, broken } = counts
console.log(`${killed} killed, ${survived} survived, ${stale} stale, ${broken} broken, of ${wanted.length}`)
process.exitCode = killed < wanted.length || thin.length > 0 || wanted.length === 0 ? 1 : 0
