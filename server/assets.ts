/**
 * A folder as it was when it was read, ready to be served: nothing outside it can be named, and a build
 * that changes under a running server is not mixed with the one before.
 */

import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface Asset {
  readonly body: Buffer
  /** Absent where it would not be smaller. */
  readonly gzipped: Buffer | undefined
  readonly headers: Readonly<Record<string, string>>
}

/** By URL path, with a leading slash. */
export type Assets = ReadonlyMap<string, Asset>

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.woff2': 'font/woff2',
}

/** The build names what lies here by its content; everything else keeps its name from build to build. */
const HASHED_FOLDER = '/assets/'
const FOR_EVER = 'public, max-age=31536000, immutable'
const ASK_EACH_TIME = 'no-cache'

function readAsset(path: string, url: string): Asset {
  const body = readFileSync(path)
  const gzipped = gzipSync(body, { level: 9 })
  return {
    body,
    gzipped: gzipped.length < body.length ? gzipped : undefined,
    headers: {
      'content-type': TYPES[extname(url)] ?? 'application/octet-stream',
      'cache-control': url.startsWith(HASHED_FOLDER) ? FOR_EVER : ASK_EACH_TIME,
      etag: `"${createHash('sha256').update(body).digest('hex').slice(0, 32)}"`,
    },
  }
}

/** @throws Error when the folder cannot be read */
export function readAssets(folder: string): Assets {
  const assets = new Map<string, Asset>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const url = path.slice(folder.length).split(sep).join('/')
    assets.set(url.startsWith('/') ? url : `/${url}`, readAsset(path, url))
  }
  return assets
}
