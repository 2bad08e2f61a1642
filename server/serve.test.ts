/** What a browser gets from the server: the files, their headers, the rendezvous list and the relay. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type Served, serve } from './serve.ts'

const HOST = '127.0.0.1'
const PAGE = `<!doctype html><title>Sotto</title>${'<p>paper</p>'.repeat(100)}`
let outer: string
let served: Served

beforeAll(async () => {
  outer = mkdtempSync(join(tmpdir(), 'sotto-serve-'))
  writeFileSync(join(outer, 'secret.txt'), 'beside the folder')
  const folder = join(outer, 'dist')
  mkdirSync(join(folder, 'assets'), { recursive: true })
  writeFileSync(join(folder, 'index.html'), PAGE)
  writeFileSync(join(folder, 'sw.js'), 'self')
  writeFileSync(join(folder, 'rendezvous.json'), '{"relays":["wss://public.example"]}')
  writeFileSync(join(folder, 'assets', 'a-12345678.wasm'), new Uint8Array([0, 97, 115, 109]))
  served = await serve({ folder, host: HOST, port: 0 })
})
afterAll(async () => {
  await served.close()
  rmSync(outer, { recursive: true })
})

/** The answer to a request line as it stands: `fetch` would tidy the path first. */
function rawRequest(path: string, headers: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(served.port, HOST, () => socket.write(`GET ${path} HTTP/1.1\r\n${headers}\r\n\r\n`))
    socket.setEncoding('utf8').on('data', (piece: string) => {
      text += piece
    })
    socket.once('end', () => resolve(text)).once('error', reject)
  })
}

test('the page comes with a policy that allows no inline script and no other origin', async () => {
  const { status, headers } = await fetch(served.url)
  expect(status).toBe(200)
  expect(headers.get('content-type')).toBe('text/html; charset=utf-8')
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; " +
      "connect-src 'self' ws: wss:; worker-src 'self'; manifest-src 'self'; font-src 'self'; base-uri 'none'; " +
      "form-action 'none'; frame-ancestors 'none'",
  )
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
})

test('every answer carries the policy, errors too', async () => {
  for (const path of ['missing', 'rendezvous.json', 'sw.js']) {
    const { headers } = await fetch(new URL(path, served.url))
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  }
})

test('files named by their content are kept for ever, the page and the service worker never unasked', async () => {
  const cacheOf = async (path: string) => (await fetch(new URL(path, served.url))).headers.get('cache-control')
  expect(await cacheOf('assets/a-12345678.wasm')).toBe('public, max-age=31536000, immutable')
  expect(await cacheOf('')).toBe('no-cache')
  expect(await cacheOf('index.html')).toBe('no-cache')
  expect(await cacheOf('sw.js')).toBe('no-cache')
})

test('WebAssembly has its own type, so that it can be compiled while it arrives', async () => {
  const { headers } = await fetch(new URL('assets/a-12345678.wasm', served.url))
  expect(headers.get('content-type')).toBe('application/wasm')
})

test('text is compressed for whoever takes it', async () => {
  const compressed = await fetch(served.url, { headers: { 'accept-encoding': 'br, gzip;q=0.8' } })
  expect(compressed.headers.get('content-encoding')).toBe('gzip')
  expect(await compressed.text()).toBe(PAGE)
  for (const coding of ['identity', 'gzip;q=0', 'gzip;q=0.0']) {
    const plain = await fetch(served.url, { headers: { 'accept-encoding': coding } })
    expect(plain.headers.get('content-encoding')).toBeNull()
    expect(await plain.text()).toBe(PAGE)
  }
})

test('an unchanged file is not sent again', async () => {
  const etag = (await fetch(served.url)).headers.get('etag') ?? ''
  const again = await fetch(served.url, { headers: { 'if-none-match': etag } })
  expect(again.status).toBe(304)
  expect(await again.text()).toBe('')
})

test('HEAD has the headers without the body, and nothing else but GET is answered', async () => {
  const head = await fetch(served.url, { method: 'HEAD' })
  expect(head.status).toBe(200)
  expect(await head.text()).toBe('')
  expect((await fetch(served.url, { method: 'POST', body: 'x' })).status).toBe(405)
})

test('no path leads out of the folder', async () => {
  const paths = ['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '//secret.txt', '/%', '/%00']
  for (const path of paths) {
    const answer = await rawRequest(path, `Host: ${HOST}\r\nConnection: close`)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).not.toContain('beside the folder')
  }
})

test('the rendezvous list names the relay of the host that was asked, not the public one', async () => {
  expect(await (await fetch(new URL('rendezvous.json', served.url))).json()).toEqual({
    relays: [`ws://${HOST}:${served.port}/relay`],
    iceServers: [],
  })
  const behindProxy = await rawRequest(
    '/rendezvous.json',
    'Host: chat.example\r\nX-Forwarded-Proto: https\r\nConnection: close',
  )
  expect(behindProxy).toContain('{"relays":["wss://chat.example/relay"],"iceServers":[]}')
})

test('a host that is none is not echoed', async () => {
  const answer = await rawRequest('/rendezvous.json', 'Host: a"],"x":["b\r\nConnection: close')
  expect(answer).toMatch(/^HTTP\/1\.1 400 /)
  expect(answer).not.toContain('a"]')
})

test('the relay answers on its path and closes with the server; other upgrades are refused', async () => {
  const own = await serve({ folder: join(outer, 'dist'), host: HOST, port: 0 })
  const refused = new WebSocket(`ws://${HOST}:${own.port}/elsewhere`)
  await expect(new Promise((_resolve, reject) => refused.once('error', reject))).rejects.toThrow('404')

  const socket = new WebSocket(`ws://${HOST}:${own.port}/relay`)
  await new Promise((resolve) => socket.once('open', resolve))
  socket.send('["REQ","story",{"kinds":[20000]}]')
  const answer = await new Promise((resolve) => socket.once('message', (data) => resolve(String(data))))
  expect(answer).toBe('["EOSE","story"]')

  const closed = new Promise((resolve) => socket.once('close', resolve))
  await own.close()
  await closed
})

test('a busy port gives the next free one', async () => {
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, HOST, resolve))
  const busy = (blocker.address() as AddressInfo).port
  const other = await serve({ folder: join(outer, 'dist'), host: HOST, port: busy })
  expect(other.port).toBeGreaterThan(busy)
  await other.close()
  await new Promise((resolve) => blocker.close(resolve))
})
