/**
 * What every benchmark reports with: figures from samples, one table for people, and with `--json` one
 * last line for programs. Times drift from machine to machine and from minute to minute, so a figure
 * can carry the floor measured in the same run, and says when that floor is not to be trusted.
 */

/** Nearest-rank quantile (the smallest sample that at least `q` of all do not exceed). */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))]
  if (value === undefined) throw new Error('a figure needs at least one sample')
  return value
}

/** The middle sample, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const middle = sorted.length / 2
  const high = sorted[Math.floor(middle)]
  const low = sorted[Math.ceil(middle) - 1]
  if (high === undefined || low === undefined) throw new Error('a figure needs at least one sample')
  return (low + high) / 2
}

export const p99 = (samples: readonly number[]): number => quantile(samples, 0.99)

/** How far apart the middle 80 % lie, in parts of the median: 0.1 is calm, above 0.5 the machine was busy. */
export function spread(samples: readonly number[]): number {
  const middle = median(samples)
  return middle === 0 ? 0 : (quantile(samples, 0.9) - quantile(samples, 0.1)) / middle
}

/** One measured quantity. Absent fields were not measured; a counted figure has `n` 1 and no spread. */
export interface Figure {
  readonly name: string
  /** As printed: `ms`, `bytes`, `events/s`. */
  readonly unit: string
  /** The median. */
  readonly value: number
  readonly n: number
  readonly p99?: number
  readonly spread?: number
  /** The median of the floor in the same unit and run, and how many times the floor the value is. */
  readonly floor?: number
  readonly ratio?: number
  /** `floor suspect`: the ratio says more about the floor's own noise than about us. */
  readonly note?: string
}

/** Above this spread a floor is too noisy to divide by. */
const CALM_FLOOR_SPREAD = 0.5

/**
 * @param floor samples of the same quantity without our code, taken in the same run
 * @param better which way is better; a figure better than its own floor makes the floor suspect
 */
export function figureOf(
  name: string,
  unit: string,
  samples: readonly number[],
  { floor, better = 'lower' }: { readonly floor?: readonly number[]; readonly better?: 'lower' | 'higher' } = {},
): Figure {
  const value = median(samples)
  const measured = { name, unit, value, n: samples.length }
  const scattered = samples.length === 1 ? measured : { ...measured, p99: p99(samples), spread: spread(samples) }
  if (floor === undefined) return scattered
  const floorValue = median(floor)
  const beatsFloor = better === 'lower' ? value < floorValue : value > floorValue
  const isSuspect = beatsFloor || floorValue === 0 || spread(floor) > CALM_FLOOR_SPREAD
  const compared = { ...scattered, floor: floorValue, ratio: value / floorValue }
  return isSuspect ? { ...compared, note: 'floor suspect' } : compared
}

/** Details of single cases for the JSON line: numbers and names, as the benchmark likes. */
export type Case = Readonly<Record<string, string | number | boolean>>

/** Three significant digits are more than a shared machine can tell apart; large numbers keep their units. */
function digits(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}

function cells({ name, unit, value, n, p99: high, spread: width, floor, ratio, note }: Figure): string[] {
  return [
    name,
    `${digits(value)} ${unit}`,
    high === undefined ? '' : digits(high),
    width === undefined ? '' : `${Math.round(width * 100)} %`,
    String(n),
    floor === undefined ? '' : digits(floor),
    ratio === undefined ? '' : `${ratio.toFixed(2)}×`,
    note ?? '',
  ]
}

/** Columns as wide as their widest cell; the name to the left, the rest to the right. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [['figure', 'median', 'p99', 'spread', 'n', 'floor', 'ratio', ''], ...figures.map(cells)]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

/**
 * Prints the table and, when the benchmark was called with `--json`, one last line
 * `{"bench":…,"figures":[…],"cases":[…]}`.
 */
export function report(bench: string, figures: readonly Figure[], cases?: readonly Case[]): void {
  console.log(`\n${bench}\n${formatTable(figures)}`)
  if (process.argv.includes('--json')) console.log(JSON.stringify({ bench, figures, cases }))
}
