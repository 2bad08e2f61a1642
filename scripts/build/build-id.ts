/**
 * The build's name, shown to people so that two of them can compare what they run: a hash of everything
 * the build is made from. The same sources give the same name on any machine, with or without git.
 */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, sep } from 'node:path'

/** Files and folders, relative to the root. */
const INPUTS = ['index.html', 'package-lock.json', 'vite.config.ts', 'server/headers.ts', 'public', 'src']
/** Part of the tree, but of no build. */
const NOT_BUILT = /^src\/(testing|scenarios|platform\/node|platform\/sim)\/|\.(test|testing|vectors)\.tsx?$|\.md$/
const HEX_CHARACTERS = 12

function listFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path).flatMap((name) => listFiles(join(path, name)))
}

/** @returns 12 hexadecimal characters */
export function computeBuildId(root: string): string {
  const names = INPUTS.flatMap((input) => listFiles(join(root, input)))
    .map((file) => relative(root, file).split(sep).join('/'))
    .filter((name) => !NOT_BUILT.test(name))
    .sort()
  const hash = createHash('sha256')
  for (const name of names) {
    const content = readFileSync(join(root, name))
    hash.update(`${name}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex').slice(0, HEX_CHARACTERS)
}
