import { describe, expect, it } from 'vitest'
import { differenceDensity, expectedDifferences, type Sample } from './density.ts'
import { createRng } from './test-items.ts'

describe('the density of differences', () => {
  it.each([0.0001, 0.001, 0.02])('is estimated well enough from many windows where it is %d', (density) => {
    const rng = createRng(91)
    const samples = Array.from({ length: 2000 }, (): Sample => {
      const size = 10 + Math.floor(rng() / density)
      return { size, differences: rng() > Math.exp(-density * size) ? 'some' : 0 }
    })
    expect(differenceDensity(samples) / density).toBeGreaterThan(0.9)
    expect(differenceDensity(samples) / density).toBeLessThan(1.1)
  })

  it('is the share that differs where all were counted, and lies between where some were', () => {
    const counted = { size: 1000, differences: 10 }
    expect(differenceDensity([counted, { size: 500, differences: 5 }])).toBeCloseTo(0.01)
    const some = differenceDensity([counted, { size: 10_000, differences: 'some' }])
    expect(some).toBeGreaterThan(0.0099)
    expect(some).toBeLessThan(0.0102)
  })

  it('is 0 where nothing differs, and finite where everything does', () => {
    expect(differenceDensity([{ size: 10, differences: 0 }])).toBe(0)
    expect(differenceDensity([])).toBe(0)
    const all = differenceDensity([100, 200, 400].map((size) => ({ size, differences: 'some' })))
    expect(all).toBeGreaterThan(1 / 400)
    expect(all).toBeLessThan(64 / 100)
  })

  it('expects one difference at least in a window that differs, and the mean in a large one', () => {
    expect(expectedDifferences(0, 100)).toBe(1)
    expect(expectedDifferences(1e-9, 100)).toBeCloseTo(1)
    expect(expectedDifferences(0.1, 1000)).toBeCloseTo(100)
  })
})
