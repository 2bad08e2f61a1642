/**
 * `npm run fuzz -- [--n=1000000] [--seed=TEXT]`: the fuzz tests with so many inputs over all doors, in
 * proportion to those of the test command. Prints how often each door gave each of its reasons, and fails
 * where one came up fewer than a hundred times. Runs in vitest: under tsx the cryptography is ten times slower.
 */

import { parseArgs } from 'node:util'
import { checkNode, installDependencies } from './install.mjs'
import { runTool } from './process.mjs'

const DEFAULT_INPUTS = '1000000'

async function main() {
  const { values } = parseArgs({
    options: { n: { type: 'string', default: DEFAULT_INPUTS }, seed: { type: 'string', default: '' } },
  })
  if (!/^[1-9]\d*$/.test(values.n)) throw new Error('Usage: npm run fuzz -- [--n=1000000] [--seed=TEXT]')
  checkNode()
  await installDependencies()
  const env = { SOTTO_FUZZ_N: values.n, ...(values.seed === '' ? {} : { SOTTO_SEED: values.seed }) }
  const { code } = await runTool('vitest/vitest.mjs', ['run', '--project', 'random', 'src/testing/fuzz'], { env })
  return code
}

process.exitCode = await main().catch((error) => {
  console.error(error.message)
  return 1
})
