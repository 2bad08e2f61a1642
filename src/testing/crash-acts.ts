/** The tests of acts that are killed: what each must show, whatever it is. */

import { describe, expect, test } from 'vitest'
import { type Act, crashesAnywhere } from './crash.ts'

const TIMEOUT_MS = 60_000

export function proves(fact: string, act: Act): void {
  test(
    fact,
    async () => {
      const { statements, undone, done } = await crashesAnywhere(act)
      expect(statements).toBeGreaterThan(3)
      expect(undone).toBeGreaterThan(0)
      if (act.isInSteps === true) expect(done).toBeGreaterThan(0)
    },
    TIMEOUT_MS,
  )
}

export function provesActs(acts: readonly Act[]): void {
  describe('killed at every statement', () => {
    for (const act of acts) proves(`${act.name} leaves all or nothing, and its retry acts once`, act)
  })
}
