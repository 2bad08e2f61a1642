/**
 * Behaviours 8, 9, 11, 16, 17, 26 and 28 against a member with software of her own, over real links:
 * whatever she signs or does not sign, honest people see what they saw, go on talking, and have it
 * counted by reason.
 */

import { expect } from 'vitest'
import { eventsOf } from '../testing/courier.ts'
import { createStranger, epochKeysOf, membershipOf } from '../testing/forge.ts'
import {
  huskOfEvent,
  inTheNameOf,
  localOnlyEvents,
  ofUnknownType,
  withBrokenSignature,
  withMoreFields,
  wrapFor,
} from '../testing/malicious-events.ts'
import { createMaliciousPeer, infiltrates } from '../testing/malicious-peer.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { connected } from '../testing/stages.ts'
import { counted, unmoved } from '../testing/unmoved.ts'

/** Whoever still has a link to somebody calls out once in this time. */
const HEARTBEAT_MS = 16 * 60_000
const CALM = { network: {}, modes: ['direct'] } as const

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

scenario(
  'a bad signature shows nothing, pushed or in the answer of a run, and is counted',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const message = mallory.hand.writes(shapes.message, { channel_id, text: 'unsigned' }, { epoch })
    const broken = withBrokenSignature(message.bytes)
    const link = await mallory.linkTo(alice)
    const attack = async () => {
      link.pushes([broken])
      link.gives(1, [broken])
      link.gives(0, [broken])
    }
    const counts = await counted(alice, ['dropped.bad_signature'], () => unmoved(world, [alice, bob], attack))
    expect(counts).toEqual({ 'dropped.bad_signature': 3 })
  },
  CALM,
)

scenario(
  'nothing shows as written by anyone but its signer',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { channel_id, epoch } = mallory.holder
    const { peer_id: hers } = await bob.row()
    const message = mallory.hand.writes(shapes.message, { channel_id, text: 'I am Bob' }, { epoch })
    const name = mallory.hand.writes(shapes.profile, { name: 'Bob, but worse', after: [] }, { epoch })
    const posing = [message, name].map(({ bytes }) => inTheNameOf(hers, mallory.hand, mallory.holder, bytes))
    const attack = async () => (await mallory.linkTo(alice)).pushes(posing)
    const counts = await counted(alice, ['dropped.bad_signature'], () => unmoved(world, [alice, bob], attack))
    expect(counts).toEqual({ 'dropped.bad_signature': 2 })
  },
  CALM,
)

scenario(
  'what depends on a rejected event is rejected with it, whichever comes first',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { network_id, epoch } = mallory.holder
    const { hand, auth } = mallory
    const link = await mallory.linkTo(alice)
    const reasons = ['rejected.not_authorized', 'rejected.dependency_rejected']
    const counts = await counted(alice, reasons, () =>
      unmoved(world, [alice, bob], async () => {
        for (const isFirst of [true, false]) {
          const body = { auth, right: network_id, group_id: epoch.group_id, name: 'takeover' }
          const channel = hand.writes(shapes.channel, body, { epoch })
          const inside = { channel_id: channel.id, text: 'in my own channel' }
          const message = hand.writes(shapes.message, inside, { epoch })
          for (const { bytes } of isFirst ? [channel, message] : [message, channel]) {
            link.pushes([bytes])
            await world.advance(100)
          }
        }
      }),
    )
    expect(counts).toEqual({ 'rejected.not_authorized': 2, 'rejected.dependency_rejected': 1 })
    // The message that came first waited, and was rejected when what it waited for was.
    expect(alice.device.engine.inspect.blocked(alice.identity())).toEqual([])
  },
  CALM,
)

scenario(
  'what never travels is nothing when it comes over a link',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const events = localOnlyEvents(mallory.hand, mallory.holder)
    const keys = epochKeysOf(alice)
    const attack = async () => (await mallory.linkTo(alice)).pushes(events.map(({ bytes }) => bytes))
    const counts = await counted(alice, ['rejected.wrong_plane'], () => unmoved(world, [alice, bob], attack))
    expect(counts).toEqual({ 'rejected.wrong_plane': events.length })
    expect(epochKeysOf(alice)).toEqual(keys)
    await alice.restarts()
    expect((await alice.row()).network_name).toBe('Acme')
    expect(epochKeysOf(alice)).toEqual(keys)
  },
  CALM,
)

