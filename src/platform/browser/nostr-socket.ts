/** The few things a relay connection needs of a WebSocket, and how to get them from the platform's. */

import { tidyReason } from './nostr-messages.ts'

export interface RelaySocket {
  send(text: string): void
  close(): void
}

export interface RelaySocketEvents {
  onOpen(): void
  onText(text: string): void
  /** Once, also when opening failed. */
  onClose(reason: string): void
}

/** Throws when the address is not one the platform may open. Events never come from inside the call. */
export type OpenSocket = (url: string, events: RelaySocketEvents) => RelaySocket

/** The part of the WebSocket standard used here: the browser's class fits, and so does that of `ws`. */
interface StandardSocket {
  send(text: string): void
  close(): void
  addEventListener(type: 'open', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  addEventListener(type: 'close', listener: (event: { readonly code: number; readonly reason: string }) => void): void
  addEventListener(type: 'error', listener: () => void): void
}

/** The browser tells a page no more than a close code about why a connection failed. */
function closeReason(code: number, reason: string): string {
  const said = tidyReason(reason)
  if (said !== '') return said
  return code === 1006 ? 'unreachable' : `closed (${code})`
}

export function socketOpener(Socket: new (url: string) => StandardSocket): OpenSocket {
  return (url, events) => {
    const socket = new Socket(url)
    socket.addEventListener('open', () => events.onOpen())
    socket.addEventListener('message', ({ data }) => {
      if (typeof data === 'string') events.onText(data)
    })
    socket.addEventListener('close', ({ code, reason }) => events.onClose(closeReason(code, reason)))
    // Every error is followed by a close; without a listener `ws` would throw.
    socket.addEventListener('error', () => undefined)
    return socket
  }
}
