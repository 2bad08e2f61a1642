/** The contrast of every pair of colours the interface puts together, computed from the token file. */

import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { contrast, type Oklch } from './contrast.ts'

const SHEET = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8')
const TEXT = 4.5
const MARK = 3
const HUES = [...SHEET.matchAll(/--hue: (\d+);/g)].map((match) => Number(match[1]))

/** Both schemes of a token; `hue` stands in for `var(--hue)`. */
function token(name: string, hue = 0): { light: Oklch; dark: Oklch } {
  const found = new RegExp(`--${name}: light-dark\\((.*)\\);`).exec(SHEET)
  const [light, dark] = [...(found?.[1] ?? '').matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+|var\(--hue\))\)/g)].map(
    ([, l, c, h]): Oklch => ({ l: Number(l), c: Number(c), h: h === 'var(--hue)' ? hue : Number(h) }),
  )
  if (light === undefined || dark === undefined) throw new Error(`no token --${name} in two schemes`)
  return { light, dark }
}

const PAPERS = ['canvas', 'rail', 'raised', 'trace', 'wash']

const PAIRS: readonly (readonly [ink: string, papers: readonly string[], least: number])[] = [
  ['ink-1', [...PAPERS, 'chosen'], TEXT],
  ['ink-2', [...PAPERS, 'chosen'], TEXT],
  ['ink-3', [...PAPERS, 'chosen'], MARK],
  ['accent', [...PAPERS, 'chosen'], MARK],
  ['accent-ink', PAPERS, TEXT],
  ['amber', PAPERS, TEXT],
  ['red', PAPERS, TEXT],
  ['on-accent', ['accent-ink'], TEXT],
  ['on-red', ['red'], TEXT],
]

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const cases = PAIRS.flatMap(([ink, papers, least]) => papers.map((paper) => ({ ink, paper, least })))

  test.each(cases)('$ink on $paper has a contrast of at least $least', ({ ink, paper, least }) => {
    expect(contrast(token(ink)[scheme], token(paper)[scheme])).toBeGreaterThanOrEqual(least)
  })

  test.each(HUES)('initials on hue %i are readable, and its stripe shows on rail and canvas', (hue) => {
    expect(contrast(token('avatar-ink', hue)[scheme], token('avatar-paper', hue)[scheme])).toBeGreaterThanOrEqual(TEXT)
    expect(contrast(token('stripe', hue)[scheme], token('rail')[scheme])).toBeGreaterThanOrEqual(MARK)
    expect(contrast(token('stripe', hue)[scheme], token('canvas')[scheme])).toBeGreaterThanOrEqual(MARK)
  })

  test('neutrals keep to their hue and to a chroma of at most .012', () => {
    for (const name of ['canvas', 'rail', 'raised', 'wash', 'chosen', 'hairline', 'ink-1', 'ink-2', 'ink-3']) {
      const colour = token(name)[scheme]
      expect(colour.h).toBe(scheme === 'light' ? 85 : 260)
      expect(colour.c).toBeLessThanOrEqual(0.012)
    }
  })
})

test('there are twelve hues', () => {
  expect(new Set(HUES).size).toBe(12)
})

test('black on white has the contrast WCAG states', () => {
  expect(contrast({ l: 0, c: 0, h: 0 }, { l: 1, c: 0, h: 0 })).toBeCloseTo(21, 1)
})
