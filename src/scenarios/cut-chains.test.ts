/**
 * A cut ends a chain, and no more than the chain counts: whoever prepares a gap in it before they are taken away, or writes
 * a second event for one of its places since, adds nothing to what they said.
 */

import { expect } from 'vitest'
import { carries, exchange, handsOver, saidBy, withoutContent } from '../testing/courier.ts'
import { cutOf } from '../testing/cuts.ts'
import { epochKeyIn, epochKeysOf, type Hand, handGoingOn, membershipOf } from '../testing/forge.ts'
import { linksDevice } from '../testing/linking.ts'
import { profilesOf } from '../testing/malicious-device.ts'
import { ownPerson, removes } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'

const DIRECT = { modes: ['direct'] } as const
const CALM = { network: {}, modes: ['direct'] } as const
const FAR_AHEAD = 1_000_000

scenario(
  'what a rolled back device said on the branch that counts is kept, in whatever order it comes',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await carol.says('zero')
    await carol.says('forgotten')
    const [zero, forgotten] = saidBy(carol).map((bytes) => [bytes])
    const epoch = certain(epochKeysOf(carol)[0])
    const channel_id = certain((await carol.row()).channel_id)
    // The same device, from a copy made before "forgotten".
    const hand = await handGoingOn(carol, world.prng, 1)
    const [one, two] = ['one', 'two'].map((text) => [
      hand.writes(shapes.message, { channel_id, text }, { epoch }).bytes,
    ])
    for (const part of [zero, forgotten, two]) await handsOver(alice, certain(part))
    for (const part of [zero, forgotten, one]) await handsOver(bob, certain(part))
    await removes(alice, 'carol')
    await handsOver(bob, withoutContent(alice))
    await exchange([alice, bob])
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(['carol: zero', 'carol: one', 'carol: two'])
    await carries(alice, bob)
  },
  DIRECT,
)

for (const left of ['nothing', 'a gap in their chain'] as const) {
  const before = left !== 'nothing'

  scenario(
    `what somebody says after they were removed is not shown, who had left ${left} before`,
    async (world) => {
      const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
      await mallory.says('hello')
      await exchange([alice, bob, mallory])
      const epoch = certain(epochKeysOf(mallory)[0])
      const channel_id = certain((await mallory.row()).channel_id)
      const hand = await handGoingOn(mallory, world.prng)
      const says = (text: string, seq: number) => hand.writes(shapes.message, { channel_id, text }, { epoch, seq })
      const ahead = says('far ahead', FAR_AHEAD)
      if (before) for (const to of [alice, bob]) await handsOver(to, [ahead.bytes])
      await removes(alice, 'mallory')
      await exchange([alice, bob])
      const read = await bob.reads()
      for (let seq = 1; seq < 4; seq++) {
        const { bytes } = says(`said after my removal ${seq}`, seq)
        for (const to of [alice, bob]) await handsOver(to, [bytes])
      }
      await carries(alice, bob)
      for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(read)
    },
    DIRECT,
  )

  scenario(
    `a removed device deletes nothing its person says later and does not rename them, having left ${left} before`,
    async (world) => {
      const [alice, bob] = await connected(world, 'alice', 'bob')
      const phone = await world.actor('phone')
      await linksDevice(world, bob, phone)
      await world.settle()
      const auth = membershipOf(phone)
      const epoch = certain(epochKeysOf(phone)[0])
      await phone.goesOffline()
      const hand = await handGoingOn(phone, world.prng)
      const prekey = { namespace: 'group', rotation: 1, suite: 1, key: world.prng.bytes(32), expires_at: 1 } as const
      const first = hand.writes(shapes.prekey_shared, { auth, ...prekey })
      const ahead = hand.writes(shapes.prekey_shared, { auth, ...prekey }, { seq: FAR_AHEAD })
      for (const to of [alice, bob]) await handsOver(to, [first.bytes, ...(before ? [ahead.bytes] : [])])
      await bob.sotto().command('device.remove', { as: bob.identity(), peer: (await phone.row()).peer_id })
      await world.settle()
      const kept = await bob.says('said after the removal')
      await world.settle()
      const rows = phone.device.sql.all('SELECT max(seq) AS seq FROM log WHERE author = ? AND plane = 1', [
        hand.peer_id,
      ])
      const seq = Number(certain(rows[0]).seq) + 2
      const created_at = world.network.now()
      const deletion = { auth, right: undefined, epochs: [], targets: [kept] }
      const events = [
        hand.writes(shapes.message_deletion, deletion, { seq, created_at }),
        hand.writes(shapes.profile, { name: 'fool', after: profilesOf(bob) }, { epoch, seq: seq + 1, created_at }),
      ]
      for (const to of [alice, bob]) {
        const bytes = events.map((event) => event.bytes)
        await handsOver(to, bytes)
        expect(await to.reads()).toEqual(['bob: said after the removal'])
        expect(await to.people()).toEqual(['alice', 'bob'])
      }
    },
    CALM,
  )

  scenario(
    `who was taken out of a private channel says nothing more in it, having left ${left} before`,
    async (world) => {
      const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
      const channel_id = await alice.createsPrivate('secret', bob, carol)
      const epoch = epochKeyIn(alice, channel_id)
      await exchange([alice, bob, carol])
      await carol.says('one', 'secret')
      await carol.says('two', 'secret')
      await exchange([alice, bob, carol])
      const hand = await handGoingOn(carol, world.prng)
      const says = (text: string, seq: number) => hand.writes(shapes.message, { channel_id, text }, { epoch, seq })
      const ahead = says('far ahead', FAR_AHEAD)
      if (before) for (const to of [alice, bob]) await handsOver(to, [ahead.bytes])
      await alice.removesFrom('secret', carol)
      await exchange([alice, bob])
      const read = await bob.reads('secret')
      // A place of the chain, and one after it.
      for (const seq of [1, 2]) {
        const late = says('written after I was taken out', seq)
        for (const to of [alice, bob]) await handsOver(to, [late.bytes])
      }
      for (const reader of [alice, bob]) expect(await reader.reads('secret')).toEqual(read)
    },
    DIRECT,
  )
}

