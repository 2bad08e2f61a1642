/** The totals of the test command: what counts as passed, failed and skipped, and what as success. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import {
  addCounts,
  countPlaywright,
  countReport,
  countVitest,
  isSuccess,
  NOTHING,
  oneCheck,
  summaryLine,
  withExitCode,
} from './counts.mjs'

const folder = mkdtempSync(join(tmpdir(), 'sotto-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

const VITEST = { numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 1 }

test('tests that are pending or to be written count as skipped', () => {
  expect(countVitest(VITEST)).toEqual({ passed: 5, failed: 1, skipped: 3 })
})

test('a browser test that passed on its second attempt has failed', () => {
  const stats = { expected: 4, unexpected: 1, flaky: 1, skipped: 2 }
  expect(countPlaywright({ stats })).toEqual({ passed: 4, failed: 2, skipped: 2 })
})

test('a tool that fails without naming a failed test counts as one failure', () => {
  expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 1)).toEqual({ passed: 3, failed: 1, skipped: 0 })
  expect(withExitCode({ passed: 3, failed: 2, skipped: 0 }, 1)).toEqual({ passed: 3, failed: 2, skipped: 0 })
  expect(withExitCode({ passed: 3, failed: 0, skipped: 0 }, 0)).toEqual({ passed: 3, failed: 0, skipped: 0 })
})

test('a tool that leaves no report has failed', () => {
  expect(countReport(join(folder, 'none.json'), 0, countVitest)).toEqual(oneCheck(false))
})

test('a report is read from its file', () => {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify({ ...VITEST, numFailedTests: 0 }))
  expect(countReport(path, 1, countVitest)).toEqual({ passed: 5, failed: 1, skipped: 3 })
})

test('the summary names skipped tests only when there are some', () => {
  expect(summaryLine(addCounts(oneCheck(true), oneCheck(false)))).toBe('1 passed, 1 failed')
  expect(summaryLine({ passed: 2, failed: 0, skipped: 1 })).toBe('2 passed, 0 failed, 1 skipped')
})

test('nothing executed is no success, and neither is everything skipped', () => {
  expect(isSuccess(NOTHING)).toBe(false)
  expect(isSuccess({ passed: 0, failed: 0, skipped: 9 })).toBe(false)
  expect(isSuccess({ passed: 1, failed: 0, skipped: 9 })).toBe(true)
  expect(isSuccess({ passed: 1, failed: 1, skipped: 0 })).toBe(false)
})
