/**
 * How many checks passed, failed and were skipped, read from the reports of the test tools. A tool that
 * failed without naming a failed test (a file that does not load, an error between tests) counts as one
 * failure, and so does one that wrote no report.
 */

import { existsSync, readFileSync } from 'node:fs'

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number }} Counts */

/** @type {Counts} */
export const NOTHING = { passed: 0, failed: 0, skipped: 0 }

/**
 * @param {Counts} a
 * @param {Counts} b
 * @returns {Counts}
 */
export function addCounts(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped }
}

/**
 * A check that only passes or fails.
 * @param {boolean} passed
 * @returns {Counts}
 */
export function oneCheck(passed) {
  return passed ? { ...NOTHING, passed: 1 } : { ...NOTHING, failed: 1 }
}

/**
 * @param {Counts} counts
 * @param {number} code the tool's exit code
 * @returns {Counts}
 */
export function withExitCode(counts, code) {
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts
}

/**
 * Vitest's JSON reporter (Jest's format).
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} report
 * @returns {Counts}
 */
export function countVitest(report) {
  const skipped = report.numPendingTests + report.numTodoTests
  return { passed: report.numPassedTests, failed: report.numFailedTests, skipped }
}

/**
 * Playwright's JSON reporter. A test that passed on a second attempt counts as failed.
 * @param {{ stats: { expected: number, unexpected: number, flaky: number, skipped: number } }} report
 * @returns {Counts}
 */
export function countPlaywright({ stats }) {
  return { passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }
}

/**
 * @template Report
 * @param {string} path of a JSON report, removed before the tool ran
 * @param {number} code the tool's exit code
 * @param {(report: Report) => Counts} count
 * @returns {Counts}
 */
export function countReport(path, code, count) {
  if (!existsSync(path)) return oneCheck(false)
  return withExitCode(count(JSON.parse(readFileSync(path, 'utf8'))), code)
}

/**
 * The last line of the test command.
 * @param {Counts} counts
 */
export function summaryLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`
  return skipped === 0 ? line : `${line}, ${skipped} skipped`
}

/**
 * Nothing executed is a failure: a check that cannot fail proves nothing.
 * @param {Counts} counts
 */
export function isSuccess({ passed, failed }) {
  return failed === 0 && passed > 0
}
