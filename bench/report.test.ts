/** The arithmetic of the benchmarks' figures, and how they are printed. */

import { expect, test } from 'vitest'
import {
  FLOOR_SUSPECT,
  figureOf,
  formatJson,
  formatTable,
  isSuspect,
  median,
  quantile,
  ratioOf,
  spread,
} from './report.ts'

const ONE_TO_HUNDRED = Array.from({ length: 100 }, (_, i) => 100 - i)

test('the median is the middle sample, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})

test('the 99th percentile of a hundred is the ninety-ninth, and of a few the greatest', () => {
  expect(quantile(ONE_TO_HUNDRED, 0.99)).toBe(99)
  expect(quantile([1, 2, 3], 0.99)).toBe(3)
  expect(quantile(ONE_TO_HUNDRED, 0)).toBe(1)
})

test('the spread is the middle 80 % in parts of the median', () => {
  expect(spread(ONE_TO_HUNDRED)).toBeCloseTo(80 / 50.5)
  expect(spread([5, 5, 5])).toBe(0)
})

test('no samples are no figure', () => {
  expect(() => figureOf('empty', 'ms', [])).toThrow('at least one sample')
})

test('a figure is the median of its samples, or the quantile asked for', () => {
  expect(figureOf('send', 'ms', [4, 2, 9])).toMatchObject({ value: 4, n: 3 })
  expect(figureOf('send', 'ms', ONE_TO_HUNDRED, { q: 0.99 }).value).toBe(99)
  expect(figureOf('send', 'ms', [4]).spread).toBeUndefined()
})

test('a floor at less than half its known speed is suspect', () => {
  expect(isSuspect(1.3, { value: 0.6, better: 'lower' })).toBe(true)
  expect(isSuspect(1.1, { value: 0.6, better: 'lower' })).toBe(false)
  expect(isSuspect(9_000, { value: 20_000, better: 'higher' })).toBe(true)
  expect(isSuspect(11_000, { value: 20_000, better: 'higher' })).toBe(false)
  expect(figureOf('rtt', 'ms', [2], { known: { value: 0.6, better: 'lower' } }).note).toBe(FLOOR_SUSPECT)
})

test('a ratio is that of the medians and names both sides; its spread is that of the pairs', () => {
  const ratio = ratioOf('over', 'ms', [2, 4, 40], [1, 2, 20])
  expect(ratio).toMatchObject({ value: 2, n: 3, spread: 0, unit: '×' })
  expect(ratio.note).toBe('4 ms over 2 ms')
})

test('the table aligns its columns', () => {
  const table = formatTable([
    figureOf('a long name', 'bytes', [12345.678]),
    figureOf('b', 'ms', [1.5, 1.5], { note: 'n.' }),
  ])
  expect(table.split('\n')).toEqual([
    'figure              value  spread  n  note',
    'a long name  12,346 bytes          1',
    'b                 1.50 ms     0 %  2  n.',
  ])
})

test('the line for programs has each figure by name, and the details beside', () => {
  const line = formatJson('send', [figureOf('send_ms', 'ms', [1, 2])], [{ events: 3 }])
  expect(JSON.parse(line)).toMatchObject({
    bench: 'send',
    figures: { send_ms: 1.5 },
    cases: [{ name: 'send_ms', unit: 'ms', n: 2 }, { events: 3 }],
  })
})
