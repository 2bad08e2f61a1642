/**
 * The second half of an answer: how each window that still differs is described back. Pure.
 */

import { type Compared, isOpen, type Unread } from './compare.ts'
import { differenceDensity, expectedDifferences } from './density.ts'
import type { Fingerprint } from './fingerprint.ts'
import { isPeelable } from './peel.ts'
import type { View } from './view.ts'
import type { Window } from './window.ts'

export interface Plan {
  readonly window: Window
  readonly mine: Fingerprint
  /** `pieces` are bare fingerprints of finer windows. */
  readonly by: 'bare' | 'filter' | 'pieces' | 'sketch'
  /** Differences to expect. */
  readonly expected: number
  /** Whether their number is known quite well. */
  readonly isKnown: boolean
}

/** Bytes of a filter for an item, if both sides answer with one. */
const FILTERS_BYTES = 3
/** What a difference costs in a sketch, with the key that may be wanted. */
const SKETCH_BYTES = 11
/** What a small sketch costs more than its differences. */
const SKETCH_SLACK_BYTES = 70
/** Of a filter, as its tests measure. */
const FALSE_POSITIVE_RATE = 0.0035
/** So unlikely is not worth a sketch. */
const RARE = 0.2
/** Differences in a union of items from which on two filters are smaller than a sketch. */
const DENSE = 0.3
/** Larger windows at the far end of a dense run are divided before they are filtered. */
const BOUNDARY_ITEMS = 128
/** Fewer items than this share: the peer's filter is the smaller one. */
const FAR_FEWER = 4
const SMALL_ITEMS = 32
/** A surplus is one-sided if its square exceeds what chance makes of as many differences, so many times. */
const ONE_SIDED = 16

/**
 * Two differences with one key cancel in every sketch of a link. Whatever keeps a run from ending, from this
 * flight on windows are divided and filtered instead, down to what the sums tell apart.
 */
const LAST_SKETCH_FLIGHT = 8

/** @param flight number of the answer */
export function withoutLateSketches(plans: readonly Plan[], flight: number): readonly Plan[] {
  if (flight <= LAST_SKETCH_FLIGHT) return plans
  return plans.map((plan) =>
    plan.by !== 'sketch' ? plan : { ...plan, by: plan.mine.count > 2 * SMALL_ITEMS ? 'pieces' : 'filter' },
  )
}

/** All windows of a sketch that could not be read go on together. */
export function planUnread(view: View, { windows, differences }: Unread): Plan[] {
  if (differences === 0) return []
  const all = windows.map((window) => ({ window, mine: view.fingerprint(window) }))
  const items = all.reduce((sum, { mine }) => sum + mine.count, 0)
  const by = SKETCH_BYTES * differences < FILTERS_BYTES * items ? 'sketch' : 'filter'
  return all.map(({ window, mine }) => {
    const expected = (differences * (mine.count + 1)) / (items + all.length)
    return { window, mine, by, expected, isKnown: true }
  })
}

/** @param isOpening the peer's flight is one that describes its whole set */
export function planCompared(compared: readonly Compared[], isOpening: boolean): Plan[] {
  const run = denseRun(compared)
  const boundary = isOpening
    ? run.find(({ wasFiltered, mine }) => !wasFiltered && mine.count > BOUNDARY_ITEMS)
    : undefined
  const density = differenceDensity(compared.filter((one) => !run.includes(one)).map(sampleOf))
  return compared.filter(isOpen).map((one): Plan => {
    const { window, mine } = one
    if (mine.count === 0) return { window, mine, by: 'bare', expected: 0, isKnown: true }
    if (one.wasFiltered) return planFiltered(one)
    if (one === boundary && window.shift > 0) return { window, mine, by: 'pieces', expected: 0, isKnown: false }
    return planUnfiltered(one, run.includes(one) ? 'dense' : density, isOpening)
  })
}

/** What I have and the peer's filter has not is sent: left is what I lack, and what a filter took for known. */
function planFiltered({ window, mine, theirs, sent }: Compared): Plan {
  const lacking = theirs.count - mine.count
  const falsePositives = FALSE_POSITIVE_RATE * sent
  // As many of theirs as of mine, and a few more than the mean, since a sketch must hold them.
  const byChance = 2 * falsePositives + 2 * Math.sqrt(2 * falsePositives)
  const expected = Math.max(byChance, Math.abs(lacking), 1)
  const canPeerPeel = lacking > 0 && isPeelable(lacking, theirs.count) && falsePositives < RARE
  const isFilterSmaller = (FILTERS_BYTES / 2) * mine.count < SKETCH_BYTES * expected
  return { window, mine, by: canPeerPeel ? 'bare' : isFilterSmaller ? 'filter' : 'sketch', expected, isKnown: true }
}

/** @param density differences to an item */
function planUnfiltered({ window, mine, theirs }: Compared, density: number | 'dense', isOpening: boolean): Plan {
  const lacking = theirs.count - mine.count
  const plan = { window, mine, expected: Math.abs(lacking), isKnown: false }
  if (mine.count > SMALL_ITEMS && theirs.count * FAR_FEWER < mine.count) return { ...plan, by: 'bare' }
  if (density === 'dense') return { ...plan, by: 'filter' }
  const byChance = expectedDifferences(density, Math.max(mine.count, theirs.count))
  const expected = Math.max(byChance, Math.abs(lacking), 1)
  // The peer can peel what I lack: few items, or a run of neighbours, which is what a surplus beyond chance is.
  if (lacking > 0 && isPeelable(lacking, theirs.count) && byChance < lacking + 1) return { ...plan, by: 'bare' }
  if (isOpening && lacking > 3 && lacking ** 2 > ONE_SIDED * byChance) return { ...plan, by: 'bare' }
  const isFilterSmaller = (FILTERS_BYTES / 2) * (mine.count + theirs.count) < SKETCH_BYTES * expected
  return { ...plan, by: isFilterSmaller ? 'filter' : 'sketch', expected }
}

/** A sketch of few differences may cost more than filters in its place. */
export function preferFilters(plans: readonly Plan[]): readonly Plan[] {
  const sketched = plans.filter(({ by }) => by === 'sketch')
  const differences = sketched.reduce((sum, { expected }) => sum + expected, 0)
  const items = sketched.reduce((sum, { mine }) => sum + mine.count, 0)
  if (FILTERS_BYTES * items > SKETCH_SLACK_BYTES + SKETCH_BYTES * differences) return plans
  return plans.map((plan) => (plan.by === 'sketch' ? { ...plan, by: 'filter' } : plan))
}

function sampleOf(one: Compared) {
  const { mine, theirs, wasFiltered, sent } = one
  const size = Math.max(mine.count, theirs.count)
  const known = sent + Math.abs(theirs.count - mine.count)
  return { size, differences: wasFiltered || !isOpen(one) ? known : ('some' as const) }
}

/**
 * The windows from the newest one back that all differ, if those of them that were filtered differ densely:
 * what two halves of a partition or a device that was away look like. Oldest first.
 */
function denseRun(compared: readonly Compared[]): readonly Compared[] {
  const filled = compared.filter(({ mine, theirs }) => mine.count > 0 || theirs.count > 0)
  const equal = filled.findLastIndex((one) => one.sent === 0 && !isOpen(one))
  const run = filled.slice(equal + 1)
  let found = 0
  let items = 0
  for (const { mine, theirs, wasFiltered, sent } of run) {
    if (!wasFiltered) continue
    found += sent + Math.max(0, theirs.count - mine.count)
    items += Math.max(mine.count, theirs.count)
  }
  return items > 0 && found >= DENSE * items ? run : []
}
