/**
 * What crosses between the engine's worker and its window about links. Frames travel as transferred
 * buffers. Both sides are parts of one build, talking over a port that nobody else holds.
 */

import type { LinkId } from '../../engine/base/ids.ts'
import type { LinkFingerprints, LinkRole } from '../../engine/base/ports.ts'

export type ToWindow =
  | { readonly kind: 'open'; readonly id: LinkId; readonly role: LinkRole }
  | { readonly kind: 'signal'; readonly id: LinkId; readonly description: string }
  | { readonly kind: 'send'; readonly id: LinkId; readonly frame: Uint8Array<ArrayBuffer> }
  /** Asks for a `left`. The worker asks because timers of hidden windows hardly run. */
  | { readonly kind: 'poll'; readonly id: LinkId }
  | { readonly kind: 'close'; readonly id: LinkId; readonly reason: string }

export type ToWorker =
  | { readonly kind: 'signal'; readonly id: LinkId; readonly description: string }
  | { readonly kind: 'open'; readonly id: LinkId; readonly fingerprints: LinkFingerprints }
  | { readonly kind: 'frame'; readonly id: LinkId; readonly frame: Uint8Array<ArrayBuffer> }
  /** Of all bytes sent on this link, how many have left the carrier's buffer. */
  | { readonly kind: 'left'; readonly id: LinkId; readonly bytes: number }
  | { readonly kind: 'closed'; readonly id: LinkId; readonly reason: string }

/** Both ends are built together: nothing to check, see above. */
export function parseLinkMessage<Message extends ToWindow | ToWorker>(data: unknown): Message {
  return data as Message
}

/** The bytes in a buffer of their own, fit to be transferred: the same array where it is one already. */
export function transferable(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength
  return isAlone ? new Uint8Array(buffer) : new Uint8Array(bytes)
}
