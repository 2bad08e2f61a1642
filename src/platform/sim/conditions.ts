/**
 * What the simulated network does to traffic, and what it counts. Data only.
 */

/** Inclusive range of milliseconds, sampled uniformly for each frame: its width is the jitter. */
export type LatencyRange = readonly [min_ms: number, max_ms: number]

export interface Conditions {
  /** One way. */
  readonly latency: LatencyRange
  /** Probability that a copy is lost. On a reliable link each loss costs a retransmission instead. */
  readonly loss: number
  /** Probability that a second copy is delivered. Reliable links never duplicate. */
  readonly duplication: number
  /** Probability that a copy is held back by up to four further latencies. Reliable links keep order. */
  readonly reordering: number
}

export interface LinkConditions extends Conditions {
  readonly bytes_per_ms: number
  /** From `open` or `signal` to the description: candidates are being gathered. */
  readonly gathering: LatencyRange
}

export const CALM_LINK: LinkConditions = {
  latency: [5, 15],
  loss: 0,
  duplication: 0,
  reordering: 0,
  bytes_per_ms: 10_000,
  gathering: [5, 20],
}

export const CALM_RENDEZVOUS: Conditions = { latency: [20, 60], loss: 0, duplication: 0, reordering: 0 }

/** A bad evening: what rendezvous traffic, and links in datagram mode, are expected to survive. */
export const ROUGH: Conditions = { latency: [5, 120], loss: 0.1, duplication: 0.1, reordering: 0.2 }

/** One loss on a reliable link; so many in a row close it. */
export const RETRANSMISSION_MS = 200
export const MAX_RETRANSMISSIONS = 8

/** A link whose ends cannot reach each other is given up after this long (ICE consent, RFC 7675, roughly). */
export const LOST_AFTER_MS = 15_000

/** Both carriers give up opening after this long. */
export const OPEN_TIMEOUT_MS = 20_000

/** Frames (or payloads) by what happened to them. Counted per copy, at the moment it happens. */
export interface Traffic {
  sent: number
  sent_bytes: number
  delivered: number
  dropped: number
  duplicated: number
  /** Delivered after something that was sent later on the same way. */
  reordered: number
  retransmitted: number
}

export function noTraffic(): Traffic {
  return { sent: 0, sent_bytes: 0, delivered: 0, dropped: 0, duplicated: 0, reordered: 0, retransmitted: 0 }
}
