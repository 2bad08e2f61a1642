/** The table of behaviours is true: what it says is shown is a test that exists, and nothing is left out. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { coverage } from './coverage.ts'

const BEHAVIOURS = 47

/** The literal title in the file, quoted; a skipped or focused test does not compile here (the linter). */
function hasTest(reference: string): boolean {
  const at = reference.indexOf(': ')
  const text = readFileSync(new URL(`../../${reference.slice(0, at)}`, import.meta.url), 'utf8')
  const title = reference.slice(at + 2)
  return [`'${title}'`, `"${title}"`, `\`${title}\``].some((quoted) => text.includes(quoted))
}

describe('the table of behaviours', () => {
  test('has a row for each of the 47', () => {
    const numbers = Object.keys(coverage).map(Number)
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: BEHAVIOURS }, (_, i) => i + 1))
    for (const clauses of Object.values(coverage)) expect(clauses.length).toBeGreaterThan(0)
  })

  test('names only tests that exist', () => {
    const named = Object.values(coverage).flatMap((clauses) => clauses.flatMap((row) => ('by' in row ? row.by : [])))
    expect(named.length).toBeGreaterThan(50)
    expect(named.filter((reference) => !hasTest(reference))).toEqual([])
  })

  test('would notice a test that is gone', () => {
    expect(hasTest('src/scenarios/order.test.ts: a test that nobody wrote')).toBe(false)
  })
})
