/** The files of a profile's origin private file system as they lie on the disk, read past the browser. */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Profile } from './profile.ts'

/** Where Chromium keeps the private file systems of all origins. */
const PRIVATE = join('Default', 'File System')

async function scan(folder: string, forms: readonly Buffer[]): Promise<readonly string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name))
    if (forms.some((form) => bytes.includes(form))) found.push(entry.name)
  }
  return found
}

/** @returns names of the files in which this text stands, in UTF-8 or UTF-16 */
export async function privateFilesWith(profile: Profile, text: string): Promise<readonly string[]> {
  const folder = join(profile.folder, PRIVATE)
  while (existsSync(folder)) {
    try {
      return await scan(folder, [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')])
    } catch (error) {
      // The browser renames files of its own meanwhile: look at all of them again.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  return [] // the folder is made with the first file
}
