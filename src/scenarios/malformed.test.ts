/**
 * Behaviours 5 and 9: bytes that are no events, between some that are; and events of a newer build, which
 * are parked, passed on, and come alive after an update.
 */

import { expect } from 'vitest'
import { eventsOf, handsOver } from '../testing/courier.ts'
import { damaged } from '../testing/damage.ts'
import { epochKeysOf, handOf } from '../testing/forge.ts'
import { pollShape, pollsInNewerBuild } from '../testing/newer-build.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { shuffled } from '../testing/shuffle.ts'
import { acquainted } from '../testing/stages.ts'

const KIND_CONTROL = 1
const KIND_OF_A_NEWER_BUILD = 7

scenario('malformed bytes inside a batch are counted by reason, and the good among them arrive', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  for (let i = 0; i < 5; i++) await alice.says(`good ${i}`)
  const good = eventsOf(alice).slice(-5)
  const bad = damaged(good[0] ?? new Uint8Array(), world.prng)
  const before = await bob.counters()
  const batch = shuffled([...good.map((bytes) => ({ bytes, outcome: 'stored.valid' })), ...bad], world.prng)
  const outcomes = await handsOver(
    bob,
    batch.map(({ bytes }) => bytes),
  )
  expect(outcomes).toEqual(batch.map(({ outcome }) => outcome))
  expect(await bob.reads()).toEqual([0, 1, 2, 3, 4].map((i) => `alice: good ${i}`))
  const after = await bob.counters()
  for (const { outcome } of bad) {
    const expected = bad.filter((other) => other.outcome === outcome).length
    expect([outcome, (after[outcome] ?? 0) - (before[outcome] ?? 0)]).toEqual([outcome, expected])
  }
  await bob.says('still alive')
  expect(await bob.reads()).toHaveLength(6)
})

scenario('a body that is not the one encoding of anything is dropped, however well it is signed', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const hand = await handOf(alice, world.prng)
  const bodies = [
    new Uint8Array(0),
    Uint8Array.of(0xff),
    Uint8Array.of(0x9f, 0x61, 0x61, 0x01, 0xff), // an indefinite length
    Uint8Array.of(0x82, 0x61, 0x61, 0x18, 0x01), // a longer form of 1
    Uint8Array.of(0xa0), // a map
    world.prng.bytes(64),
  ]
  const outcomes = await handsOver(
    bob,
    bodies.map((body) => hand.writesBytes(KIND_CONTROL, body).bytes),
  )
  expect(outcomes).toEqual(bodies.map(() => 'dropped.body_not_canonical'))
  expect(await handsOver(bob, [hand.writesBytes(KIND_CONTROL, Uint8Array.of(0x01)).bytes])).toEqual([
    'dropped.body_wrong_shape',
  ])
})

scenario('a body of the wrong shape for its type is rejected for ever and changes nothing', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const hand = await handOf(alice, world.prng)
  const before = await bob.sees()
  const group = hand.writes(shapes.group, { auth: 'not an id' as never, scope: 'private' })
  const peer = hand.writes(shapes.peer, {
    persona: 'x',
    signing_seed: new Uint8Array(32),
    recovery_seed: new Uint8Array(32),
  })
  expect(await handsOver(bob, [group.bytes])).toEqual(['rejected.plaintext_malformed'])
  expect(await handsOver(bob, [peer.bytes])).toEqual(['rejected.wrong_plane']) // local-only types never enter (I12)
  expect(await bob.sees()).toEqual(before)
})

scenario(
  'an event of an unknown type waits unseen, is passed on, and comes alive in a build that knows it',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    const hand = await handOf(alice, world.prng)
    const [epoch] = epochKeysOf(alice)
    if (epoch === undefined) throw new Error('alice holds a key')
    const channel_id = (await bob.row()).channel_id ?? ('' as never)
    const poll = hand.writes(pollShape, { channel_id, question: 'tea or coffee?' }, { epoch })
    const before = await bob.sees()
    expect(await handsOver(bob, [poll.bytes])).toEqual(['stored.unsupported'])
    expect(await bob.sees()).toEqual(before)
    expect(await handsOver(carol, eventsOf(bob).slice(-1))).toEqual(['stored.unsupported'])
    expect(await pollsInNewerBuild(bob)).toEqual(['tea or coffee?'])
    expect(await pollsInNewerBuild(carol)).toEqual(['tea or coffee?'])
  },
)

scenario(
  'an event of a newer version, and of a kind that does not exist yet, are parked and never rejected',
  async (world) => {
    const [alice, bob] = await acquainted(world, 'alice', 'bob')
    const hand = await handOf(alice, world.prng)
    const { network_id } = await alice.row()
    const newer = hand.writes({ ...shapes.group, version: 2 }, { auth: network_id, scope: 'private' })
    const kind = hand.writes(shapes.group, { auth: network_id, scope: 'private' }, { kind: KIND_OF_A_NEWER_BUILD })
    const opaque = hand.writesBytes(KIND_OF_A_NEWER_BUILD, world.prng.bytes(50))
    const events = [newer, kind, opaque].map(({ bytes }) => bytes)
    expect(await handsOver(bob, events)).toEqual(events.map(() => 'stored.unsupported'))
    expect(eventsOf(bob).slice(-3)).toEqual(events)
  },
)
