/** Equivocation and omission: the proof is stored, the device is flagged, the gap is shown and closes. */

import { expect } from 'vitest'
import { exchange, handsOver } from '../testing/courier.ts'
import { createStranger } from '../testing/forge.ts'
import { holderOf } from '../testing/link-holder.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'

scenario(
  'who signs two things for one place is flagged everywhere, and what nobody has is shown as a gap',
  async (world) => {
    const [alice, bob] = await acquainted(world, 'alice', 'bob')
    const holder = holderOf(await alice.invites())
    const { channel_id, epoch } = holder
    const mallory = createStranger(holder.network_id, world.prng, world.network.now())
    await handsOver(
      alice,
      holder.joins(mallory, world.prng).map(({ bytes }) => bytes),
    )
    const says = (text: string, seq: number) =>
      mallory.writes(shapes.message, { channel_id, text }, { epoch, seq }).bytes
    const [first, other, withheld, last] = [says('yes', 0), says('no', 0), says('hidden', 1), says('later', 2)]

    await handsOver(alice, [first, last])
    await handsOver(
      bob,
      holder.joins(mallory, world.prng).map(({ bytes }) => bytes),
    )
    await handsOver(bob, [other])
    const faults = async (reader: typeof alice) =>
      (await reader.sotto().query('diagnostics.chains', { as: reader.identity() })).filter(
        ({ peer_id, plane }) => peer_id === mallory.peer_id && plane === 2,
      )
    expect(await faults(alice)).toEqual([{ peer_id: mallory.peer_id, plane: 2, forks: 0, missing: 1 }])
    expect(await faults(bob)).toEqual([])

    await exchange([alice, bob])
    for (const reader of [alice, bob]) {
      expect(await faults(reader)).toEqual([{ peer_id: mallory.peer_id, plane: 2, forks: 1, missing: 1 }])
      expect((await reader.reads()).toSorted()).toEqual(['somebody: later', 'somebody: no', 'somebody: yes'])
    }
    await handsOver(bob, [withheld])
    await exchange([alice, bob])
    for (const reader of [alice, bob]) {
      expect(await faults(reader)).toEqual([{ peer_id: mallory.peer_id, plane: 2, forks: 1, missing: 0 }])
    }
  },
)
