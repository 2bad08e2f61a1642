/** Behaviour 44: the state of the connection is told to whoever watches it, also when nothing happens but time. */

import { expect } from 'vitest'
import { scenario } from '../testing/scenario.ts'

scenario(
  'who finds nobody is told so, without doing anything',
  async (world) => {
    const alice = await world.actor('alice')
    await alice.createsCommunity('Acme')
    const states: string[] = []
    const stop = alice.sotto().watch('connection.state', { as: alice.identity() }, (row) => states.push(row.state))
    await world.advance(40_000)
    stop()
    expect(new Set(states)).toEqual(new Set(['looking', 'alone']))
    expect(states.at(-1)).toBe('alone')
  },
  { network: {} },
)
