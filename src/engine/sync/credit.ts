/**
 * Credit for bulk over one link: how many bytes of EVENTS the receiver has room for. Both ends begin with
 * 512 KiB; the receiver grants again what it has stored, so a sender that is faster than the other end's
 * store waits in its own outbox, where nothing is made before it can leave. Live events, receipts and what
 * sessions say have bounds of their own and need none.
 *
 * Counts and nothing else. A grant too many from a liar only lets her be sent what she asked for.
 */

const CREDIT_BYTES = 512 * 1024
/** Granted in portions, so that one message answers many frames; what is left is more than enough to go on. */
const GRANT_BYTES = CREDIT_BYTES / 4
/** Not yet stored, of one link: the credit, a frame on top of it, and as much again for a peer that counts otherwise. */
const MAX_UNSETTLED_BYTES = 2 * CREDIT_BYTES

export interface Credit {
  /** Whether a frame of bulk may leave; the last one may overdraw. */
  readonly isLeft: boolean
  spent(bytes: number): void
  granted(bytes: number): void
  /** Bulk came in. @returns whether there is room for it; if not, it is to be dropped */
  arrived(bytes: number): boolean
  /** Bulk that arrived was stored or dropped. @returns what to grant now, mostly nothing */
  settled(bytes: number): number
}

export function createCredit(): Credit {
  let left = CREDIT_BYTES
  let unsettled = 0
  let settled = 0
  return {
    get isLeft() {
      return left > 0
    },
    spent(bytes) {
      left -= bytes
    },
    granted(bytes) {
      left = Math.min(CREDIT_BYTES, left + bytes)
    },
    arrived(bytes) {
      if (unsettled + bytes > MAX_UNSETTLED_BYTES) return false
      unsettled += bytes
      return true
    },
    settled(bytes) {
      unsettled -= bytes
      settled += bytes
      if (settled < GRANT_BYTES) return 0
      const grant = settled
      settled = 0
      return grant
    },
  }
}
