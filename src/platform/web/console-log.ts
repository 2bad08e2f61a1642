/** The `LogSink` port over the console. Detail is off unless asked for: the console of a tab keeps everything. */

import type { LogSink } from '../../engine/base/ports.ts'

export function consoleLog(options: { readonly debug: boolean } = { debug: false }): LogSink {
  return {
    write(level, line) {
      if (level === 'warn') console.warn(line)
      else if (level === 'info') console.info(line)
      else if (options.debug) console.debug(line)
    },
  }
}
