/**
 * The last lines one device logged: kept quietly, printed when a story fails. Owns a bounded buffer;
 * never prints by itself. Throws what an engine says of its own faults, which nobody else would hear.
 */

import type { LogSink } from '../engine/base/ports.ts'

const KEPT_LINES = 400
/** A transaction that broke off is the engine's own fault, or the disk's. */
const OWN_FAULT = /^\[STORE_FAILED\] (?!result=storage_full$)/

export interface LogTail extends LogSink {
  /** The newest `count` lines, oldest first. */
  last(count: number): readonly string[]
}

export function createLogTail(): LogTail {
  const lines: string[] = []
  return {
    write(level, line) {
      if (OWN_FAULT.test(line)) throw new Error(line)
      lines.push(level === 'info' ? line : `${level} ${line}`)
      if (lines.length > KEPT_LINES) lines.splice(0, lines.length - KEPT_LINES)
    },
    last: (count) => lines.slice(-count),
  }
}
