/**
 * Tests outside the browser. Three projects, run as three groups by `npm test`:
 *
 * - `rules`: the import rules, the lint for forbidden code and the mutants catch what they are meant to catch;
 * - `random`: long runs over generated cases, in files named `*.model|fuzz|pairs.test.ts`;
 * - `unit`: everything else, the scenarios included.
 */

import { configDefaults, defineConfig } from 'vitest/config'

const RULES = ['src/rules.test.ts', 'scripts/{rules,mutants}/*.test.ts']
const RANDOM = 'src/**/*.{model,fuzz,pairs}.test.ts'

export default defineConfig({
  define: { __BUILD_ID__: JSON.stringify('tests') },
  test: {
    environment: 'node',
    pool: 'threads',
    maxWorkers: 2,
    testTimeout: 30_000,
    // What a process that the crash tests killed still had under way is nobody's to wait for.
    onUnhandledError: ({ name }) => name !== 'Killed',
    projects: [
      { extends: true, test: { name: 'rules', include: RULES } },
      { extends: true, test: { name: 'random', include: [RANDOM], testTimeout: 600_000 } },
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{src,server,scripts,bench}/**/*.test.ts'],
          exclude: [...configDefaults.exclude, ...RULES, RANDOM],
        },
      },
    ],
  },
})
