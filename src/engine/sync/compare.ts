/**
 * The first half of an answer: what of the peer's flight can be answered with events at once, and what is
 * left of each of its windows. Pure but for what it adds to the events.
 */

import { BloomFilter, type FilterShape, type FlightPlace, filterKey } from './bloom.ts'
import { type Fingerprint, minus, plus, sameFingerprint } from './fingerprint.ts'
import type { Outgoing } from './outgoing.ts'
import type { SketchRecord } from './parts.ts'
import type { WindowRecord } from './records.ts'
import { Sketch, sketchSalt } from './sketch.ts'
import type { View } from './view.ts'
import { endOf, startOf, type Window } from './window.ts'

/** One window of the peer's flight, after what could be sent at once. */
export interface Compared {
  readonly window: Window
  readonly mine: Fingerprint
  /** What the peer will have here, the events of this answer included. */
  readonly theirs: Fingerprint
  readonly wasFiltered: boolean
  /** How many events were found missing at the peer. */
  readonly sent: number
}

/** What a sketch told: the windows it was of, if not all could be read. */
export interface Unread {
  readonly windows: readonly Window[]
  /** About how many differences are left in them. */
  readonly differences: number
  /** Keys that the peer has and will send. */
  readonly wanted: readonly number[]
}

export const NOTHING_UNREAD: Unread = { windows: [], differences: 0, wanted: [] }

/** Search steps that peeling may take in one answer. */
const PEEL_STEPS = 2 ** 23

export function isOpen({ mine, theirs }: Compared): boolean {
  return !sameFingerprint(mine, theirs)
}

export function compareRecords(
  view: View,
  records: readonly WindowRecord[],
  place: FlightPlace,
  shape: FilterShape,
  events: Outgoing,
): Compared[] {
  const budget = { steps: PEEL_STEPS }
  return records.map((record, index) => {
    const { window, filter } = record
    let theirs = record.fingerprint
    if (filter !== undefined) {
      const { key, ...at } = place
      const bloom = new BloomFilter(filterKey(key, { ...at, index }), filter, shape)
      theirs = plus(theirs, view.copyMissing(window, bloom, events))
    } else if (theirs.count === 0) {
      view.copyAll(startOf(window), endOf(window), events)
      theirs = view.storedFingerprint(window)
    }
    const mine = view.fingerprint(window)
    if (mine.count > theirs.count) theirs = plus(theirs, view.copyPeeled(window, minus(mine, theirs), events, budget))
    const sent = theirs.count - record.fingerprint.count
    return { window, mine, theirs, wasFiltered: filter !== undefined, sent }
  })
}

/** Sends what lies in no window: an opening leaves out what is empty. */
export function fillGaps(view: View, records: readonly WindowRecord[], events: Outgoing): void {
  let end = 0
  for (const { window } of records) {
    view.copyAll(end, startOf(window), events)
    end = endOf(window)
  }
  view.copyAll(end, Number.POSITIVE_INFINITY, events)
}

/** Reads the peer's sketch against mine of the same windows. */
export function compareSketch(view: View, theirs: SketchRecord, place: FlightPlace, events: Outgoing): Unread {
  const { columns, windows, cells } = theirs
  const sketch = new Sketch(sketchSalt(place), columns)
  for (const window of windows) view.sketch(sketch, window)
  sketch.subtract(cells)
  const read = sketch.read()
  const keys = new Set(read.mine)
  for (const window of windows) view.copyKeys(window, keys, events)
  return { windows, differences: read.unread, wanted: read.theirs }
}
