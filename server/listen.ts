/**
 * Finds a port for a server: the one asked for or, where that is taken, the next free one.
 */

import type { Server } from 'node:http'

const MAX_TRIES = 100

function tryPort(server: Server, host: string, port: number): Promise<'listening' | 'busy'> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening)
      if (error.code === 'EADDRINUSE') resolve('busy')
      else reject(error)
    }
    const onListening = (): void => {
      server.off('error', onError)
      resolve('listening')
    }
    server.once('error', onError).once('listening', onListening).listen(port, host)
  })
}

/**
 * @param port 0 lets the system choose
 * @returns the port the server listens on
 * @throws Error when a hundred in a row are taken, or the host cannot be bound
 */
export async function listen(server: Server, host: string, port: number): Promise<number> {
  for (let tried = port; tried < Math.min(port + MAX_TRIES, 65_536); tried++) {
    if ((await tryPort(server, host, tried)) === 'busy') continue
    const address = server.address()
    return typeof address === 'object' && address !== null ? address.port : tried
  }
  throw new Error(`No free port from ${port} on.`)
}
