/**
 * Behaviours 30 and 40: after a removal or a revocation that its sender knows of, nothing is sealed so that
 * those it concerns could open it, with all they ever stored; all who remain read everything.
 */

import { expect } from 'vitest'
import type { Actor } from '../testing/actor.ts'
import { carries, controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { epochKeysOf, type Forged, handOf, membershipOf } from '../testing/forge.ts'
import { sharesKeys } from '../testing/key-share.ts'
import { holderOf } from '../testing/link-holder.ts'
import { malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { allKeysOf, founderRemoves, openedBy } from '../testing/removal.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import type { World } from '../testing/world.ts'

interface Story {
  readonly bob: Actor
  readonly carol: Actor
  readonly dave: Actor
  /** Alice's word that Carol is out; Alice is gone for good. */
  readonly removal: Forged<'user_removed'>
  /** By which Bob, Carol and Dave came. */
  readonly link: string
}

/** Alice has founded, Bob, Carol and Dave know each other; then Alice removes Carol, and nobody knows yet. */
async function carolIsRemoved(world: World): Promise<Story> {
  const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
  const link = await alice.invites()
  await carol.says('while I am here')
  await exchange([alice, bob, carol, dave])
  await world.sleep(1_000)
  const removal = await founderRemoves(await handOf(alice, world.prng), alice, carol, bob)
  await alice.closesTheApp()
  return { bob, carol, dave, removal, link }
}

/** Sealed events of `member`'s log that are not among `before`. */
const sealedSince = (member: Actor, before: readonly Uint8Array[]) => eventsOf(member).slice(before.length)

scenario(
  'what is written once a removal is known opens with nothing the removed had; all who remain read on',
  async (world) => {
    const { bob, carol, dave, removal, link } = await carolIsRemoved(world)
    const { network_id } = await bob.row()
    const known = eventsOf(bob)
    await handsOver(bob, [removal.bytes])
    await bob.says('without Carol')
    await bob.says('and again')
    await carries(bob, dave)
    expect(await dave.reads()).toEqual(['carol: while I am here', 'bob: without Carol', 'bob: and again'])
    await carries(bob, carol)
    const sealed = sealedSince(bob, known)
    expect(openedBy(network_id, allKeysOf(bob), sealed)).toHaveLength(2)
    expect(openedBy(network_id, allKeysOf(carol, [link]), sealed)).toEqual([])
    expect(await carol.reads()).toEqual(['carol: while I am here'])
    // One new epoch, for both messages.
    expect(epochKeysOf(bob)).toHaveLength(epochKeysOf(carol).length + 1)
    await world.proves({ blocked: { carol: 2 } })
  },
)

scenario('somebody who does not know of a removal writes on, and makes no epoch because others know', async (world) => {
  const { bob, dave, removal } = await carolIsRemoved(world)
  await handsOver(bob, [removal.bytes])
  const before = epochKeysOf(dave).length
  await dave.says('to all four')
  await exchange([bob, dave])
  expect(epochKeysOf(dave)).toHaveLength(before)
  await bob.says('to three')
  await carries(bob, dave)
  await dave.says('to three as well')
  // Dave holds the epoch that Bob made, and needs none of his own.
  expect(epochKeysOf(dave)).toHaveLength(before + 1)
  expect(epochKeysOf(dave)).toEqual(epochKeysOf(bob))
})

scenario('an epoch by who was removed is written under by nobody, whatever it claims to exclude', async (world) => {
  const { bob, carol, dave, removal } = await carolIsRemoved(world)
  await handsOver(bob, [removal.bytes])
  const { network_id } = await bob.row()
  const { event, epoch } = malloryMakesEpoch(await handOf(carol, world.prng), {
    knows: carol,
    after: certain(epochKeysOf(carol).at(-1)),
    auth: membershipOf(carol),
    to: [(await bob.row()).peer_id, (await dave.row()).peer_id],
    excludes: [removal.id],
    network: network_id,
    random: world.prng,
  })
  expect(await handsOver(bob, [event.bytes])).toEqual(['stored.valid'])
  expect(epochKeysOf(bob)).toContainEqual(epoch)
  const known = eventsOf(bob)
  await bob.says('not for Carol')
  expect(openedBy(network_id, [epoch], sealedSince(bob, known))).toEqual([])
})

scenario('an epoch that claims to exclude whom it is wrapped to is not written under', async (world) => {
  const { bob, carol, dave, removal } = await carolIsRemoved(world)
  await handsOver(bob, [removal.bytes])
  const { network_id } = await bob.row()
  const { event, epoch } = malloryMakesEpoch(await handOf(dave, world.prng), {
    knows: dave,
    after: certain(epochKeysOf(dave).at(-1)),
    auth: membershipOf(dave),
    to: [(await bob.row()).peer_id, (await carol.row()).peer_id],
    excludes: [removal.id],
    network: network_id,
    random: world.prng,
  })
  await handsOver(bob, [event.bytes])
  const known = eventsOf(bob)
  await bob.says('not for Carol')
  expect(openedBy(network_id, [epoch], sealedSince(bob, known))).toEqual([])
})

scenario('a key that a member has given away to who was removed is written under no more', async (world) => {
  const { bob, carol, dave, removal } = await carolIsRemoved(world)
  await handsOver(bob, [removal.bytes])
  await bob.says('for Dave')
  await carries(bob, dave)
  const leaked = certain(epochKeysOf(dave).at(-1))
  const gift = await sharesKeys(dave, await handOf(dave, world.prng), carol, [leaked], world.prng)
  await handsOver(bob, [gift.bytes])
  const { network_id } = await bob.row()
  const known = eventsOf(bob)
  await bob.says('for Dave, and nobody else')
  expect(openedBy(network_id, [leaked], sealedSince(bob, known))).toEqual([])
})

scenario(
  'who was removed asks for keys and gets none, and who has an epoch without the removal it names gives it to nobody',
  async (world) => {
    const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
    for (const actor of [bob, carol, dave]) await actor.goesOffline()
    const removal = await founderRemoves(await handOf(alice, world.prng), alice, carol, bob)
    await alice.closesTheApp()
    await handsOver(bob, [removal.bytes])
    await bob.says('without Carol')
    const isRemoval = (bytes: Uint8Array) => Buffer.compare(bytes, removal.bytes) === 0
    const others = eventsOf(bob).filter((bytes) => !isRemoval(bytes))
    await handsOver(dave, others)
    await handsOver(carol, others)
    expect(await dave.reads()).toEqual(['bob: without Carol'])
    const held = epochKeysOf(carol)
    // Dave takes Carol for a member, has a key she lacks, and is asked for it.
    expect(held).not.toContainEqual(certain(epochKeysOf(dave).at(-1)))
    expect((await dave.keyHealth()).find(({ name }) => name === 'carol')?.lacking).toBe(1)
    await dave.comesOnline()
    await carol.comesOnline()
    await world.until('they are linked', async () => (await dave.connectedTo()).includes('carol'))
    expect(await carol.asksAgain()).toBe(1)
    await world.advance(5 * 60_000)
    expect((await dave.connectedTo()).includes('carol')).toBe(true)
    expect(epochKeysOf(carol)).toEqual(held)
    // Now he knows, and she asks again.
    await handsOver(dave, [removal.bytes])
    await carol.asksAgain()
    await world.advance(5 * 60_000)
    expect(epochKeysOf(carol)).toEqual(held)
    expect(await carol.reads()).toEqual([])
    await world.proves({ blocked: { carol: 1 }, orders: 0 })
  },
  { network: {} },
)

scenario('what is written once a link is closed opens with nothing that the link carried', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const { network_id } = await alice.row()
  const invite = await alice.makesInvite()
  const { epoch } = holderOf(invite.link)
  await alice.says('while the link is open')
  const before = eventsOf(alice)
  expect(openedBy(network_id, [epoch], before)).not.toEqual([])
  await alice.ends(invite)
  await alice.says('to members alone')
  expect(openedBy(network_id, [epoch], sealedSince(alice, before))).toEqual([])
  await carries(alice, bob)
  expect(await bob.reads()).toEqual(['alice: while the link is open', 'alice: to members alone'])
})

scenario(
  'who was taken out of a group reads nothing new, though nobody there knows of the key they were given',
  async (world) => {
    const [alice, bob, carol] = await acquainted(world, 'alice', 'bob', 'carol')
    await alice.createsPrivate('cake', bob)
    await exchange([alice, bob, carol])
    await alice.addsTo('cake', carol)
    await carries(alice, carol)
    await alice.removesFrom('cake', carol)
    for (const type of ['group_member', 'group_member_removed']) {
      await handsOver(bob, await controlEventsOf(alice, type))
    }
    const { network_id } = await bob.row()
    const before = eventsOf(bob)
    await bob.says('not for Carol', 'cake')
    expect(openedBy(network_id, allKeysOf(carol), sealedSince(bob, before))).toEqual([])
    expect(openedBy(network_id, allKeysOf(bob), sealedSince(bob, before))).toHaveLength(1)
    await exchange([alice, bob, carol])
    expect(await alice.reads('cake')).toEqual(['bob: not for Carol'])
    await world.proves({ blocked: { carol: 1 } })
  },
)
