/**
 * `npm run bench -- NAME [--json] …`: runs bench/NAME.ts; what follows the name is handed on to it.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkNode, installDependencies } from './install.mjs'
import { run } from './process.mjs'
import { ROOT } from './root.mjs'

/** What the benchmarks share lies beside them and is none itself. */
const SHARED = ['report.ts']

/** The first sentence of a benchmark's header comment. */
function describe(/** @type {string} */ name) {
  const header = /^\/\*\*(.*?)\*\//s.exec(readFileSync(join(ROOT, 'bench', `${name}.ts`), 'utf8'))
  const text = (header?.[1] ?? '').replace(/\s*\n \*\s?/g, ' ').trim()
  return /^.*?[.:](?=\s|$)/.exec(text)?.[0].replace(/:$/, '.') ?? text
}

function listBenchmarks() {
  return readdirSync(join(ROOT, 'bench'))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !SHARED.includes(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort()
}

async function main() {
  const [name = '', ...rest] = process.argv.slice(2)
  checkNode()
  if (!/^[\w-]+$/.test(name) || SHARED.includes(`${name}.ts`) || !existsSync(join(ROOT, 'bench', `${name}.ts`))) {
    if (name !== '') console.error(`There is no benchmark ${name}.`)
    const names = listBenchmarks()
    const lines =
      names.length === 0 ? ['There are none yet.'] : names.map((each) => `  ${each.padEnd(20)} ${describe(each)}`)
    console.error(['Usage: npm run bench -- NAME [--json]', ...lines].join('\n'))
    return 1
  }
  await installDependencies()
  const { code } = await run(process.execPath, ['--import', 'tsx', '--expose-gc', `bench/${name}.ts`, ...rest])
  return code
}

process.exitCode = await main().catch((error) => {
  console.error(error.message)
  return 1
})
