/**
 * Behaviours 27, 31, 33 and 36 against a device that its person linked and has lost. It signs with its real
 * key, and an accomplice who is a member brings over real links what it signs: what is above it does not move
 * while it stands, and once it is removed nothing of it counts but what was known by then.
 */

import { expect } from 'vitest'
import type { NetworkId, PersonId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { createStranger, epochKeysOf, type Forged, handGoingOn, membershipOf } from '../testing/forge.ts'
import { linksDevice } from '../testing/linking.ts'
import { type Child, comesBack, consentOf, linksChild, profilesOf, recoveryKeyOf } from '../testing/malicious-device.ts'
import { createMaliciousPeer, infiltrates, type MaliciousPeer } from '../testing/malicious-peer.ts'
import { ownPerson, removes, rowOf } from '../testing/people.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { certain, connected } from '../testing/stages.ts'
import { counted, unmoved } from '../testing/unmoved.ts'
import type { World } from '../testing/world.ts'

const ANOTHER_NETWORK = 'ab'.repeat(32) as NetworkId
const CALM = { network: {}, modes: ['direct'] } as const

interface Stage {
  readonly alice: Actor
  readonly bob: Actor
  /** Bob's, in other hands: its software stays away from the network. */
  readonly phone: Actor
  readonly person: PersonId
  readonly network: NetworkId
  readonly auth: ReturnType<typeof membershipOf>
  /** Brings to Alice and Bob what the phone signs. */
  readonly mallory: MaliciousPeer
}

async function withLostPhone(world: World): Promise<Stage> {
  const [alice, bob] = await connected(world, 'alice', 'bob')
  const phone = await world.actor('phone')
  await linksDevice(world, bob, phone)
  await phone.says('while it was mine')
  await world.settle()
  const { network_id: network } = await bob.row()
  const auth = membershipOf(phone)
  await phone.goesOffline()
  const mallory = await infiltrates(world, alice, bob)
  await world.settle()
  return { alice, bob, phone, person: await ownPerson(bob), network, auth, mallory }
}

async function brings({ mallory, alice, bob }: Stage, events: readonly Forged[]): Promise<void> {
  for (const to of [alice, bob]) (await mallory.linkTo(to)).pushes(events.map(({ bytes }) => bytes))
}

const removesPhone = async ({ bob, phone }: Stage) =>
  bob.sotto().command('device.remove', { as: bob.identity(), peer: (await phone.row()).peer_id })

const devicesOf = async (viewer: Actor, name: string) => (await rowOf(viewer, name)).devices

scenario(
  'a lost device takes away nothing above it, claims nobody, and uses no consent given to another, while it stands',
  async (world) => {
    const stage = await withLostPhone(world)
    const { alice, bob, phone, person, network, auth } = stage
    const hand = await handGoingOn(phone, world.prng)
    const laptop = (await bob.row()).peer_id
    const cuts = [{ peer_id: laptop, control: undefined, content: undefined }]
    const aliceHerself = await ownPerson(alice)
    const tablet = createStranger(network, world.prng, 1)
    const consent = consentOf(tablet, network, person, laptop)
    const link = { auth, person, new_peer: tablet.peer_id, consent, recovery: undefined }
    const bobs = { network, auth: membershipOf(bob), person }
    const events = [
      hand.writes(shapes.peer_removed, { auth, right: undefined, target: membershipOf(bob), cuts }),
      hand.writes(shapes.user_removed, { auth, right: undefined, person, cuts }),
      linksChild(hand, { network, auth, person: aliceHerself }, world.prng).link,
      hand.writes(shapes.device_link, { ...link, person: aliceHerself }),
      hand.writes(shapes.device_link, link),
      comesBack(recoveryKeyOf(bob), bobs, ANOTHER_NETWORK, world.prng),
    ]
    const reasons = ['rejected.not_authorized', 'rejected.proof_invalid']
    const counts = await counted(alice, reasons, () => unmoved(world, [alice, bob], () => brings(stage, events)))
    // Who comes back by a false signature is nobody, and is not even stored.
    expect(counts).toEqual({ 'rejected.not_authorized': 2, 'rejected.proof_invalid': 1 })
    for (const viewer of [alice, bob]) expect(await devicesOf(viewer, 'bob')).toHaveLength(2)
    // The same signature, made for this community, is how Bob himself would come back.
    const genuine = comesBack(recoveryKeyOf(bob), bobs, network, world.prng)
    await brings(stage, [genuine])
    await world.settle()
    for (const viewer of [alice, bob]) expect(await devicesOf(viewer, 'bob')).toHaveLength(3)
  },
  CALM,
)

scenario(
  'what a removed device signs afterwards is nothing, however it is dated: no device, name, word or deletion',
  async (world) => {
    const stage = await withLostPhone(world)
    const { alice, bob, phone, person, network, auth, mallory } = stage
    const kept = await bob.says('not to be deleted')
    await world.settle()
    await removesPhone(stage)
    await world.settle()
    const [epoch] = epochKeysOf(phone)
    const sealed = { epoch: certain(epoch) }
    const { channel_id } = mallory.holder
    const children: Child[] = []
    for (const back of [0, 1]) {
      const hand = await handGoingOn(phone, world.prng, back)
      const child = linksChild(hand, { network, auth, person }, world.prng)
      children.push(child)
      const own = { auth, right: undefined, epochs: [], targets: [kept] }
      const prekey = { auth, suite: 1, transit_prekey: world.prng.bytes(32), group_prekey: world.prng.bytes(32) }
      const events = [
        child.link,
        child.peer,
        child.hand.writes(shapes.message, { channel_id, text: 'from the child' }, sealed),
        hand.writes(shapes.profile, { name: 'Bob the fool', after: profilesOf(bob) }, sealed),
        hand.writes(shapes.peer_shared, prekey),
        hand.writes(shapes.message, { channel_id, text: 'as if before' }, sealed),
        hand.writes(shapes.message_deletion, own),
      ]
      await unmoved(world, [alice, bob], () => brings(stage, events))
    }
    for (const viewer of [alice, bob]) {
      expect(await devicesOf(viewer, 'bob')).toEqual([(await bob.row()).peer_id])
      expect(await viewer.reads()).toContain('bob: while it was mine')
      expect(await viewer.reads()).toContain('bob: not to be deleted')
    }
    // Nor is the child let in where it knocks as a member.
    const late = createMaliciousPeer(world, {
      as: 'member',
      link: await alice.invites(),
      hand: certain(children[0]).hand,
    })
    const [user] = mallory.membership
    late.credentials = [user, certain(children[0]).link.bytes, certain(children[0]).peer.bytes]
    late.announces()
    await world.advance(60_000)
    for (const viewer of [alice, bob]) {
      expect(late.links.some((link) => link.heard.some(({ kind }) => kind === 'events' || kind === 'live'))).toBe(false)
      expect(await devicesOf(viewer, 'bob')).toHaveLength(1)
    }
  },
  CALM,
)

scenario(
  'a device linked through a lost one is its person’s if that was known when the lost one was removed, and is removed by itself',
  async (world) => {
    const stage = await withLostPhone(world)
    const { alice, bob, phone, person, network, auth } = stage
    const hand = await handGoingOn(phone, world.prng)
    const known = linksChild(hand, { network, auth, person }, world.prng)
    const unknown = linksChild(hand, { network, auth, person }, world.prng)
    await brings(stage, [known.link, known.peer])
    await world.settle()
    await removesPhone(stage)
    await world.settle()
    await brings(stage, [unknown.link, unknown.peer])
    await world.settle()
    const laptop = (await bob.row()).peer_id
    for (const viewer of [alice, bob]) expect(await devicesOf(viewer, 'bob')).toEqual([laptop, known.hand.peer_id])
    const rows = await bob.sotto().query('device.list', { as: bob.identity() })
    expect(rows.map(({ may_remove }) => may_remove)).toEqual([true, true])
    await bob.sotto().command('device.remove', { as: bob.identity(), peer: known.hand.peer_id })
    await world.settle()
    for (const viewer of [alice, bob]) expect(await devicesOf(viewer, 'bob')).toEqual([laptop])
  },
  CALM,
)

scenario(
  'a linked device invites and removes as its person does',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await linksDevice(world, alice, phone)
    const carol = await world.actor('carol')
    await carol.joins(await phone.invites())
    await phone.createsChannel('from the phone')
    await world.until('carol is in', async () => (await bob.people()).includes('carol'))
    await world.settle()
    for (const reader of [alice, bob, carol]) expect(await reader.channels()).toEqual(['general', 'from the phone'])
    await removes(phone, 'carol')
    await world.settle()
    for (const reader of [alice, bob, phone]) expect(await reader.people()).toEqual(['alice', 'bob'])
    // What it has done is its person's, and stays when it goes.
    await phone.callsThemselves('Alicia')
    await world.settle()
    await phone.goesOffline()
    await alice.sotto().command('device.remove', { as: alice.identity(), peer: (await phone.row()).peer_id })
    await world.settle()
    for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['Alicia', 'bob'])
    await world.advance(120_000)
    await world.proves({ blocked: { carol: 1 } }) // Alicia: of the chain that carol is shown it by, and sealed
  },
  CALM,
)
