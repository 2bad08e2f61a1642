/** The floor of starting: a page with nothing in it, served on loopback. Imports nothing of ours. */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface EmptyPage {
  readonly address: string
  close(): Promise<void>
}

export async function serveEmptyPage(): Promise<EmptyPage> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Empty</title><p>Empty')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    address: `http://127.0.0.1:${port}/`,
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
