/**
 * Behaviours 14 to 17, without a network: what a link gives its holder, what it does not, and what
 * becomes of joins that should not be. The clauses about members who are connected are in
 * `meeting.test.ts`.
 */

import { expect } from 'vitest'
import { carries, exchange, handsOver } from '../testing/courier.ts'
import { AS_ROOT, createStranger, epochKeysOf, handOf, membershipOf } from '../testing/forge.ts'
import { holderOf, proofBy } from '../testing/link-holder.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { acquainted } from '../testing/stages.ts'

scenario('a joiner writes before any member answers, and gets the whole history when one does', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await alice.says('written long before')
  await bob.joins(await alice.invites())
  await bob.says('nobody is here yet')
  expect(await bob.reads()).toEqual(['bob: nobody is here yet'])
  expect(await bob.channels()).toEqual(['general'])
  expect((await bob.row()).network_name).toBe('Acme')
  expect((await bob.row()).role).toBe('joining')
  await exchange([alice, bob])
  for (const reader of [alice, bob]) {
    expect(await reader.reads()).toEqual(['alice: written long before', 'bob: nobody is here yet'])
    expect(await reader.people()).toEqual(['alice', 'bob'])
  }
  expect((await bob.row()).role).toBe('member')
})

scenario('a join cut off half-way and reloaded ends as exactly one member', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  await bob.joins(await alice.invites())
  await bob.restarts()
  await bob.says('still here')
  await carries(bob, alice, { batch: 2 })
  await bob.restarts()
  await carries(bob, alice)
  await carries(alice, bob, { batch: 3 })
  await bob.restarts()
  expect(await bob.people()).toEqual(['alice', 'bob'])
  expect(await alice.people()).toEqual(['alice', 'bob'])
  expect(await alice.reads()).toEqual(['bob: still here'])
})

scenario('a join asked for twice under one name is one join', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites()
  const first = await bob.joins(link, 'bob', 'the join')
  await bob.restarts()
  expect(await bob.joins(link, 'bob', 'the join')).toBe(first)
  expect(await bob.sotto().query('identity.list', {})).toHaveLength(1)
  await world.proves({ blocked: { bob: 1 } }) // the invite rests on a root that bob has not met
})

scenario('two who join at once by one link are two members', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const carol = await world.actor('carol')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ uses: 2 })
  await Promise.all([bob, carol].map((joiner) => joiner.joins(link)))
  await exchange([bob, carol, alice])
  for (const reader of [alice, bob, carol]) expect(await reader.people()).toEqual(['alice', 'bob', 'carol'])
})

scenario('a crafted join without an invite admits nobody', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const { network_id } = await alice.row()
  const mallory = createStranger(network_id, world.prng, world.network.now())
  const [key] = epochKeysOf(alice)
  if (key === undefined) throw new Error('alice holds a key')
  const nothing = { proof: new Uint8Array(64), recovery_pk: new Uint8Array(32) }
  const invites = [network_id, (await alice.inviteRows())[0]?.invite_id ?? '', 'ab'.repeat(32)]
  for (const invite of invites) {
    const join = mallory.writes(shapes.user, { ...nothing, invite: invite as never })
    const hello = mallory.writes(shapes.profile, { name: 'Mallory', after: [] }, { epoch: key })
    for (const member of [alice, bob]) {
      const outcomes = await handsOver(member, [join.bytes, hello.bytes])
      expect(outcomes.every((outcome) => outcome === 'waiting' || outcome === 'dropped.not_a_member')).toBe(true)
      expect(await member.people()).toEqual(['alice', 'bob'])
    }
  }
})

