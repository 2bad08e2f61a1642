/**
 * Every order of a few events, exhaustively. All orders of n events are the paths from the empty set to
 * the whole one through the lattice of their 2^n subsets. If both ways around every diamond meet in one
 * state, and that state is all the future depends on, then all n! orders meet at the top: 1,024 steps
 * for eight events stand for 40,320 orders. `everyPermutation` is the naive twin for few events.
 */

import type { FreshState } from './fresh-state.ts'
import { permutations } from './shuffle.ts'

/** What stands, and what comes in every order after it. */
export interface Arrivals {
  readonly before?: readonly Uint8Array[]
  readonly events: readonly Uint8Array[]
}

/** Takes every step of the lattice once; the state with all events. @throws Error naming two orders that differ */
export async function everyOrder(fresh: FreshState, { before = [], events }: Arrivals): Promise<string> {
  const reached = new Map<number, { readonly path: readonly number[]; readonly state: string }>()

  const visit = async (subset: number, path: readonly number[]): Promise<void> => {
    const state = await fresh.state()
    const known = reached.get(subset)
    if (known !== undefined) {
      if (known.state !== state) throw new Error(`orders ${known.path.join(' ')} and ${path.join(' ')} differ`)
      return
    }
    reached.set(subset, { path, state })
    for (const [i, event] of events.entries()) {
      if ((subset & (1 << i)) !== 0) continue
      await fresh.tries(async () => {
        await fresh.receives([event])
        await visit(subset | (1 << i), [...path, i])
      })
    }
  }

  fresh.rewinds()
  await fresh.receives(before)
  await visit(0, [])
  return reached.get((1 << events.length) - 1)?.state ?? ''
}

/** All n! orders one by one. @throws Error naming an order that differs from the first */
export async function everyPermutation(fresh: FreshState, { before = [], events }: Arrivals): Promise<string> {
  let first: string | undefined
  for (const path of permutations([...events.keys()])) {
    fresh.rewinds()
    await fresh.receives(before)
    for (const i of path) await fresh.receives(events.slice(i, i + 1))
    const state = await fresh.state()
    first ??= state
    if (state !== first) throw new Error(`order ${path.join(' ')} differs`)
  }
  return first ?? ''
}
