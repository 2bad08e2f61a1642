/** That every mutant still applies; whether it is killed takes `npm run mutants` half an hour to say. */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../root.mjs'
import { mutants } from './list.mjs'

const isThere = (path: string) => existsSync(join(ROOT, path))

test('every mutant finds the check it breaks, exactly once, and its tests exist', () => {
  const stale = mutants.flatMap(({ check, name, edits, tests }) => {
    const applies = edits.every(({ file, find }) => readFileSync(join(ROOT, file), 'utf8').split(find).length === 2)
    return applies && edits.length > 0 && tests.every(isThere) ? [] : [`${check}: ${name}`]
  })
  expect(stale).toEqual([])
  expect(mutants.length).toBeGreaterThan(40)
})

test('every check has two mutants or more, and no two have one name', () => {
  const names = mutants.map(({ check, name }) => `${check}: ${name}`)
  expect(new Set(names).size).toBe(names.length)
  for (const { check } of mutants) {
    expect(mutants.filter((other) => other.check === check).length, check).toBeGreaterThanOrEqual(2)
  }
})