scenario('an invite by a member without the right admits nobody', async (world) => {
  const [alice, bob, mallory] = await acquainted(world, 'alice', 'bob', 'mallory')
  const { network_id } = await alice.row()
  const hand = await handOf(mallory, world.prng)
  const accomplice = createStranger(network_id, world.prng, world.network.now())
  const own = holderOf(await alice.invites()) // for the fields that must be right
  const invite_key = createStranger(network_id, world.prng, 0)
  const auth = membershipOf(mallory)
  const invite = hand.writes(shapes.invite, {
    auth,
    right: network_id,
    group_id: own.epoch.group_id,
    channel_id: own.channel_id,
    invite_pk: invite_key.key.publicKey,
    mode: 'user',
    expires_at: world.network.now() + 1e9,
    max_uses: 400,
    sealed: new Uint8Array(80),
  })
  const join = accomplice.writes(shapes.user, {
    invite: invite.id,
    proof: proofBy(invite_key.key, network_id, invite.id, accomplice),
    recovery_pk: new Uint8Array(32),
  })
  for (const member of [alice, bob]) {
    const before = await member.people()
    expect(await handsOver(member, [join.bytes])).toEqual(['waiting'])
    expect(await handsOver(member, [invite.bytes])).toEqual(['rejected.not_authorized'])
    expect(await handsOver(member, [join.bytes])).toEqual(['dropped.not_a_member'])
    expect(await member.people()).toEqual(before)
  }
})

scenario('a stranger who signs a root of their own founds nothing here', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const { network_id } = await alice.row()
  const mallory = createStranger(network_id, world.prng, world.network.now())
  const body = { policy: 0, suite: 1, recovery_pk: new Uint8Array(32) }
  const root = mallory.writes(shapes.network, body, { network: AS_ROOT })
  const second = mallory.writes(shapes.network, body)
  for (const member of [alice, bob]) {
    expect(await handsOver(member, [root.bytes, second.bytes])).toEqual([
      'dropped.bad_signature',
      'dropped.not_a_member',
    ])
    expect(await member.people()).toEqual(['alice', 'bob'])
  }
})

scenario('a proof admits only the key it was made for', async (world) => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  const holder = holderOf(await alice.invites())
  const [bob, mallory] = [1, 2].map(() => createStranger(holder.network_id, world.prng, world.network.now()))
  if (bob === undefined || mallory === undefined) throw new Error('two strangers')
  const recovery_pk = new Uint8Array(32)
  const stolen = mallory.writes(shapes.user, { invite: holder.invite_id, proof: holder.proofFor(bob), recovery_pk })
  expect(await handsOver(alice, [stolen.bytes])).toEqual(['dropped.not_a_member'])
  expect(await alice.people()).toEqual(['alice'])
  const [honest] = holder.joins(bob, world.prng)
  expect(await handsOver(alice, [honest.bytes])).toEqual(['stored.valid'])
  expect(await handsOver(alice, [honest.bytes])).toEqual(['known'])
  expect(await alice.memberRows()).toHaveLength(2)
})

scenario('a proof for one community opens no other', async (world) => {
  const alice = await world.actor('alice')
  const acme = await alice.createsCommunity('Acme')
  const club = await alice.createsCommunity('Club')
  const ofAcme = holderOf(await acme.invites())
  const ofClub = holderOf(await club.invites())
  const mallory = createStranger(ofClub.network_id, world.prng, world.network.now())
  const recovery_pk = new Uint8Array(32)
  const proof = ofAcme.proofFor(mallory)
  const here = mallory.writes(shapes.user, { invite: ofClub.invite_id, proof, recovery_pk })
  const [there] = ofAcme.joins(createStranger(ofAcme.network_id, world.prng, 0), world.prng)
  expect(await handsOver(club, [here.bytes, there.bytes])).toEqual(['dropped.not_a_member', 'dropped.bad_signature'])
  expect(await club.people()).toEqual(['alice'])
})

scenario('one proof used again and again by its owner is one member and one use', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ uses: 3 })
  await bob.joins(link)
  const holder = holderOf(link)
  const mallory = createStranger(holder.network_id, world.prng, world.network.now())
  const joins = [1, 2, 3].map(() => holder.joins(mallory, world.prng)[0])
  await carries(bob, alice)
  await handsOver(
    alice,
    joins.map(({ bytes }) => bytes),
  )
  expect(await alice.memberRows()).toHaveLength(3)
  expect((await alice.inviteRows()).map(({ uses }) => uses)).toEqual([2])
  await world.proves({ blocked: { bob: 1 } }) // the invite rests on a root that bob has not met
})

