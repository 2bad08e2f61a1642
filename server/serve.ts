/**
 * The server behind `npm start` and the browser tests: one folder of static files, the list of
 * rendezvous servers, and a relay of its own. It stores nothing and knows nobody; any static host can
 * take its place, with public relays in place of this one.
 */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { readAssets } from './assets.ts'
import { listen } from './listen.ts'
import { respond } from './respond.ts'

export interface ServeOptions {
  /** The folder of a finished build. */
  readonly folder: string
  readonly host: string
  /** Where to begin looking for a free port; 0 lets the system choose. */
  readonly port: number
  /** What else is to listen on the same server: the relay. */
  readonly attach?: (server: Server) => void
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

/** @throws Error when the folder cannot be read or no port is free */
export async function serve({ folder, host, port, attach }: ServeOptions): Promise<Served> {
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
  attach?.(server)
  const bound = await listen(server, host, port)
  return {
    port: bound,
    url: `http://${host}:${bound}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy() // an upgraded socket is no longer the HTTP server's to end
      }),
  }
}