scenario(
  'what somebody said before they were removed is shown once what leads there is here',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    for (let n = 0; n < 8; n++) await carol.says(`said ${n}`)
    const said = saidBy(carol)
    const reads = async (...numbers: readonly number[]) =>
      expect(await bob.reads()).toEqual(numbers.map((n) => `carol: said ${n}`))
    await carries(carol, alice)
    await removes(alice, 'carol')
    await handsOver(bob, withoutContent(alice))
    // The cut names 7, and below it 6 and 3: what lies before a gap between those is not known to be of the chain.
    await handsOver(bob, said.slice(4, 6))
    await reads()
    await handsOver(bob, said.slice(0, 3))
    await reads()
    await handsOver(bob, said.slice(3, 4))
    await reads(0, 1, 2, 3)
    await handsOver(bob, said.slice(7))
    await reads(0, 1, 2, 3, 7)
    await handsOver(bob, said.slice(6, 7))
    await reads(0, 1, 2, 3, 4, 5, 6, 7)
    await exchange([alice, bob])
  },
  DIRECT,
)

scenario(
  'what somebody said in a private channel stays when they leave it, though their last words never come',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate('secret', bob, carol)
    await exchange([alice, bob, carol])
    for (const words of ['one', 'two', 'three']) await carol.says(words, 'secret')
    await exchange([alice, bob, carol])
    await carol.says('never heard', 'secret')
    await carol.leavesChannel('secret')
    for (const to of [alice, bob]) await handsOver(to, withoutContent(carol))
    for (const reader of [alice, bob]) {
      expect((await reader.groupMembers('secret')).map(({ name }) => name)).not.toContain('carol')
      expect(await reader.reads('secret')).toEqual(['carol: one', 'carol: two', 'carol: three'])
    }
  },
  DIRECT,
)

scenario(
  'what a device said stays when it is taken away, however far ahead its thief has written',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await linksDevice(world, bob, phone)
    await world.settle()
    await phone.says('said by its owner')
    await world.settle()
    const epoch = certain(epochKeysOf(phone)[0])
    const channel_id = certain((await phone.row()).channel_id)
    await phone.goesOffline()
    const hand = await handGoingOn(phone, world.prng)
    const ahead = Array.from({ length: 9 }, (_, i) => (i === 0 ? 0 : 4 ** (i - 1)))
    const events = ahead.toReversed().map((less) => {
      return hand.writes(shapes.message, { channel_id, text: 'x' }, { epoch, seq: FAR_AHEAD - less }).bytes
    })
    for (const to of [alice, bob]) await handsOver(to, events)
    await bob.sotto().command('device.remove', { as: bob.identity(), peer: (await phone.row()).peer_id })
    await world.settle()
    expect(await alice.reads()).toContain('bob: said by its owner')
  },
  CALM,
)

scenario(
  'what is erased of a chain does not depend on when the end of a lying cut comes',
  async (world) => {
    const people = await acquainted(world, 'alice', 'bob', 'mallory')
    const [alice, bob, mallory] = people
    await mallory.says('zero')
    await mallory.says('one')
    await exchange(people)
    const epoch = certain(epochKeysOf(mallory)[0])
    const channel_id = certain((await mallory.row()).channel_id)
    const says = (by: Hand, text: string, at?: { readonly seq: number }) =>
      by.writes(shapes.message, { channel_id, text }, { epoch, ...at })
    const other = says(await handGoingOn(mallory, world.prng, 1), 'other one')
    const hand = await handGoingOn(mallory, world.prng)
    const two = says(hand, 'two')
    const ahead = says(hand, 'ahead', { seq: 9 })
    const { control } = cutOf(mallory, hand.peer_id)
    const leaves = hand.writes(shapes.user_removed, {
      auth: membershipOf(mallory),
      right: undefined,
      person: await ownPerson(mallory),
      cuts: [{ peer_id: hand.peer_id, control, content: { head: ahead.id, count: 5, below: [two.id] } }],
    })
    const parts = [other, two, leaves, ahead].map(({ bytes }) => bytes)
    await handsOver(alice, parts, { batch: 1 })
    await handsOver(bob, parts.toReversed(), { batch: 1 })
    const heldBy = (who: typeof alice) =>
      who.device.sql.all('SELECT event_id, form FROM log WHERE recorded_by = ? AND author = ? ORDER BY event_id', [
        who.identity(),
        hand.peer_id,
      ])
    expect(heldBy(alice)).toEqual(heldBy(bob))
  },
  DIRECT,
)
