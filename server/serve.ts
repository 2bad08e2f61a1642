/**
 * The server behind `npm start` and the browser tests: one folder of static files, the list of
 * rendezvous servers, and a relay of its own. It stores nothing and knows nobody; any static host can
 * take its place, with public relays in place of this one.
 */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { readAssets } from './assets.ts'
import { listen } from './listen.ts'
import { attachRelay } from './relay/relay.ts'
import { RELAY_PATH } from './rendezvous.ts'
import { respond } from './respond.ts'

export interface ServeOptions {
  /** The folder of a finished build. */
  readonly folder: string
  readonly host: string
  /** Where to begin looking for a free port; 0 lets the system choose. */
  readonly port: number
}

export interface Served {
  readonly port: number
  /** With a trailing slash. */
  readonly url: string
  /** Ends every connection, WebSockets too. */
  close(): Promise<void>
}

function write(request: IncomingMessage, response: ServerResponse, answer: ReturnType<typeof respond>): void {
  const length = answer.body === undefined ? {} : { 'content-length': String(answer.body.length) }
  response.writeHead(answer.status, { ...answer.headers, ...length })
  response.end(request.method === 'HEAD' ? undefined : answer.body)
}

/** With a listener for upgrades Node leaves the sockets nobody wanted open: they are ours to close. */
function refuseUpgrade(request: IncomingMessage, socket: Duplex): void {
  if (request.url?.split('?', 1)[0] !== RELAY_PATH) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
}

/** @throws Error when the folder cannot be read or no port is free */
export async function serve({ folder, host, port }: ServeOptions): Promise<Served> {
  const assets = readAssets(folder)
  const server = createServer((request, response) => {
    const { method = '', url = '', headers } = request
    write(request, response, respond(assets, { method, url, headers }))
  })
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  const relay = attachRelay(server, RELAY_PATH)
  server.on('upgrade', refuseUpgrade)
  const bound = await listen(server, host, port)
  return {
    port: bound,
    url: `http://${host}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        relay.close()
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
