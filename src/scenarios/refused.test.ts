/** Behaviour 15: who comes by a link that has been used up is told so, whoever is there to tell it. */

import { expect } from 'vitest'
import { carries, controlEventsOf, eventsOf } from '../testing/courier.ts'
import { ofUnknownType } from '../testing/malicious-events.ts'
import { createMaliciousPeer } from '../testing/malicious-peer.ts'
import { grants, notices, revokes } from '../testing/people.ts'
import { engineScenario as scenario } from '../testing/scenario.ts'
import { certain, connected } from '../testing/stages.ts'

/** More epochs than members listen on. */
const MANY_KEYS = 33
const YEAR_MS = 365 * 24 * 60 * 60 * 1000

scenario(
  'a short link that the one who answers has used up says so',
  async (world) => {
    const [alice, bob, carol] = [await world.actor('alice'), await world.actor('bob'), await world.actor('carol')]
    await alice.createsCommunity('Acme')
    const invite = await alice.makesInvite({ uses: 1 })
    await bob.joins(invite.link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await alice.goesOffline()
    await carol.joins(invite.short_link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_used_up', 600_000)
    expect(await bob.people()).toEqual(['alice', 'bob'])
    await carol.goesOffline()
    await world.advance(20_000) // links to who left are given up
  },
  { network: {} },
)

scenario(
  'a link that members have used up while the inviter was away says so',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    const [carol, dave] = [await world.actor('carol'), await world.actor('dave')]
    await alice.createsCommunity('Acme')
    const invite = await alice.makesInvite({ uses: 2 })
    await bob.joins(invite.link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await alice.goesOffline()
    await carol.joins(invite.link)
    await world.until('carol is in', async () => (await carol.row()).role === 'member', 600_000)
    await dave.joins(invite.link)
    await world.until('dave is told', async () => (await dave.row()).role === 'invite_used_up', 600_000)
    for (const reader of [bob, carol]) expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
    await dave.goesOffline()
    await alice.comesOnline()
    await world.settle()
    expect(await alice.people()).toEqual(['alice', 'bob', 'carol'])
  },
  { network: {} },
)

scenario(
  'who came too late writes on and keeps it; nobody else is shown it',
  async (world) => {
    const [alice, bob, carol] = [await world.actor('alice'), await world.actor('bob'), await world.actor('carol')]
    await alice.createsCommunity('Acme')
    const { link } = await alice.makesInvite({ uses: 1 })
    await bob.joins(link)
    await world.until('bob is in', async () => (await bob.row()).role === 'member')
    await world.settle()
    await carol.joins(link)
    await carol.says('am I late?')
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_used_up', 600_000)
    await carol.says('I am')
    expect(await carol.reads()).toEqual(['carol: am I late?', 'carol: I am'])
    for (const member of [alice, bob]) expect(await member.reads()).toEqual([])
  },
  { network: {} },
)

scenario(
  'who was told half of it ends no link in favour of themselves',
  async (world) => {
    const [alice, bob, dora] = [await world.actor('alice'), await world.actor('bob'), await world.actor('dora')]
    const erin = await world.actor('erin')
    await alice.createsCommunity('Acme')
    await erin.joins(await alice.invites())
    await world.until('erin is in', async () => (await erin.row()).role === 'member')
    await world.settle()
    const { link } = await alice.makesInvite({ uses: 1 })
    await world.settle()
    await alice.goesOffline()
    await dora.joins(link)
    await world.until('dora is in', async () => (await dora.row()).role === 'member')
    await world.settle()
    await erin.goesOffline()
    bob.device.clock.setClock(-86_400_000) // his join is older than dora's, he says
    await bob.joins(link)
    for (let ms = 0; ms < 60_000 && (await bob.row()).role === 'joining'; ms++) await world.advance(1)
    await bob.restarts() // he knows the community and dora, and not yet that he is refused
    await dora.goesOffline()
    await erin.comesOnline()
    await world.until('bob is told', async () => (await bob.row()).role === 'invite_used_up', 600_000)
    expect(await erin.people()).toEqual(['alice', 'dora', 'erin'])
    await bob.goesOffline()
    await world.advance(20_000)
  },
  { network: {} },
)

scenario(
  'who is told of no closing by the one who took their place writes none',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    await alice.createsCommunity('Acme')
    const { link } = await alice.makesInvite({ uses: 1 })
    const mallory = createMaliciousPeer(world, { as: 'joiner', link })
    mallory.credentials = [mallory.holder.invite, ...mallory.membership]
    await alice.goesOffline()
    await bob.joins(link)
    await world.advance(5_000)
    await mallory.dials(bob)
    await world.advance(5_000)
    const toBob = await mallory.linkTo(bob)
    toBob.gives(0, [...eventsOf(alice), ...mallory.membership])
    await world.until('bob knows mallory', async () => (await bob.people()).length === 3)
    toBob.gives(0, [ofUnknownType(mallory.hand, 'pebble').bytes]) // who has signed something new is looked at anew
    await world.advance(1_000)
    toBob.closes()
    expect(await controlEventsOf(bob, 'invite_closed')).toEqual([])
  },
  { network: {} },
)

scenario(
  'who comes later and says they came earlier takes nobody’s place',
  async (world) => {
    const [alice, bob, carol] = [await world.actor('alice'), await world.actor('bob'), await world.actor('carol')]
    await alice.createsCommunity('Acme')
    const { link } = await alice.makesInvite({ uses: 1 })
    await bob.goesOffline()
    await bob.joins(link)
    await carries(bob, alice) // as others would bring it: nobody admits him, nobody ends the link
    carol.device.clock.setClock(-86_400_000)
    await carol.joins(link)
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_used_up', 600_000)
    expect(await alice.people()).toEqual(['alice', 'bob'])
    await carol.goesOffline()
    await bob.comesOnline()
    await world.until('bob is in', async () => (await bob.row()).role === 'member', 600_000)
    await world.settle()
  },
  { network: {} },
)

scenario(
  'who came by a link of somebody who was no admin any more is told so, though nobody ended the link',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    await alice.goesOffline()
    const carol = await world.actor('carol')
    await carol.joins(await bob.invites())
    await world.until('carol is in', async () => (await carol.row()).role === 'member', 600_000)
    await revokes(alice, bob)
    await bob.closesTheApp()
    await alice.comesOnline()
    await world.until('carol is told', async () => (await carol.row()).role === 'invite_revoked', 600_000)
    expect(await alice.people()).toEqual(['alice', 'bob'])
    await carol.goesOffline()
    await world.advance(20_000) // links to who left are given up
  },
  { network: {} },
)

