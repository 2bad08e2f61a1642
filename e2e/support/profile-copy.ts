/** A browser profile saved while its browser is closed, to be put back: what a restored backup of a machine does. */

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Profile } from './profile.ts'

export interface ProfileCopy {
  /** In place of all that has come since; once. The browser is closed. */
  putBack(): Promise<void>
}

export async function copyOf({ folder }: Profile): Promise<ProfileCopy> {
  const copy = await mkdtemp(join(tmpdir(), 'sotto-copy-'))
  await cp(folder, copy, { recursive: true })
  return {
    async putBack() {
      await rm(folder, { recursive: true, force: true })
      await cp(copy, folder, { recursive: true })
      await rm(copy, { recursive: true })
    },
  }
}