scenario(
  'an event that grants its author authority by what it says grants none',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { hand, holder } = mallory
    const { network_id, invite_id, epoch } = holder
    const alices = membershipOf(alice)
    const nothing = new Uint8Array(32)
    const user = { invite: invite_id, proof: holder.proofFor(hand), recovery_pk: nothing }
    const [own] = holder.joins(hand, mallory.random)
    const grants = [
      hand.writes(shapes.network, { policy: 0, suite: 1, recovery_pk: nothing }),
      hand.writes(shapes.group, { auth: network_id, scope: 'all' }),
      hand.writes(shapes.group, { auth: own.id, scope: 'all' }),
      hand.writes(
        shapes.channel,
        { auth: own.id, right: network_id, group_id: epoch.group_id, name: 'mine' },
        { epoch },
      ),
      hand.writes(shapes.network_name, { auth: own.id, right: network_id, name: 'Mallory & Co', after: [] }, { epoch }),
      hand.writes(shapes.invite_closed, {
        auth: alices,
        right: network_id,
        invite_id,
        seen_users: [],
        revoked: true,
      }),
      hand.writes(shapes.invite_closed, { auth: own.id, right: network_id, invite_id, seen_users: [], revoked: true }),
      withMoreFields(hand, shapes.user, user, 'founder', 'role=admin'),
      withMoreFields(hand, shapes.group, { auth: alices, scope: 'all' }, 'admin'),
    ]
    const link = await mallory.linkTo(alice)
    link.pushes([own.bytes])
    await world.advance(1_000)
    await unmoved(world, [alice, bob], async () => link.pushes(grants.map(({ bytes }) => bytes)))
    for (const member of [alice, bob]) {
      const founders = (await member.memberRows()).filter(({ role }) => role === 'founder')
      expect(founders.map(({ name }) => name)).toEqual(['alice'])
    }
  },
  CALM,
)

scenario(
  'no key can be planted: not in another name, not for another device, not under an id it does not hash to',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { hand, holder, random } = mallory
    const { epoch } = holder
    const [{ peer_id: alices }, { peer_id: bobs }] = [await alice.row(), await bob.row()]
    const auth = membershipOf(alice)
    const own = holder.joins(hand, random)
    const planted = random.bytes(32)
    const wrap = (recipient: typeof alices) => wrapFor(bob, recipient, mallory, planted)
    const group = { auth: own[0].id, group_id: epoch.group_id }
    const first = { suite: 1, transit_prekey: planted, group_prekey: planted }
    const false_epoch = hand.writes(shapes.group_epoch, {
      ...group,
      parents: [epoch.epoch_id],
      right: undefined,
      excludes: [],
      key_id: random.bytes(32),
      wraps: [wrap(alices), wrap(bobs)],
    })
    const share = (recipient: typeof alices, to: typeof alices, of = epoch.epoch_id) =>
      hand.writes(shapes.group_key_shared, { ...group, recipient, epochs: [of], wraps: [wrap(to)] })
    const plants = [
      hand.writes(shapes.peer_shared, { auth, ...first }),
      false_epoch,
      share(alices, bobs),
      share(alices, alices),
      share(alices, alices, false_epoch.id),
    ]
    const keys = epochKeysOf(alice)
    const link = await mallory.linkTo(alice)
    link.pushes(own.map(({ bytes }) => bytes))
    const reasons = ['rejected.author_not_bound', 'rejected.value_invalid']
    const counts = await counted(alice, reasons, () =>
      unmoved(world, [alice, bob], async () => link.pushes(plants.map(({ bytes }) => bytes))),
    )
    expect(counts).toEqual({ 'rejected.author_not_bound': 1, 'rejected.value_invalid': 1 })
    expect(epochKeysOf(alice)).toEqual(keys)
    expect(epochKeysOf(bob).map(({ epoch_id }) => epoch_id)).toEqual(keys.map(({ epoch_id }) => epoch_id))
  },
  CALM,
)

