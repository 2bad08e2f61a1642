/**
 * A page of `bench/pages/`, built with the settings of the application and served on loopback: the
 * engine's code runs as its users run it, bundled, minified, in a worker of a real browser.
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

export interface BenchPage {
  /** Ends with a slash. A secure context, as all of loopback is. */
  readonly address: string
  close(): Promise<void>
}

export interface BuildPageOptions {
  /** Off for a profile whose functions are to have their names. */
  readonly minify?: boolean
}

/** @param page a folder of `bench/pages/` with an `index.html` */
export async function openBenchPage(page: string, { minify = true }: BuildPageOptions = {}): Promise<BenchPage> {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-bench-'))
  await build({
    configFile: false,
    root: join(import.meta.dirname, '../pages', page),
    base: './',
    logLevel: 'warn',
    build: {
      outDir: folder,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      minify,
      modulePreload: { polyfill: false },
      rolldownOptions: { checks: { pluginTimings: false } },
    },
    worker: { format: 'es', rolldownOptions: { checks: { pluginTimings: false } } },
  })
  const server = createServer(async (request, response) => {
    const path = normalize(new URL(request.url ?? '/', 'http://localhost').pathname)
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
