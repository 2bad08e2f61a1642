/**
 * The application at an address of its own, where the list of rendezvous servers is another one: passes every other
 * request on to the real server. Who is to be met at two places, or at none, gets their application from here.
 */

import { createServer, request as requestFrom } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RendezvousDocument } from '../../server/rendezvous.ts'

export interface OtherRelays {
  /** With a trailing slash. */
  readonly url: string
  close(): Promise<void>
}

const HOST = '127.0.0.1'
const LIST_PATH = '/rendezvous.json'

/** @param target address of the real server @param relays addresses of WebSockets, the only ones told of */
export async function withOtherRelays(target: string, relays: readonly string[]): Promise<OtherRelays> {
  const { port: targetPort } = new URL(target)
  const list: RendezvousDocument = { relays, iceServers: [] }
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    if (path === LIST_PATH) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(list))
      return
    }
    const onward = requestFrom({ host: HOST, port: targetPort, method, path, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    onward.once('error', () => response.destroy())
    request.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, HOST, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${HOST}:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
