/**
 * A server of a test's own over a copy of the build, for tests that take the server away or put a newer
 * build in its place. Always on the same port, so that the browser sees one origin.
 */

import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '../../scripts/root.mjs'
import { type Served, serve } from '../../server/serve.ts'

export interface BuildServer {
  readonly url: string
  /** Whether it has been stopped since it was made. */
  readonly wasAway: boolean
  start(): Promise<void>
  stop(): Promise<void>
  /** Stops, changes the service worker as any change of a source would, and starts again. */
  release(): Promise<void>
  /** Stops and deletes the copy. */
  remove(): Promise<void>
}

const HOST = '127.0.0.1'

export async function createBuildServer(): Promise<BuildServer> {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-build-'))
  cpSync(join(ROOT, 'dist'), folder, { recursive: true })
  let served: Served | undefined = await serve({ folder, host: HOST, port: 0 })
  const { port, url } = served
  let wasAway = false

  const start = async (): Promise<void> => {
    served = await serve({ folder, host: HOST, port })
  }
  const stop = async (): Promise<void> => {
    wasAway = true
    await served?.close()
    served = undefined
  }
  return {
    url,
    get wasAway() {
      return wasAway
    },
    start,
    stop,
    async release() {
      await stop()
      appendFileSync(join(folder, 'sw.js'), '\n// a newer build\n')
      await start()
    },
    async remove() {
      await stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
