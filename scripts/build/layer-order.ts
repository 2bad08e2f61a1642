/**
 * Puts the order of the cascade layers at the head of every style sheet of a build. The minifier drops
 * the statement where it comes second, and chunks decide which sheet is loaded first: without this a
 * new lazy sheet can move `parts` below `reset` and take every button's look.
 */

import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** @param tokens the file whose `@layer a, b, c;` statement is the order */
export function layerOrder(tokens: string): Plugin {
  const order = /^@layer [a-z, ]+;/m.exec(readFileSync(tokens, 'utf8'))?.[0]
  if (order === undefined) throw new Error(`${tokens} says no order of layers`)
  return {
    name: 'sotto:layer-order',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const [file, output] of Object.entries(bundle)) {
        if (output.type === 'asset' && file.endsWith('.css')) output.source = order + String(output.source)
      }
    },
  }
}
