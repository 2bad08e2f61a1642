/**
 * The last lines one device logged: kept quietly, printed when a story fails. Owns a bounded buffer;
 * never prints by itself.
 */

import type { LogSink } from '../engine/base/ports.ts'

const KEPT_LINES = 400

export interface LogTail extends LogSink {
  /** The newest `count` lines, oldest first. */
  last(count: number): readonly string[]
}

export function createLogTail(): LogTail {
  const lines: string[] = []
  return {
    write(level, line) {
      lines.push(level === 'info' ? line : `${level} ${line}`)
      if (lines.length > KEPT_LINES) lines.splice(0, lines.length - KEPT_LINES)
    },
    last: (count) => lines.slice(-count),
  }
}
