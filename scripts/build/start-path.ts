/**
 * Notes which files of a build are fetched before anything can be done: each entry and what it imports
 * statically, for the window and for every worker. `sizes.mjs` weighs them.
 */

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Plugin, Rolldown } from 'vite'
import { ROOT } from '../root.mjs'
import { START_PATH_FILE } from './start-path-file.mjs'

/** Files below `dist`, by the name of their entry. */
export interface StartPaths {
  readonly window: Readonly<Record<string, readonly string[]>>
  readonly worker: Readonly<Record<string, readonly string[]>>
}

type Kind = keyof StartPaths

function staticClosure(bundle: Rolldown.OutputBundle, file: string, seen: Set<string> = new Set()): string[] {
  const chunk = bundle[file]
  if (chunk?.type === 'chunk' && !seen.has(file)) {
    seen.add(file)
    for (const imported of chunk.imports) staticClosure(bundle, imported, seen)
  }
  return [...seen]
}

/** @returns one plugin for the window's build and one for the workers', which Vite builds apart */
export function startPath(): (kind: Kind) => Plugin {
  const paths: Record<Kind, Record<string, readonly string[]>> = { window: {}, worker: {} }
  return (kind) => ({
    name: `sotto:start-path-${kind}`,
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const [file, output] of Object.entries(bundle)) {
        if (output.type === 'chunk' && output.isEntry) paths[kind][output.name] = staticClosure(bundle, file)
      }
    },
    closeBundle() {
      const file = join(ROOT, START_PATH_FILE)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(paths satisfies StartPaths))
    },
  })
}
