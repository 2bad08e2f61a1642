/**
 * Behaviours 19, 23 and 24 among many: eight people on bad lines, parted in the midst of it, with one among
 * them who lies to one and falls silent to another.
 */

import { expect } from 'vitest'
import { eventsOf } from '../testing/courier.ts'
import { createMaliciousPeer } from '../testing/malicious-peer.ts'
import { claimingFlight, filterOfOnes } from '../testing/malicious-sync.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

const MINUTE_MS = 60_000
const GIANT = 2 ** 50

scenario(
  'eight on bad lines, halved for a while, a liar and staller among them, end with everything',
  async (world) => {
    const people = await connected(world, 'alice', 'bob', 'carol', 'dora', 'erin', 'frank', 'grace', 'heidi')
    const [alice, bob] = people
    const mallory = createMaliciousPeer(world, { as: 'member', link: await alice.invites({ uses: 50 }) })
    await world.advance(5_000)
    const toLieOver = await mallory.reaches(alice)
    const toBeSilentOn = await mallory.reaches(bob)
    toBeSilentOn.says({ kind: 'sync', scope: 1, bytes: claimingFlight(1, 1, 0, GIANT) })
    for (let round = 1; round <= 3; round++) {
      for (const scope of [0, 1] as const) {
        toLieOver.says({ kind: 'sync', scope, bytes: claimingFlight(scope, round, 0, GIANT) })
        toLieOver.says({ kind: 'sync', scope, bytes: filterOfOnes(scope, round, 2) })
      }
      if (round === 2) world.network.partition(['alice', 'bob', 'carol', 'dora'], ['erin', 'frank', 'grace', 'heidi'])
      for (const person of people) await person.says(`${person.name} in round ${round}`)
      await world.advance(15_000)
    }
    world.network.heal()
    const logs = () => new Set(people.map((person) => eventsOf(person).map(hex).sort().join()))
    const isLevel = async () => (await alice.reads()).length === 3 * people.length && logs().size === 1
    await world.until('everybody stores the same', isLevel, 20 * MINUTE_MS)
    const read = await alice.reads()
    for (const person of people) expect(await person.reads()).toEqual(read)
    expect(world.network.counters().links.retransmitted).toBeGreaterThan(100)
  },
  { network: { link: { latency: [5, 250], loss: 0.05 } }, modes: ['direct'] },
)

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}
