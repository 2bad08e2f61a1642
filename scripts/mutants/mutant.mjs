/**
 * How a mutant is written: it breaks one check that matters, and names the tests that must notice.
 *
 * @typedef {{ file: string, find: string, replace: string }} Edit `find` stands in the file exactly once
 * @typedef {{ check: string, name: string, edits: readonly Edit[], tests: readonly string[] }} Mutant `tests` are
 *   run in their order until one fails: the quickest come first
 */

export const HOSTILE = ['src/scenarios/hostile-members.test.ts', 'src/scenarios/joining.test.ts']
/** Every case each `validate` tells apart. */
export const GIVEN = 'src/testing/given.test.ts'

/** @param {string} file below src/engine/ @param {string} find @param {string} replace @returns {Edit} */
export const edit = (file, find, replace) => ({ file: `src/engine/${file}`, find, replace })

/** @param {string} check @param {readonly string[]} tests */
export const of =
  (check, tests) =>
  /** @param {string} name @param {...Edit} edits @returns {Mutant} */
  (name, ...edits) => ({ check, name, edits, tests })
