/** The files of a profile's origin private file system as they lie on the disk, read past the browser. */

import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Profile } from './profile.ts'

/** Where Chromium keeps the private file systems of all origins. */
const PRIVATE = join('Default', 'File System')

/** @returns names of the files in which this text stands, in UTF-8 or UTF-16 */
export async function privateFilesWith(profile: Profile, text: string): Promise<readonly string[]> {
  const forms = [Buffer.from(text, 'utf8'), Buffer.from(text, 'utf16le')]
  const folder = join(profile.folder, PRIVATE)
  if (!existsSync(folder)) return [] // made with the first file
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name))
    if (forms.some((form) => bytes.includes(form))) found.push(entry.name)
  }
  return found
}
