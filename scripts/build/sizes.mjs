/**
 * Weighs the script on the start path, compressed as it travels, and fails above the bars. WebAssembly
 * is counted apart: it is one file, fetched once, and never by the window.
 */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ROOT } from '../root.mjs'
import { START_PATH_FILE } from './start-path-file.mjs'

/** Most bytes after gzip, of each entry with all it imports statically. */
const BARS_BYTES = { window: 60_000, worker: 110_000 }

/** @param {string} file below dist */
const gzippedBytes = (file) => gzipSync(readFileSync(join(ROOT, 'dist', file)), { level: 9 }).length

/** @param {number} bytes */
const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`

/** @type {Record<'window' | 'worker', Record<string, string[]>>} */
const paths = JSON.parse(readFileSync(join(ROOT, START_PATH_FILE), 'utf8'))

let isTooLarge = false
for (const kind of /** @type {const} */ (['window', 'worker'])) {
  for (const [name, files] of Object.entries(paths[kind])) {
    const bytes = files.reduce((sum, file) => sum + gzippedBytes(file), 0)
    const isAbove = bytes > BARS_BYTES[kind]
    isTooLarge ||= isAbove
    const bar = `${isAbove ? 'ABOVE the bar of' : 'bar'} ${kilobytes(BARS_BYTES[kind])}`
    console.log(`${kind} ${name}: ${kilobytes(bytes)} gzip in ${files.length} files (${bar})`)
  }
}
if (Object.keys(paths.window).length === 0) {
  console.error('The build has no entry: nothing was weighed.')
  isTooLarge = true
}
process.exitCode = isTooLarge ? 1 : 0