scenario(
  'plaintext where sealed was expected is not read, nor is sealed where it should be plain',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { hand, holder } = mallory
    const { channel_id, epoch, invite_id } = holder
    const CONTROL = 1
    const STATE = 3
    const user = { invite: invite_id, proof: holder.proofFor(hand), recovery_pk: new Uint8Array(32) }
    const events = [
      hand.writes(shapes.message, { channel_id, text: 'in the clear' }, { kind: CONTROL }),
      hand.writes(shapes.profile, { name: 'in the clear', after: [] }, { kind: CONTROL }),
      hand.writes(shapes.message, { channel_id, text: 'as state' }, { kind: STATE, epoch }),
      hand.writes(shapes.user, user, { kind: STATE, epoch }),
    ]
    const attack = async () => (await mallory.linkTo(alice)).pushes(events.map(({ bytes }) => bytes))
    const counts = await counted(alice, ['rejected.wrong_plane'], () => unmoved(world, [alice, bob], attack))
    expect(counts).toEqual({ 'rejected.wrong_plane': 4 })
  },
  CALM,
)

scenario(
  'a husk of a message nobody deleted erases nothing, and its body comes from who has it',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    await bob.says('known to both')
    await world.advance(100)
    world.network.partition(['alice'], ['bob'])
    await world.advance(30_000)
    await bob.says('not known to alice yet')
    const husks = eventsOf(bob).slice(-2).map(huskOfEvent)
    const reasons = ['stored.husk', 'known']
    const counts = await counted(alice, reasons, async () => {
      const link = await mallory.linkTo(alice)
      link.pushes(husks)
      link.gives(1, husks)
      await world.advance(1_000)
    })
    expect(counts).toEqual({ 'stored.husk': 1, known: 3 })
    expect(await alice.reads()).toEqual(['bob: known to both'])
    expect(await alice.waiting()).toBe(1)
    world.network.heal()
    await world.until('alice reads it', async () => (await alice.reads()).length === 2, HEARTBEAT_MS)
    expect(await alice.reads()).toEqual(['bob: known to both', 'bob: not known to alice yet'])
    expect(await alice.waiting()).toBe(0)
  },
  CALM,
)

scenario(
  'well-signed events of unknown types and versions are parked, passed on and change nothing',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const events = [ofUnknownType(mallory.hand, 'from_the_future'), ofUnknownType(mallory.hand, 'user', 2)]
    const stored = eventsOf(bob).length
    const attack = async () => (await mallory.linkTo(alice)).pushes(events.map(({ bytes }) => bytes))
    const counts = await counted(alice, ['stored.unsupported'], () => unmoved(world, [alice, bob], attack))
    expect(counts).toEqual({ 'stored.unsupported': 2 })
    expect(eventsOf(bob).length).toBe(stored + 3) // and what was said meanwhile
  },
  CALM,
)

scenario(
  "a proof read off another's join admits nobody, however often it is shown",
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = createMaliciousPeer(world, { as: 'joiner', link: await alice.invites({ uses: 50 }) })
    const { hand, holder } = mallory
    const bobs = createStranger(holder.network_id, mallory.random, world.network.now())
    const recovery_pk = new Uint8Array(32)
    const stolen = [1, 2, 3].map(() =>
      hand.writes(shapes.user, { invite: holder.invite_id, proof: holder.proofFor(bobs), recovery_pk }),
    )
    mallory.credentials = stolen.map(({ bytes }) => bytes)
    await world.advance(1_000)
    const counts = await counted(alice, ['dropped.not_a_member'], () =>
      unmoved(world, [alice, bob], () => mallory.meets(alice)),
    )
    expect(counts).toEqual({ 'dropped.not_a_member': 3 })
    await world.until('the link is closed', async () => mallory.links.every(({ closed }) => closed !== undefined))
    expect(await alice.people()).toEqual(['alice', 'bob'])
  },
  CALM,
)
