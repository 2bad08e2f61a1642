/** The arithmetic of the benchmarks' figures. */

import { expect, test } from 'vitest'
import { figureOf, formatTable, median, p99, quantile, spread } from './report.ts'

const ONE_TO_HUNDRED = Array.from({ length: 100 }, (_, i) => 100 - i)

test('the median is the middle sample, or between the two in the middle', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 2, 3])).toBe(2.5)
})

test('p99 of a hundred is the ninety-ninth, and of a few the greatest', () => {
  expect(p99(ONE_TO_HUNDRED)).toBe(99)
  expect(p99([1, 2, 3])).toBe(3)
  expect(quantile(ONE_TO_HUNDRED, 0)).toBe(1)
})

test('the spread is the middle 80 % in parts of the median', () => {
  expect(spread(ONE_TO_HUNDRED)).toBeCloseTo(80 / 50.5)
  expect(spread([5, 5, 5])).toBe(0)
})

test('no samples are no figure', () => {
  expect(() => figureOf('empty', 'ms', [])).toThrow('at least one sample')
})

test('a figure is compared with the floor of its run', () => {
  const figure = figureOf('send', 'ms', [4, 4, 4], { floor: [2, 2, 2] })
  expect(figure).toMatchObject({ value: 4, n: 3, floor: 2, ratio: 2 })
  expect(figure.note).toBeUndefined()
})

test('a floor that is beaten, or noisy, is suspect', () => {
  expect(figureOf('send', 'ms', [1], { floor: [2] }).note).toBe('floor suspect')
  expect(figureOf('insert', 'rows/s', [3], { floor: [2], better: 'higher' }).note).toBe('floor suspect')
  expect(figureOf('insert', 'rows/s', [1], { floor: [2], better: 'higher' }).note).toBeUndefined()
  expect(figureOf('send', 'ms', [9], { floor: [1, 2, 8] }).note).toBe('floor suspect')
})

test('the table aligns its columns and leaves out what was not measured', () => {
  const table = formatTable([
    figureOf('a long name', 'bytes', [12345.678]),
    figureOf('b', 'ms', [1.5, 1.5], { floor: [0.75, 0.75] }),
  ])
  expect(table.split('\n')).toEqual([
    'figure             median   p99  spread  n  floor  ratio',
    'a long name  12,346 bytes                1',
    'b                 1.50 ms  1.50     0 %  2  0.750  2.00×',
  ])
})
