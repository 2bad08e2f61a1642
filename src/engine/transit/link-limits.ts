/** The numbers of one link: how long it may take, be silent, or wait, and what it may cost. */

/** From the open carrier to their CONNECT, and from there to the first frame that opens. */
export const HANDSHAKE_TIMEOUT_MS = 15_000
/** A link that said nothing for this long is asked. */
export const SILENCE_MS = 30_000
/** … and closed when it says nothing for this long after that. */
export const ANSWER_TIMEOUT_MS = 15_000
/** A waiting link: membership of the other end is not known (yet). */
export const WAITING_TIMEOUT_MS = 60_000
export const WAITING_BYTES = 256 * 1024
/** Bad frames, and whatever else is charged to a link, before it closes. */
export const MAX_CHARGES = 50
