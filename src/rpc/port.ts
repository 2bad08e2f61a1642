/**
 * The part of a MessagePort that the boundary uses: a browser's, Node's, or one that the tabs make out
 * of a BroadcastChannel.
 */

export interface Port {
  postMessage(message: unknown, options?: { transfer?: ArrayBuffer[] }): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
  /** Messages are held until then. */
  start(): void
  close(): void
}
