/**
 * The numbers of meeting: politeness towards rendezvous servers, patience with other devices, and how
 * many links a device keeps. All times in milliseconds.
 */

const SECOND = 1000
const MINUTE = 60 * SECOND

/** Gaps between the announcements of one burst: 0, 1, 3, 7, 15 and 27 s after its start. */
export const BURST_GAPS_MS: readonly number[] = [1, 2, 4, 8, 12].map((seconds) => seconds * SECOND)
/** Never more than this many announcements in any such window, whatever happens. */
export const WINDOW_ANNOUNCEMENTS = 6
export const WINDOW_MS = 30 * SECOND
/** After the burst, while nobody is met. */
export const ALONE_GAP_MS = 120 * SECOND
/** On top of the gap, at random, so that devices drift apart. */
export const ALONE_JITTER_MS = 10 * SECOND
export const HEARTBEAT_MIN_MS = 10 * MINUTE
export const HEARTBEAT_MAX_MS = 15 * MINUTE
/** A lost link or a returned network is announced at once; six times in a row, then once in this long. */
export const RETURN_REFILL_MS = MINUTE
/** Met nobody for this long: announce on the root topic too. */
export const FALLBACK_AFTER_MS = 2 * MINUTE

/** An offer without an answer, or without a description of ours to send, is forgotten. */
export const OFFER_TIMEOUT_MS = 15 * SECOND
/** Servers lose things: an offer that is not answered by then is published once more. */
export const REPEAT_AFTER_MS = 4 * SECOND
/** From the answer to an authenticated link. */
export const OPENING_TIMEOUT_MS = 30 * SECOND

/** Those who may answer one device act in an order; each position waits this long for those before it. */
export const POSITION_MS = 2 * SECOND
/** How many answer an announcement at once: as many as a device wants links. A knock needs one. */
export const ANNOUNCEMENT_ANSWERS = 8
export const KNOCK_ANSWERS = 1
/** Attempts at once with devices that are not known to be members; lobbies are counted apart. */
export const MAX_UNVERIFIED = 3
/** After the network returned: until then every open link has been asked (`transit/link.ts`) and has answered or closed. */
export const SUSPICION_MS = 45 * SECOND
/** Links that nobody answered yet, all together. */
export const MAX_PENDING = 12

/** Links to keep and to accept, by what the device can bear. */
export interface Degree {
  /** Dials only while it has fewer. Half of them are neighbours on the ring, the others whoever came. */
  readonly keep: number
  /** Accepts offers up to this many. */
  readonly accept: number
}

export const LAPTOP: Degree = { keep: 8, accept: 16 }
export const PHONE: Degree = { keep: 5, accept: 8 }
/** Neighbours a device links to on each side of the ring. */
export const NEIGHBOURS_EACH_SIDE = 2
