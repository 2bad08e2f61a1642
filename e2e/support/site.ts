/**
 * A page that is not the application's, built as the application is built and served on loopback: tests
 * of the platform alone (`e2e/pages/`), benchmarks of the engine alone (`bench/pages/`).
 */

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { build } from 'vite'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
}

/** A page of the same origin with nothing in it. */
export const EMPTY_PAGE = 'empty'

export interface Site {
  /** Ends with a slash. A secure context, as all of loopback is. */
  readonly address: string
  close(): Promise<void>
}

/** @param page a folder with an `index.html`, from the top. @returns the folder of the build, the caller's to remove */
export async function buildSite(page: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-site-'))
  const rolldownOptions = { checks: { pluginTimings: false } }
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../..', page),
    base: './',
    logLevel: 'warn',
    define: { __BUILD_ID__: JSON.stringify('e2e') },
    build: { outDir: folder, emptyOutDir: true, assetsInlineLimit: 0, target: 'es2023', rolldownOptions },
    worker: { format: 'es', rolldownOptions },
  })
  return folder
}

/** @param page a folder with an `index.html`, from the top */
export async function openSite(page: string): Promise<Site> {
  const folder = await buildSite(page)
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (path === `/${EMPTY_PAGE}`) {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>')
      return
    }
    const file = join(folder, path === '/' ? 'index.html' : path)
    try {
      const content = await readFile(file)
      response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(content)
    } catch {
      response.writeHead(404).end() // the browser asks for an icon that is not there
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return {
    address: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true })
    },
  }
}
