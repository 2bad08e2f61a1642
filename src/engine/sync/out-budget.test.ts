import { describe, expect, it } from 'vitest'
import { idFromBytes, type PeerId } from '../base/ids.ts'
import { createOutBudgets } from './out-budget.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const [alice, bob] = [1, 2].map((byte) => idFromBytes<PeerId>(new Uint8Array(32).fill(byte))) as [PeerId, PeerId]

describe('what a device is given in a day', () => {
  it('is so much, or twice the set where that is more, whatever link it went over', () => {
    let set = 10
    const budgets = createOutBudgets(100, () => set)
    budgets.of(alice).spend(99, 0)
    expect(budgets.of(alice).isLeft(1)).toBe(true)
    budgets.of(alice).spend(1, 1)
    expect([budgets.of(alice).isLeft(2), budgets.of(bob).isLeft(2)]).toEqual([false, true])
    set = 51
    expect(budgets.of(alice).isLeft(3)).toBe(false) // measured a moment ago
    expect(budgets.of(alice).isLeft(DAY_MS / 2)).toBe(true)
    budgets.of(alice).spend(2, DAY_MS / 2)
    expect(budgets.of(alice).isLeft(DAY_MS / 2)).toBe(false)
  })

  it('begins anew a day after its first byte', () => {
    const budget = createOutBudgets(100, () => 0).of(alice)
    budget.spend(100, 5)
    expect([budget.isLeft(DAY_MS + 4), budget.isLeft(DAY_MS + 5)]).toEqual([false, true])
    budget.spend(100, DAY_MS + 5)
    expect(budget.isLeft(DAY_MS + 6)).toBe(false)
  })

  it('measures the set beyond the least alone, and seldom', () => {
    let measured = 0
    const budget = createOutBudgets(100, () => ++measured).of(alice)
    budget.spend(99, 0)
    budget.isLeft(0)
    expect(measured).toBe(0)
    budget.spend(1, 0)
    for (let t_ms = 0; t_ms < 60_000; t_ms += 1_000) budget.isLeft(t_ms)
    expect(measured).toBe(1)
  })
})
