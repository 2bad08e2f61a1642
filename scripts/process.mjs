/**
 * Child processes of the scripts: one at a time, output passed through, never waiting for input,
 * stopped with everything they started when they overrun or when we are interrupted.
 */

import { spawn } from 'node:child_process'
import { ROOT } from './root.mjs'

/** Time between asking a child to stop and killing it. */
const GRACE_MS = 5_000
const POSIX = process.platform !== 'win32'

/**
 * @typedef {object} RunOptions
 * @property {Readonly<Record<string, string>>} [env] added to our own environment
 * @property {number} [limit_ms] the child is stopped after this long
 */

/** @typedef {{ readonly code: number, readonly overran: boolean }} RunResult */

/** Tools guess wrongly whether the other end of a pipe shows colours. */
const PLAIN = process.stdout.isTTY ? {} : { NO_COLOR: '1' }

/**
 * Signals the child's whole process group, so that browsers and workers go with the tool that started them.
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return
  try {
    process.kill(POSIX ? -child.pid : child.pid, signal)
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error // ESRCH: it has ended already
  }
}

/**
 * Runs a program to its end in the project's folder. A program that cannot be started counts as one that
 * failed with code 127.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<RunResult>}
 */
export function run(program, args, { env = {}, limit_ms } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: { ...process.env, ...PLAIN, ...env },
      stdio: ['ignore', 'inherit', 'inherit'],
      detached: POSIX, // its own process group: see signalGroup
    })
    let overran = false
    const stop = () => {
      overran = true
      signalGroup(child, 'SIGTERM')
      setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS).unref()
    }
    const limit = limit_ms === undefined ? undefined : setTimeout(stop, limit_ms)
    const interrupted = () => {
      signalGroup(child, 'SIGKILL')
      process.exit(130)
    }
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted)

    /** @param {number} code */
    const end = (code) => {
      clearTimeout(limit)
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted)
      resolve({ code, overran })
    }
    child.once('error', (error) => {
      console.error(`${program} could not be started: ${error.message}`)
      end(127)
    })
    child.once('exit', (code) => end(code ?? 1))
  })
}

/**
 * Runs a tool of node_modules by its JavaScript entry, without a shell between.
 * @param {string} entry path below node_modules
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 */
export function runTool(entry, args, options) {
  return run(process.execPath, [`node_modules/${entry}`, ...args], options)
}
