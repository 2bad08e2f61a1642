/**
 * npm stops its shell when it is stopped, and the shell tells nobody: without this a server or a test run
 * would outlive the `npm start` or `npm test` that somebody killed.
 */

const CHECK_EVERY_MS = 1_000
const parent = process.ppid

/** Sends this process SIGTERM when the npm that started it has gone. Without effect when npm did not. */
export function endWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return
  const checking = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(checking)
    process.kill(process.pid, 'SIGTERM')
  }, CHECK_EVERY_MS)
  checking.unref()
}
