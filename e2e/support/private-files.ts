/** The files of a profile as they lie on the disk, read past the browser. */

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

async function filesWith(folder: string, text: string): Promise<readonly string[]> {
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

/** @returns names of the files of the origin private file systems in which this text stands, in UTF-8 or UTF-16 */
export function privateFilesWith(profile: Profile, text: string): Promise<readonly string[]> {
  return filesWith(join(profile.folder, PRIVATE), text)
}

/** The same of everything the browser keeps: its other storage, caches, session, logs. */
export function profileFilesWith(profile: Profile, text: string): Promise<readonly string[]> {
  return filesWith(profile.folder, text)
}
