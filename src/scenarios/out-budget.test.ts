/** Bytes out to one device in a day: who asks for everything again and again gets it so often, and then what is new. */

import { expect, test } from 'vitest'
import { infiltrates } from '../testing/malicious-peer.ts'
import { claimingFlight } from '../testing/malicious-sync.ts'
import { connected } from '../testing/stages.ts'
import { talkOn } from '../testing/unmoved.ts'
import { createWorld } from '../testing/world.ts'

const KILOBYTE = 1024
const LEAST = 40 * KILOBYTE
const FRAME_BYTES = 64 * KILOBYTE
const DAY_MS = 24 * 60 * 60 * 1000
const WORDS = 'w'.repeat(700)

test('who asks for everything again and again is given it so often in a day, over all links; what is new, and the others, wait for nothing', {
  timeout: 120_000,
}, async () => {
  const limits = { author_bytes: 2 ** 40, out_bytes: LEAST }
  const world = createWorld({ seed: 'bytes out', mode: 'direct', network: {}, limits })
  try {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    for (let i = 0; i < 60; i++) await alice.says(`${i} ${WORDS}`)
    await world.settle()
    const set_bytes = alice.device.engine.inspect.log(alice.identity()).reduce((sum, event) => sum + event.length, 0)
    const allowed = Math.max(LEAST, 2 * set_bytes)
    let link = await mallory.reaches(alice)
    let run = 0
    const given = () =>
      mallory.links
        .filter(({ peer }) => peer === link.peer)
        .flatMap(({ heard }) => heard)
        .reduce(
          (sum, said) => (said.kind === 'events' ? sum + said.events.reduce((n, one) => n + one.length, 0) : sum),
          0,
        )
    const asksForAll = async (times: number) => {
      for (let i = 0; i < times; i++) {
        link.says({ kind: 'sync', scope: 1, bytes: claimingFlight(1, ++run, 0, 0) })
        await world.advance(11_000)
      }
    }
    await asksForAll(6)
    expect(given()).toBeGreaterThan(set_bytes)
    expect(given()).toBeLessThanOrEqual(allowed + FRAME_BYTES)
    const before = given()
    link = await mallory.reaches(alice)
    run = 0
    await asksForAll(3)
    expect(given()).toBe(before)

    const heard = link.heard.length
    await alice.says('news')
    await world.advance(2_000)
    expect(link.heard.slice(heard).some(({ kind }) => kind === 'live' || kind === 'ihave')).toBe(true)
    await talkOn(world, [alice, bob])

    await world.sleep(DAY_MS)
    await world.until('alice and bob are linked', async () => (await alice.connectedTo()).includes('bob'))
    link = await mallory.reaches(alice)
    run = 0
    await asksForAll(1)
    expect(given()).toBeGreaterThanOrEqual(before + set_bytes / 2)
    await talkOn(world, [alice, bob])
  } finally {
    world.end()
  }
})