scenario('a member who names one proof many times ends no link and evicts nobody', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ uses: 3 })
  await bob.joins(link)
  await carries(bob, alice)
  const holder = holderOf(link)
  const mallory = createStranger(holder.network_id, world.prng, world.network.now())
  const joins = [1, 2, 3].map(() => holder.joins(mallory, world.prng)[0])
  const closing = mallory.writes(shapes.invite_closed, {
    auth: joins[0]?.id ?? holder.network_id,
    right: undefined,
    invite_id: holder.invite_id,
    seen_users: joins.map(({ id }) => id),
    revoked: false,
  })
  const outcomes = await handsOver(
    alice,
    [...joins, closing].map(({ bytes }) => bytes),
  )
  expect(outcomes).toEqual(['stored.valid', 'stored.valid', 'stored.valid', 'stored.valid'])
  expect((await alice.memberRows()).map(({ name }) => name)).toContain('bob')
  await world.proves({ blocked: { bob: 1 } }) // the invite rests on a root that bob has not met
})

scenario('a late join on a link that was ended is void, whatever it is dated, and evicts nobody', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const invite = await alice.makesInvite({ uses: 5 })
  await bob.joins(invite.link)
  await exchange([alice, bob])
  await alice.ends(invite)
  await exchange([alice, bob])
  const holder = holderOf(invite.link)
  const mallory = createStranger(holder.network_id, world.prng, world.network.now() - 1e9)
  const joins = holder.joins(mallory, world.prng)
  const hello = mallory.writes(
    shapes.message,
    { channel_id: holder.channel_id, text: 'let me in' },
    { epoch: holder.epoch },
  )
  for (const member of [alice, bob]) {
    await handsOver(
      member,
      [...joins, hello].map(({ bytes }) => bytes),
    )
    expect(await member.people()).toEqual(['alice', 'bob'])
    expect(await member.reads()).toEqual([])
  }
})

scenario('who joins by a link that was ended is told so once told', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const invite = await alice.makesInvite()
  await alice.ends(invite)
  await bob.joins(invite.link)
  expect((await bob.row()).role).toBe('joining')
  await exchange([alice, bob])
  expect((await bob.row()).role).toBe('invite_revoked')
  expect(await alice.people()).toEqual(['alice'])
})

scenario('an expired link is refused by name and makes no identity', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ days: 1 })
  await world.sleep(24 * 60 * 60 * 1000)
  await expect(bob.sotto().query('invite.preview', { link })).rejects.toMatchObject({ code: 'link_expired' })
  await expect(bob.joins(link)).rejects.toMatchObject({ code: 'link_expired' })
  expect(await bob.sotto().query('identity.list', {})).toEqual([])
})

scenario(
  'who has put their clock right sees what a link opens, and need not start the application again',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    await alice.createsCommunity('Acme')
    const link = await alice.invites({ days: 1 })
    bob.device.clock.setClock(2 * 24 * 60 * 60 * 1000)
    await expect(bob.sotto().query('invite.preview', { link })).rejects.toMatchObject({ code: 'link_expired' })
    bob.device.clock.setClock(0)
    expect((await bob.sotto().query('invite.preview', { link })).network_name).toBe('Acme')
  },
)

scenario('a link with a changed character is refused by name and makes no identity', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites()
  for (const [broken, code] of [
    [`${link.slice(0, -1)}${link.endsWith('A') ? 'Q' : 'A'}`, 'link_checksum'],
    [link.replace('#j=1.', '#j=2.'), 'link_version'],
    [link.slice(0, 201), 'link_checksum'],
    [link.slice(0, 202), 'link_malformed'],
    ['https://sotto.example/', 'link_malformed'],
  ] as const) {
    await expect(bob.joins(broken)).rejects.toMatchObject({ code })
    await expect(bob.sotto().query('invite.preview', { link: broken })).rejects.toMatchObject({ code })
  }
  expect(await bob.sotto().query('identity.list', {})).toEqual([])
})
