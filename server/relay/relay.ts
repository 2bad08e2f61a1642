/**
 * The embedded Nostr relay: NIP-01 on one path of an HTTP server, so that `npm start` is complete
 * without the outside world. Sees only sealed payloads; keeps nothing on disk.
 *
 * Our own code rather than `@nostr-relay/core` 0.0.40, which is well kept and MIT, but leaves events
 * to a repository (its own needs a native SQLite) and brings rxjs, where NIP-01 over the `ws` and
 * `@noble` packages we already have is this folder.
 */

import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { type RawData, type WebSocket, WebSocketServer } from 'ws'
import type { NostrEvent } from './event.ts'
import { DEFAULT_LIMITS, type RelayLimits } from './limits.ts'
import { createSession, type Session } from './session.ts'
import { createStore } from './store.ts'

export interface AttachedRelay {
  /** Live connections. */
  readonly connections: number
  /** Ends every connection and leaves the HTTP server to others. */
  close(): void
}

const PING_EVERY_MS = 30_000

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8')
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString('utf8')
}

/** Serves WebSocket upgrades on exactly this path; all other requests and upgrades stay untouched. */
export function attachRelay(server: Server, path: string, overrides: Partial<RelayLimits> = {}): AttachedRelay {
  const limits: RelayLimits = { ...DEFAULT_LIMITS, ...overrides }
  const sockets = new WebSocketServer({ noServer: true, maxPayload: limits.message_bytes, perMessageDeflate: false })
  const store = createStore(limits.stored_events, limits.stored_bytes)
  const sessions = new Map<WebSocket, Session>()
  const alive = new WeakSet<WebSocket>()

  function broadcast(event: NostrEvent): void {
    for (const session of sessions.values()) session.offer(event)
  }

  function onConnection(socket: WebSocket): void {
    const session = createSession({
      store,
      limits,
      now: () => performance.now(),
      broadcast,
      send(message) {
        if (socket.bufferedAmount > limits.unread_bytes) socket.terminate()
        else socket.send(JSON.stringify(message))
      },
    })
    sessions.set(socket, session)
    alive.add(socket)
    socket.on('pong', () => alive.add(socket))
    socket.on('message', (data, isBinary) => {
      if (isBinary) socket.send(JSON.stringify(['NOTICE', 'invalid: a message is text']))
      else session.receive(textOf(data))
    })
    socket.on('close', () => sessions.delete(socket))
    socket.on('error', () => socket.terminate()) // malformed frames, resets: the client is gone
  }

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if ((request.url ?? '').split('?')[0] !== path) return
    if (sessions.size >= limits.connections) {
      socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, onConnection)
  }
  server.on('upgrade', onUpgrade)

  const pinging = setInterval(() => {
    for (const socket of sessions.keys()) {
      if (!alive.delete(socket)) socket.terminate()
      else socket.ping()
    }
  }, PING_EVERY_MS)
  pinging.unref()

  return {
    get connections() {
      return sessions.size
    },
    close() {
      clearInterval(pinging)
      server.off('upgrade', onUpgrade)
      for (const socket of sessions.keys()) socket.terminate()
      sockets.close()
    },
  }
}
