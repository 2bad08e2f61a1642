/**
 * Behaviours 8, 9, 11, 16, 17, 26 and 28 against a member with software of her own, over real links:
 * whatever she signs or does not sign, honest people see what they saw, go on talking, and have it
 * counted by reason.
 */

import { expect } from 'vitest'
import { infiltrates } from '../testing/malicious-peer.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { connected } from '../testing/stages.ts'

const CALM = { network: {} }

scenario(
  'a member whose software is her own is a member like any other while she behaves',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const hello = mallory.hand.writes(shapes.message, { channel_id, text: 'hello' }, { epoch })
    ;(await mallory.linkTo(alice)).pushes([hello.bytes])
    await world.advance(100)
    expect(await alice.reads()).toEqual(['somebody: hello'])
    expect(await bob.reads()).toEqual(['somebody: hello'])
  },
  CALM,
)
