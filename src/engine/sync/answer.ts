/**
 * What one side says to the other's records: which events to send and which windows to describe back.
 *
 * Pure: a function of the set as it is now and of one flight. Nothing is remembered between flights, so
 * events that arrive in the middle of a run only make one more difference to be found. For each window:
 *
 *   1. what the peer's filter lacks is sent; where it has nothing, everything is;
 *   2. if what it lacks can be peeled from the difference of the fingerprints, that is sent;
 *   3. if the window is then equal, nothing more is said about it; otherwise it is described back:
 *      a. by a bare fingerprint, where the peer can peel, or has far fewer items and so the smaller filter;
 *      b. by a filter, where it is small, or differs so much that finer windows would all differ;
 *      c. by finer windows, about one for each difference to be expected.
 */

import { BloomFilter, type FilterShape, filterKey } from './bloom.ts'
import { differenceDensity, expectedDifferences } from './density.ts'
import { Description, type FlightPlace } from './describe.ts'
import { type Fingerprint, minus, plus, sameFingerprint } from './fingerprint.ts'
import type { WindowRecord } from './messages.ts'
import { isPeelable } from './peel.ts'
import { SyncSet } from './set.ts'
import type { View } from './view.ts'
import type { Window } from './window.ts'

/** Both ends must use the same filter shape; the rest is each side's own business. */
export interface Tuning {
  readonly shape: FilterShape
  /** Windows of at most so many items are described by a filter in any case. */
  readonly smallItems: number
  /** Windows of at most so many are, if they seem to differ densely. */
  readonly denseItems: number
}

export interface Answer {
  readonly records: readonly WindowRecord[]
  /** What to send: a snapshot. */
  readonly events: SyncSet
}

/** One window of the peer's flight, after what could be sent at once. */
interface Compared {
  readonly window: Window
  readonly mine: Fingerprint
  /** What the peer will have here, the events of this answer included. */
  readonly theirs: Fingerprint
  readonly wasFiltered: boolean
  /** How many events were found missing at the peer. */
  readonly sent: number
}

/** Search steps that peeling may take in one answer. */
const PEEL_STEPS = 2 ** 21
/** A window differs densely if one in so many items does. */
const DENSE = 16
/** Pieces for each item of a window that both sides filtered: some four for each false positive, there are few. */
const PIECES_PER_FILTERED = 0.03
/** The peer's filter is called for if it has so many times fewer items. */
const FAR_FEWER = 4

/** Fewer pieces cost more flights, more pieces more bytes. Chosen by measuring scattered differences. */
const PIECES_PER_DIFFERENCE = 0.7
const MIN_PIECES = 3
const MAX_PIECES = 1024
const LATE_FLIGHT = 4
const LATE_PIECES = 64

/** @param place of the peer's flight @param opening whether it is one that describes the newest items by a filter */
export function answer(
  view: View,
  records: readonly WindowRecord[],
  place: FlightPlace,
  tuning: Tuning,
  opening: boolean,
): Answer {
  const events = new SyncSet()
  const budget = { steps: PEEL_STEPS }
  const compared = records.map((record, index): Compared => {
    const { window, filter } = record
    let theirs = record.fingerprint
    if (filter !== undefined) {
      const { key, ...at } = place
      const bloom = new BloomFilter(filterKey(key, { ...at, index }), filter, tuning.shape)
      theirs = plus(theirs, view.copyMissing(window, bloom, events))
    } else if (theirs.count === 0) theirs = view.copyAll(window, events)
    const mine = view.fingerprint(window)
    if (mine.count > theirs.count) theirs = plus(theirs, view.copyPeeled(window, minus(mine, theirs), events, budget))
    const sent = theirs.count - record.fingerprint.count
    return { window, mine, theirs, wasFiltered: filter !== undefined, sent }
  })

  const differs = (one: Compared) => !sameFingerprint(one.mine, one.theirs)
  const run = new Set(opening ? newestRun(compared) : [])
  const density = differenceDensity(
    compared.map((one) => ({
      size: Math.max(one.mine.count, one.theirs.count),
      differs: one.sent > 0 || differs(one),
    })),
  )
  const open = compared.filter(differs)
  const reply = new Description(view, { ...place, flight: place.flight + 1 }, tuning.shape)
  // The last windows are divided finely: bytes are few by then, and each further flight is half a round trip.
  const leastPieces = Math.max(MIN_PIECES, place.flight < LATE_FLIGHT ? 0 : LATE_PIECES / open.length)
  open.forEach((one, index) => {
    const hints = { isRun: run.has(one), density, leastPieces, waiting: open.length - index - 1 }
    describeBack(reply, one, hints, tuning)
  })
  return { records: reply.records, events }
}

/** What the flight as a whole tells about one of its windows. */
interface Hints {
  /** Part of a run of differing windows from the newest one back. */
  readonly isRun: boolean
  /** Differences expected for each item. */
  readonly density: number
  readonly leastPieces: number
  /** How many more windows will need a record. */
  readonly waiting: number
}

function describeBack(reply: Description, one: Compared, hints: Hints, tuning: Tuning): void {
  const { window, mine, theirs, wasFiltered } = one
  const lacking = theirs.count - mine.count
  const differences = Math.max(expectedDifferences(hints.density, mine.count), Math.abs(lacking))
  const isDense = hints.isRun || differences * DENSE >= mine.count
  const canPeerPeel = !hints.isRun && lacking > 0 && isPeelable(lacking, theirs.count)
  const hasPeerLess = mine.count > tuning.smallItems && theirs.count * FAR_FEWER < mine.count
  if (mine.count === 0 || canPeerPeel || hasPeerLess) reply.addBare(window, mine)
  else if (mine.count <= (isDense ? tuning.denseItems : tuning.smallItems) || window.shift === 0) {
    reply.addFilter(window, mine, hints.waiting)
  } else {
    const forFiltered = wasFiltered ? PIECES_PER_FILTERED * mine.count : 0
    const pieces = Math.max(hints.leastPieces, PIECES_PER_DIFFERENCE * differences, forFiltered)
    reply.addPieces(window, mine, Math.min(MAX_PIECES, pieces), hints.waiting)
  }
}

/**
 * The windows from the newest one back that all differ, if the newest differ densely: what two halves of a
 * partition or a device that was away look like. Elsewhere differences are taken to be few.
 */
function newestRun(compared: readonly Compared[]): Compared[] {
  const filled = compared.filter(({ mine, theirs }) => mine.count > 0 || theirs.count > 0)
  const hot = filled.findLast(({ wasFiltered }) => wasFiltered)
  if (hot === undefined) return []
  const found = hot.sent + Math.abs(hot.theirs.count - hot.mine.count)
  if (found * 8 < hot.mine.count) return []
  const equal = filled.findLastIndex((one) => one.sent === 0 && sameFingerprint(one.mine, one.theirs))
  return filled.slice(equal + 1)
}