scenario(
  'who was told that their link had ended hears of it when they are let in, however long ago and under however many keys',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    await alice.createsCommunity('Acme')
    await alice.ends(await alice.makesInvite()) // the key that the founder alone had from the beginning is no link's
    const invite = await alice.makesInvite()
    await alice.ends(invite)
    await bob.joins(invite.link)
    await world.until('bob is told', async () => (await bob.row()).role === 'invite_revoked', 600_000)
    await bob.goesOffline()
    await carries(bob, alice)
    for (let n = 0; n < MANY_KEYS; n++) await alice.ends(await alice.makesInvite())
    const late = (await notices(alice)).find(({ kind }) => kind === 'late')
    await alice.sotto().command('invite.admit', { as: alice.identity(), join: certain(late?.admit) })
    await world.sleep(YEAR_MS) // the link would have expired too
    await bob.comesOnline()
    await world.until('bob is in', async () => (await bob.row()).role === 'member', 600_000)
    await bob.says('at last')
    await world.settle()
    expect(await alice.reads()).toEqual(['bob: at last'])
  },
  { network: {} },
)

scenario(
  'who lost the first link before anybody gave them a key finds the others, however long ago and under however many keys',
  async (world) => {
    const [alice, bob] = [await world.actor('alice'), await world.actor('bob')]
    await alice.createsCommunity('Acme')
    await alice.ends(await alice.makesInvite())
    const { link } = await alice.makesInvite()
    await bob.joins(link)
    for (let ms = 0; ms < 60_000 && (await alice.connectedTo()).length === 0; ms++) await world.advance(1)
    await bob.goesOffline()
    for (let n = 0; n < MANY_KEYS; n++) await alice.ends(await alice.makesInvite())
    await alice.says('where are you?')
    await world.sleep(YEAR_MS)
    await bob.comesOnline()
    await world.until('bob reads it', async () => (await bob.reads()).length === 1, 600_000)
    await world.settle()
  },
  { network: { link: { bytes_per_ms: 5 } } },
)

scenario(
  'a link for one lets in one, though who noted that it was used up is no admin any more',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    await grants(alice, bob)
    await world.settle()
    const { link } = await alice.makesInvite({ uses: 1 })
    await world.settle()
    await alice.goesOffline()
    const [erin, fay] = [await world.actor('erin'), await world.actor('fay')]
    await erin.joins(link)
    await world.until('erin is in', async () => (await erin.row()).role === 'member', 600_000)
    await world.settle()
    await revokes(alice, bob)
    await alice.comesOnline()
    await world.settle()
    await fay.joins(link)
    await world.until('fay is told', async () => (await fay.row()).role === 'invite_used_up', 1_800_000)
    for (const reader of [alice, bob]) expect(await reader.people()).toEqual(['alice', 'bob', 'erin'])
    await fay.goesOffline()
    await world.advance(20_000)
  },
  { network: {} },
)
