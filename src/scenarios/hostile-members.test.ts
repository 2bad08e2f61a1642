/**
 * Behaviours 8, 16 and 27, in the clauses whose event types exist: what a member with software of their
 * own signs, delivered straight to the others, confers nothing.
 */

import { expect } from 'vitest'
import { handsOver } from '../testing/courier.ts'
import { handOf } from '../testing/forge.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'

scenario('a member who signs a second root of the community founds nothing', async (world) => {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const hand = await handOf(mallory, world.prng)
  const root = hand.writes(shapes.network, { policy: 0, suite: 1, recovery_pk: new Uint8Array(32) })
  for (const member of [alice, bob, mallory]) {
    expect(await handsOver(member, [root.bytes])).toEqual(['rejected.not_authorized'])
    expect((await member.memberRows()).filter(({ role }) => role === 'founder').map(({ name }) => name)).toEqual([
      'alice',
    ])
  }
  await expect(mallory.createsChannel('takeover')).rejects.toMatchObject({ code: 'not_permitted' })
})
