/**
 * The answer to a flight: events that the peer was shown to lack, and what is said about windows that still
 * differ.
 *
 * Pure: a function of the set as it is now and of one flight. Nothing is remembered between flights, so
 * events that arrive in the middle of a run only make one more difference to be found. For each window:
 *
 *   1. what the peer's filter or sketch shows to lack is sent; where it has nothing, everything is;
 *   2. if what it lacks can be peeled from the difference of the fingerprints, that is sent;
 *   3. if the window is then equal, nothing more is said about it; otherwise it is described back:
 *      a. by a bare fingerprint, where the peer can peel, or has far fewer items and so the smaller filter;
 *      b. by a filter, where much of it differs;
 *      c. in one sketch with all others where little does; what could not be read of the peer's own sketch
 *         comes into mine, whose size is then well known.
 */

import type { FilterShape, FlightPlace } from './bloom.ts'
import { compareRecords, compareSketch, fillGaps, NOTHING_UNREAD } from './compare.ts'
import { Description } from './describe.ts'
import { Outgoing } from './outgoing.ts'
import type { Content } from './parts.ts'
import { planCompared, planUnread, preferFilters, withoutLateSketches } from './plan.ts'
import type { View } from './view.ts'
import { WHOLE } from './window.ts'

const WANTED_BYTES = 4

export interface Answer extends Content {
  /** What to send: a snapshot. */
  readonly events: Outgoing
}

/** @param place of the peer's flight @param isOpening whether it describes the whole set */
export function answer(view: View, heard: Content, place: FlightPlace, shape: FilterShape, isOpening: boolean): Answer {
  const events = new Outgoing()
  view.copyKeys(WHOLE, new Set(heard.wanted), events)
  const unread = heard.sketch === undefined ? NOTHING_UNREAD : compareSketch(view, heard.sketch, place, events)
  const compared = compareRecords(view, heard.records, place, shape, events)
  if (isOpening) fillGaps(view, heard.records, events)
  const { wanted } = unread
  const reply = new Description(view, { ...place, flight: place.flight + 1 }, shape, WANTED_BYTES * wanted.length)
  const plans = [...planUnread(view, unread), ...planCompared(compared, isOpening)]
  const chosen = withoutLateSketches(unread.differences > 0 ? plans : preferFilters(plans), place.flight + 1)
  const isSketched = reply.addAll(chosen)
  return { ...reply.finish(wanted, unread.differences > 0 && isSketched ? wanted : []), events }
}
