/**
 * Reconciliation of two sets: what finding the difference costs beyond the events themselves, in bytes, turns
 * and computing, beside three anchors: a filter of the whole set, windows with a fixed salt, range reconciliation.
 *
 * Sets are the same for the same `--seed=1`, and so are bytes and flights. Two flights are a round trip;
 * counted until the last event has arrived, or until both know that nothing differs. `cpu_ms` is processor time,
 * that of the collector among it, of the end which computes more, sessions only: the median of `--rounds=3`.
 * `--largest=100000` leaves out the sets of a million.
 */

import { reconcile } from '../src/engine/sync/reconcile.ts'
import { createRng, randomBytes, setOf } from '../src/engine/sync/test-items.ts'
import { type ItemPair, type Pattern, patternPair } from '../src/engine/sync/test-patterns.ts'
import { fixedWindows } from './anchors/fixed-windows.ts'
import type { Outcome } from './anchors/outcome.ts'
import { ranges } from './anchors/ranges.ts'
import { wholeFilter } from './anchors/whole-filter.ts'
import { type Case, digits, type Figure, figureOf, median, report } from './report.ts'
import { numberOption } from './support/options.ts'

const SEED = numberOption('seed', 1)
const ROUNDS = numberOption('rounds', 3)
const LARGEST = numberOption('largest', 1_000_000)

type Scheme = 'sotto' | 'whole_filter' | 'fixed_windows' | 'ranges'

interface Measured extends Outcome {
  readonly scheme: Scheme
  readonly n: number
  readonly d: number
  readonly pattern: Pattern
}

/** In milliseconds: what else the machine does counts less than with a clock. */
function processorTime(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** Sets are built before the clock starts: a store has them. */
function sotto(pair: ItemPair, key: Uint8Array): Outcome {
  const [mine, theirs] = [setOf(pair[0]), setOf(pair[1])]
  const result = reconcile(mine, theirs, { key, timer: processorTime })
  const { states, bytes, lastEventFlight, cpu_ms } = result
  if (states[0] !== 'synced' || states[1] !== 'synced') throw new Error(`not synced: ${JSON.stringify(result)}`)
  return { bytes, flights: Math.max(2, lastEventFlight), cpu_ms: Math.max(...cpu_ms), undelivered: 0 }
}

const ANCHORS: readonly (readonly [Scheme, (pair: ItemPair) => Outcome])[] = [
  ['whole_filter', wholeFilter],
  ['fixed_windows', fixedWindows],
  ['ranges', ranges],
]

function* plan(): Generator<readonly [Pattern, number, number]> {
  for (const n of [1000, 10_000, 100_000, 1_000_000].filter((size) => size <= LARGEST)) {
    const ds = n === 1_000_000 ? [0, 1, 100] : [0, 1, 10, 100, 1000, 10_000]
    for (const pattern of ['recent', 'fork', 'scattered'] as const) for (const d of ds) yield [pattern, n, d]
    yield ['joiner', n, n]
    for (const d of ds) if (d > 0 && d < n) yield ['resume', n, d]
  }
}

function measure(pattern: Pattern, n: number, d: number): Measured[] {
  const rng = createRng(SEED)
  const pair = patternPair(pattern, n, d, rng)
  const key = randomBytes(rng, 16)
  const rounds = n === 1_000_000 ? 1 : ROUNDS
  const outcomes = Array.from({ length: rounds }, () => sotto(pair, key))
  const [first] = outcomes
  if (first === undefined) throw new Error('a benchmark has rounds')
  const cpu_ms = median(outcomes.map((outcome) => outcome.cpu_ms))
  const common = { n, d, pattern }
  return [
    { scheme: 'sotto', ...common, ...first, cpu_ms },
    ...ANCHORS.map(([scheme, run]) => ({ scheme, ...common, ...run(pair) })),
  ]
}

function printTable(all: readonly Measured[]): void {
  const rows = [['pattern', 'n', 'd', 'scheme', 'bytes', 'a difference', 'flights', 'ms', 'never arrive']]
  for (const { pattern, n, d, scheme, bytes, flights, cpu_ms, undelivered } of all) {
    const each = d === 0 ? '' : digits(bytes / d)
    rows.push([
      pattern,
      digits(n),
      digits(d),
      scheme,
      digits(bytes),
      each,
      String(flights),
      digits(cpu_ms),
      String(undelivered),
    ])
  }
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const isText = (column: number): boolean => column === 0 || column === 3
  for (const row of rows) {
    console.log(
      row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  '),
    )
  }
}

/** The bars of the design: what the worst case of ours comes to. */
function figures(all: readonly Measured[]): Figure[] {
  const ours = all.filter(({ scheme }) => scheme === 'sotto')
  const most = (name: string, unit: string, note: string, cases: readonly number[]): Figure[] =>
    cases.length === 0 ? [] : [figureOf(name, unit, [Math.max(...cases)], { note: `most of ${cases.length}, ${note}` })]
  const one = ours.filter(({ d }) => d === 1)
  const recent = ours.filter(({ pattern }) => pattern === 'recent' || pattern === 'fork')
  const scattered = ours.filter(({ pattern, d }) => pattern === 'scattered' && d > 0)
  const reconciled = ours.filter(({ pattern }) => pattern !== 'joiner')
  const cpu = (size: number) => reconciled.filter(({ n }) => n === size).map(({ cpu_ms }) => cpu_ms)
  const hundred = recent.filter(({ d }) => d === 100)
  const many = recent.filter(({ d }) => d >= 1000)
  return [
    ...most('sync_missing_one_bytes', 'bytes', 'bar 400', bytesOf(one)),
    ...most('sync_missing_one_flights', 'flights', 'bar 3', flightsOf(one)),
    ...most('sync_hundred_bytes', 'bytes', '100 recent or forked, bar 1,000', bytesOf(hundred)),
    ...most('sync_hundred_flights', 'flights', 'bar 5 for 95 in 100', flightsOf(hundred)),
    ...most(
      'sync_many_bytes_each',
      'bytes',
      '1,000 or more recent or forked, bar 6',
      many.map(({ bytes, d }) => bytes / d),
    ),
    ...most('sync_many_flights', 'flights', 'bar 8', flightsOf(many)),
    ...most(
      'sync_scattered_of_bar',
      '×',
      'of 512 + 24 a difference',
      scattered.map(({ bytes, d }) => bytes / (512 + 24 * d)),
    ),
    ...most('sync_scattered_flights', 'flights', 'bar 7', flightsOf(scattered)),
    ...most('sync_cpu_100k_ms', 'ms', 'bar 20', cpu(100_000)),
    ...most('sync_cpu_1m_ms', 'ms', 'bar 150', cpu(1_000_000)),
  ]
}

const bytesOf = (cases: readonly Measured[]): number[] => cases.map(({ bytes }) => bytes)
const flightsOf = (cases: readonly Measured[]): number[] => cases.map(({ flights }) => flights)

const all = [...plan()].flatMap(([pattern, n, d]) => measure(pattern, n, d))
printTable(all)
report(
  'sync',
  figures(all),
  all.map((one): Case => ({ ...one })),
)
