/**
 * Decides the answer to one request for a file or for the list of rendezvous servers. Pure: what it is
 * given is all it knows, and writing the answer to a socket is `serve.ts`'s part.
 */

import type { Assets } from './assets.ts'
import { SECURITY_HEADERS } from './headers.ts'
import { isHost, rendezvousDocument } from './rendezvous.ts'

export interface Request {
  readonly method: string
  /** As in the request line: path and query. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
}

export interface Response {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

function answer(status: number, headers: Readonly<Record<string, string>>, body?: Buffer): Response {
  return { status, headers: { ...SECURITY_HEADERS, ...headers }, body }
}

function sentence(status: number, text: string, headers: Readonly<Record<string, string>> = {}): Response {
  const plain = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' }
  return answer(status, { ...plain, ...headers }, Buffer.from(`${text}\n`))
}

function single(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '')
}

/** RFC 9110 section 12.5.3, as far as gzip is concerned; `q=0` refuses. */
function acceptsGzip(acceptEncoding: string): boolean {
  return acceptEncoding.split(',').some((coding) => /^\s*(gzip|\*)\s*(;\s*q=(1|0\.\d*[1-9])\S*)?\s*$/i.test(coding))
}

/** The path of a request line, decoded; `undefined` when it is none. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '')
  } catch {
    return undefined // a percent sign that encodes nothing: decodeURIComponent has no other way to say it
  }
}

function rendezvous({ headers }: Request): Response {
  const host = single(headers.host)
  if (!isHost(host)) return sentence(400, 'The request names no host.')
  const isSecure = single(headers['x-forwarded-proto']) === 'https'
  const body = Buffer.from(JSON.stringify(rendezvousDocument(host, isSecure)))
  return answer(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' }, body)
}

export function respond(assets: Assets, request: Request): Response {
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return sentence(405, 'Only GET and HEAD are answered here.', { allow: 'GET, HEAD' })
  }
  const path = pathOf(request.url)
  if (path === '/rendezvous.json') return rendezvous(request)
  const asset = assets.get(path === '/' ? '/index.html' : (path ?? ''))
  if (asset === undefined) return sentence(404, 'There is nothing here.')

  const headers = { ...asset.headers, vary: 'accept-encoding' }
  if (single(request.headers['if-none-match']) === asset.headers.etag) return answer(304, headers)
  if (asset.gzipped !== undefined && acceptsGzip(single(request.headers['accept-encoding']))) {
    return answer(200, { ...headers, 'content-encoding': 'gzip' }, asset.gzipped)
  }
  return answer(200, headers, asset.body)
}
