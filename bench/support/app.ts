/** The application as `npm start` serves it, from a fresh build of its own, and what is put into its pages. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, type Rolldown } from 'vite'
import { ROOT } from '../../scripts/root.mjs'
import { serve } from '../../server/serve.ts'

export interface App {
  readonly address: string
  close(): Promise<void>
}

export async function openApp(): Promise<App> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-app-'))
  await build({
    root: ROOT,
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir: folder, emptyOutDir: true },
  })
  const served = await serve({ folder, host: '127.0.0.1', port: 0 })
  return {
    address: served.url,
    async close() {
      await served.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** The source of `bench/pages/app/in-page.ts`, to be run before a page's own scripts. */
export async function inPageScript(): Promise<string> {
  const entry = join(ROOT, 'bench/pages/app/in-page.ts')
  const built = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: { write: false, lib: { entry, formats: ['iife'], name: 'inPage' } },
  })
  const [output] = [built].flat() as Rolldown.RolldownOutput[]
  const code = output?.output[0].code
  if (code === undefined) throw new Error('the script for the pages was not built')
  return code
}
