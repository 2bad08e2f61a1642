/**
 * Behaviours 31 and 36 against an admin who was removed. He signs with his real key, dates as he likes, writes
 * over places of his chain that were taken, and an accomplice who is a member brings it over real links:
 * nothing of it has effect. What he does while nobody knows yet of his removal ends the same in every order.
 */

import { expect } from 'vitest'
import type { EventId, NetworkId, PeerId, PersonId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { carries, controlEventsOf, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { everyOrder } from '../testing/every-order.ts'
import { createStranger, epochKeysOf, type Forged, type Hand, handGoingOn, membershipOf } from '../testing/forge.ts'
import { createFreshState } from '../testing/fresh-state.ts'
import { holderOf } from '../testing/link-holder.ts'
import { malloryMakesEpoch } from '../testing/malicious-epoch.ts'
import { infiltrates } from '../testing/malicious-peer.ts'
import { grants, ownPerson, removes, roles } from '../testing/people.ts'
import { openedBy } from '../testing/removal.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted, certain, connected } from '../testing/stages.ts'
import { unmoved } from '../testing/unmoved.ts'
import type { World } from '../testing/world.ts'

const CALM = { network: {}, modes: ['direct'] } as const
const UNPLUGGED = { modes: ['direct'], timeout_ms: 280_000 } as const

interface Plot {
  readonly by: Actor
  readonly hand: Hand
  readonly grant: EventId<'admin_grant'>
  /** Whom he raises. */
  readonly friend: PersonId
  /** Whom he takes away. */
  readonly foe: PersonId
  /** What somebody else said. */
  readonly said: EventId<'message'>
  /** A link that is open. */
  readonly invite: EventId<'invite'>
  /** A join that was never let in. */
  readonly late: EventId<'user'>
  readonly recipients: readonly PeerId[]
  readonly network: NetworkId
}

/** Everything an admin may do, signed by this hand. */
function everything(world: World, plot: Plot): { readonly events: readonly Forged[]; readonly key: Uint8Array } {
  const { by, hand, grant: right, friend, foe, network } = plot
  const auth = membershipOf(by)
  const after = certain(epochKeysOf(by).at(-1))
  const sealed = { epoch: after }
  const group_id = after.group_id
  const common = { auth, right }
  const { event, epoch } = malloryMakesEpoch(hand, {
    knows: by,
    after,
    auth,
    to: plot.recipients,
    network,
    random: world.prng,
  })
  const closing = { ...common, invite_id: plot.invite }
  return {
    key: epoch.key,
    events: [
      hand.writes(shapes.admin_grant, { ...common, person: friend, co_founder: false }),
      hand.writes(shapes.user_removed, { ...common, person: foe, cuts: [] }),
      hand.writes(shapes.invite_closed, { ...closing, seen_users: [], revoked: true }),
      hand.writes(shapes.invite_closed, { ...closing, seen_users: [plot.late], revoked: false }),
      hand.writes(shapes.message_deletion, { ...common, epochs: [after.epoch_id], targets: [plot.said] }),
      hand.writes(shapes.channel, { ...common, group_id, name: 'coup' }, { ...sealed, created_at: 1 }),
      hand.writes(shapes.network_name, { ...common, name: 'Bob & Co', after: [] }, sealed),
      hand.writes(shapes.profile, { name: 'Bob the Great', after: [] }, sealed),
      event,
    ],
  }
}

scenario(
  'an admin who was removed does nothing any more, however he dates it and whoever brings it',
  async (world) => {
    const [alice, bob, carol, dave] = await connected(world, 'alice', 'bob', 'carol', 'dave')
    const grant = await grants(alice, bob)
    const { network_id: network } = await alice.row()
    const said = await carol.says('said by Carol')
    const { invite_id } = await alice.makesInvite()
    await world.settle()
    // Bob makes a link, by which nobody has come yet.
    const link = await bob.invites()
    await world.settle()
    await bob.goesOffline()
    await removes(alice, 'bob')
    await alice.says('without Bob')
    await world.settle()
    const mallory = await infiltrates(world, alice, carol, dave)
    await world.settle()
    const erin = createStranger(network, world.prng, 1)
    const [late, prekeys] = holderOf(link).joins(erin, world.prng)
    const people = [alice, carol, dave]
    const recipients = await Promise.all(people.map(async (one) => (await one.row()).peer_id))
    const [friend, foe] = [mallory.peer_id as string as PersonId, await ownPerson(dave)]
    for (const back of [0, 1, 3]) {
      const hand = await handGoingOn(bob, world.prng, back)
      const plot = { by: bob, hand, grant, friend, foe, said, invite: invite_id, late: late.id, recipients, network }
      const { events, key } = everything(world, plot)
      await unmoved(world, people, async () => {
        for (const one of people) {
          ;(await mallory.linkTo(one)).pushes([late, prekeys, ...events].map(({ bytes }) => bytes))
        }
      })
      // Nobody writes under the key he made, though it was wrapped to them.
      for (const one of people) {
        const spoken = certain(eventsOf(one).at(-1))
        const group_id = holderOf(link).epoch.group_id
        expect(openedBy(network, [{ epoch_id: '' as never, group_id, key }], [spoken])).toEqual([])
      }
    }
    for (const one of people) {
      expect(await one.people()).toEqual(['alice', 'carol', 'dave', 'somebody'])
      expect(await one.reads()).toContain('carol: said by Carol')
      expect(await one.channels()).toEqual(['general'])
    }
    // Nor is a channel of his the first that a joiner is shown, though it says that it is the oldest.
    expect((await alice.sotto().query('invite.preview', { link: await alice.invites() })).channel_name).toBe('general')
    await world.settle()
  },
  CALM,
)

scenario(
  'an admin races their own removal, and it ends the same in every order',
  async (world) => {
    const [alice, bob, carol, dave] = await acquainted(world, 'alice', 'bob', 'carol', 'dave')
    const before = eventsOf(dave)
    await grants(alice, bob)
    await carries(alice, bob)
    // What Alice knows of him counts; what he does meanwhile does not.
    await grants(bob, carol)
    await carries(bob, alice)
    await removes(alice, 'bob')
    await removes(bob, 'dave')
    await exchange([alice, carol])
    await carries(bob, carol)
    const link = await bob.invites()
    await carries(bob, carol)
    const erin = createStranger((await alice.row()).network_id, world.prng, world.network.now())
    const [join] = holderOf(link).joins(erin, world.prng)
    await handsOver(carol, [join.bytes])
    await carol.createsChannel('made by Carol')
    const wanted = ['admin_grant', 'user_removed', 'invite', 'user', 'channel', 'invite_closed']
    const known = new Set(before.map((bytes) => Buffer.from(bytes).toString('hex')))
    const isNew = (bytes: Uint8Array) => !known.has(Buffer.from(bytes).toString('hex'))
    const acts = (await Promise.all(wanted.map((type) => controlEventsOf(carol, type)))).flat().filter(isNew)
    const others = eventsOf(carol).filter((bytes) => isNew(bytes) && !acts.includes(bytes))
    await exchange([alice, carol, dave])
    for (const one of [alice, carol, dave]) {
      expect(await roles(one)).toEqual(['alice founder', 'carol admin', 'dave member'])
      expect([...(await one.channels())].sort()).toEqual(['general', 'made by Carol'])
    }
    const fresh = await createFreshState(dave)
    try {
      const state = await everyOrder(fresh, { before: [...before, ...others], events: acts })
      expect(state.split(' ')[0]).toBe(dave.device.engine.inspect.fingerprint(dave.identity()))
    } finally {
      fresh.ends()
    }
    // His last key is not wrapped to whom he thought he had removed.
    await world.proves({ orders: 1, blocked: { dave: 1 } })
  },
  UNPLUGGED,
)
