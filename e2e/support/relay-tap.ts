/**
 * A wire tap between browsers and their server: passes requests and the relay's messages on, and keeps a
 * copy of all of them. Browsers know the tap as their server, so nothing reaches the relay around it.
 */

import { createServer, type IncomingMessage, request as requestFrom, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { RELAY_PATH } from '../../server/rendezvous.ts'

export interface RelayTap {
  /** With a trailing slash. */
  readonly url: string
  /** Messages to and from the relay, in the order they passed. */
  readonly messages: readonly Buffer[]
  /** Request lines and headers. */
  readonly requests: readonly Buffer[]
  close(): Promise<void>
}

const HOST = '127.0.0.1'

/** @param target address of the real server */
export async function openRelayTap(target: string): Promise<RelayTap> {
  const messages: Buffer[] = []
  const requests: Buffer[] = []
  const { port: targetPort } = new URL(target)

  const note = ({ method, url, rawHeaders }: IncomingMessage) =>
    requests.push(Buffer.from([method, url, ...rawHeaders].join('\n')))

  /** Under the name the browser asked for, which the server puts into its list of relays. */
  const passOn = (request: IncomingMessage, response: ServerResponse) => {
    note(request)
    const { method, url: path, headers } = request
    const onward = requestFrom({ host: HOST, port: targetPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.once('error', () => response.destroy())
    request.pipe(onward)
  }

  const relay = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const server = createServer(passOn)
  server.on('upgrade', (request, socket, head) => {
    note(request)
    relay.handleUpgrade(request, socket, head, (browser) => {
      const onward = new WebSocket(`ws://${HOST}:${targetPort}${RELAY_PATH}`, { perMessageDeflate: false })
      const opened = new Promise<void>((resolve) => onward.once('open', resolve))
      const copy = (data: unknown) => {
        const message = Buffer.from(String(data))
        messages.push(message)
        return message.toString()
      }
      browser.on('message', (data) => {
        const text = copy(data)
        void opened.then(() => onward.send(text))
      })
      onward.on('message', (data) => browser.send(copy(data)))
      onward.once('close', () => browser.close())
      onward.once('error', () => browser.terminate())
      browser.once('close', () => onward.terminate())
    })
  })
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
  const { port } = server.address() as AddressInfo

  return {
    url: `http://${HOST}:${port}/`,
    messages,
    requests,
    close: () =>
      new Promise((resolve) => {
        for (const browser of relay.clients) browser.terminate()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
