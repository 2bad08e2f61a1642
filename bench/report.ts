/**
 * What every benchmark reports with: figures from samples, one table for people, and with `--json` one
 * last line for programs. Times drift from machine to machine and from minute to minute, so what counts
 * are ratios to a floor measured in the same run, and a floor that this machine is known to beat says so.
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

/** How far apart the middle 80 % lie, in parts of the median: 0.1 is calm, above 0.5 the machine was busy. */
export function spread(samples: readonly number[]): number {
  const middle = median(samples)
  return middle === 0 ? 0 : (quantile(samples, 0.9) - quantile(samples, 0.1)) / middle
}

/** One measured quantity. */
export interface Figure {
  readonly name: string
  /** As printed: `ms`, `bytes`, `/s`, `×`. */
  readonly unit: string
  readonly value: number
  readonly n: number
  /** Absent where there was one sample only. */
  readonly spread?: number
  readonly note?: string
}

/** What is known of a floor from calmer times: half as good is not to be trusted. */
export interface Known {
  readonly value: number
  readonly better: 'lower' | 'higher'
}

export const FLOOR_SUSPECT = 'floor suspect'

/** A floor at less than half of its known speed makes every ratio to it look better than it is. */
export function isSuspect(value: number, { value: known, better }: Known): boolean {
  return better === 'lower' ? value > 2 * known : value < known / 2
}

interface Options {
  /** Which sample stands for all: 0.5, the median, unless given. */
  readonly q?: number
  readonly note?: string
  /** Given for a floor. */
  readonly known?: Known
}

export function figureOf(
  name: string,
  unit: string,
  samples: readonly number[],
  { q = 0.5, note, known }: Options = {},
): Figure {
  const value = q === 0.5 ? median(samples) : quantile(samples, q)
  const figure = { name, unit, value, n: samples.length }
  const notes = [note, known !== undefined && isSuspect(value, known) ? FLOOR_SUSPECT : undefined]
  const said = notes.filter((each) => each !== undefined).join('; ')
  return {
    ...figure,
    ...(samples.length > 1 ? { spread: spread(samples) } : {}),
    ...(said === '' ? {} : { note: said }),
  }
}

/**
 * How many times the one is of the other, both medians of the same run. The spread is that of the pairs:
 * the samples of both were taken in turns, so what slows one run down slows down its pair.
 */
export function ratioOf(
  name: string,
  unit: string,
  above: readonly number[],
  below: readonly number[],
  options: { readonly note?: string } = {},
): Figure {
  const [top, bottom] = [median(above), median(below)]
  const pairs = above.slice(0, below.length).map((sample, i) => sample / (below[i] as number))
  const sides = `${digits(top)} ${unit} over ${digits(bottom)} ${unit}`
  const { value: _, ...rest } = figureOf(name, '×', pairs)
  const note = options.note === undefined ? sides : `${sides}; ${options.note}`
  return { ...rest, value: top / bottom, note }
}

/** Three significant digits are more than a shared machine can tell apart; large numbers keep their units. */
export function digits(value: number): string {
  if (Number.isInteger(value) || Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toPrecision(3)
}

function cells({ name, unit, value, n, spread: width, note }: Figure): string[] {
  return [
    name,
    `${digits(value)} ${unit}`,
    width === undefined ? '' : `${Math.round(width * 100)} %`,
    String(n),
    note ?? '',
  ]
}

/** Columns as wide as their widest cell; words to the left, numbers to the right. */
export function formatTable(figures: readonly Figure[]): string {
  const rows = [['figure', 'value', 'spread', 'n', 'note'], ...figures.map(cells)]
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? []
  const isText = (column: number): boolean => column === 0 || column === 4
  const line = (row: readonly string[]): string =>
    row.map((cell, i) => (isText(i) ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')
  return rows.map((row) => line(row).trimEnd()).join('\n')
}

/** Details for the JSON line: numbers and names, as the benchmark likes. */
export type Case = Readonly<Record<string, unknown>>

const short = (value: number): number => Number(value.toPrecision(6))

/** The last line with `--json`: `{"bench":…,"figures":{name: number},"cases":[…]}`, each figure's details first. */
export function formatJson(bench: string, figures: readonly Figure[], cases: readonly Case[] = []): string {
  const values = Object.fromEntries(figures.map(({ name, value }) => [name, short(value)]))
  return JSON.stringify({ bench, figures: values, cases: [...figures, ...cases] })
}

/** Prints the table and, when the benchmark was called with `--json`, the line for programs last. */
export function report(bench: string, figures: readonly Figure[], cases?: readonly Case[]): void {
  console.log(`\n${bench}\n${formatTable(figures)}`)
  if (process.argv.includes('--json')) console.log(formatJson(bench, figures, cases))
}
