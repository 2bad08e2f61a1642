/** Behaviours 12 and 13: several identities in one profile are walls apart. */

import { expect } from 'vitest'
import { carries, eventsOf, exchange, handsOver } from '../testing/courier.ts'
import { scenario } from '../testing/scenario.ts'
import { certain } from '../testing/stages.ts'

scenario(
  'three identities in one profile, two of them in one community, see only what each recorded',
  async (world) => {
    const alice = await world.actor('alice')
    const bob = await world.actor('bob')
    const club = await alice.createsCommunity('Club')
    const ofBob = await bob.createsCommunity('Acme')
    const link = await bob.invites({ uses: 9 })
    const ann = await alice.joins(link, 'Ann')
    const anna = await alice.joins(link, 'Anna')
    await club.says('in the club')
    await ann.says('as Ann')
    await exchange([ofBob, ann])
    expect(await club.reads()).toEqual(['alice: in the club'])
    expect(await ann.reads()).toEqual(['Ann: as Ann'])
    expect(await club.people()).toEqual(['alice'])
    expect(await ofBob.reads()).toEqual(['Ann: as Ann'])
    await exchange([ofBob, ann, anna])
    for (const member of [ann, anna, ofBob]) expect(await member.people()).toEqual(['Ann', 'Anna', 'bob'])
    await alice.restarts()
    expect(await alice.sotto().query('identity.list', {})).toHaveLength(3)
    expect(await club.reads()).toEqual(['alice: in the club'])
  },
)

scenario('what one identity receives is recorded for it alone', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const acme = await bob.createsCommunity('Acme')
  const first = await alice.joins(await acme.invites(), 'first')
  const other = await alice.createsCommunity('Other')
  await acme.says('for the first alone')
  const before = [await other.sees(), eventsOf(other), other.device.engine.inspect.fingerprint(other.identity())]
  await carries(acme, first)
  await carries(acme, other) // a frame of another community, charged to the wrong identity
  expect([await other.sees(), eventsOf(other), other.device.engine.inspect.fingerprint(other.identity())]).toEqual(
    before,
  )
  expect(await first.reads()).toEqual(['bob: for the first alone'])
  await carries(first, acme)
})

scenario('the busy life of one identity leaves no trace in what another can see', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  const quiet = await alice.createsCommunity('Quiet')
  await quiet.says('just this')
  const before = await quiet.sees()
  const fingerprint = () => alice.device.engine.inspect.fingerprint(quiet.identity())
  const state = fingerprint()
  const busy = await alice.createsCommunity('Busy')
  await bob.joins(await busy.invites())
  for (let i = 0; i < 20; i++) {
    await busy.says(`busy ${i}`)
    await bob.says(`busier ${i}`)
  }
  await exchange([busy, bob])
  alice.device.engine.inspect.replay(busy.identity())
  expect(await quiet.sees()).toEqual(before)
  expect(fingerprint()).toBe(state)
})

scenario('two identities of one community in one profile talk like strangers', async (world) => {
  const alice = await world.actor('alice')
  const founder = await alice.createsCommunity('Acme', 'Founder')
  const guest = await alice.joins(await founder.invites(), 'Guest')
  await world.until('they have met', async () => (await guest.row()).role === 'member')
  await guest.says('hello from next door')
  await founder.says('hello yourself')
  await world.settle()
  for (const member of [founder, guest]) {
    expect(await member.reads()).toEqual(['Guest: hello from next door', 'Founder: hello yourself'])
    expect(await member.people()).toEqual(['Founder', 'Guest'])
  }
  const [own] = await founder.messages()
  expect(own?.mine).toBe(false)
  expect((await founder.messages())[1]?.delivery).toEqual({ on: 0, of: 0 }) // this browser counts as one place
})

scenario(
  'an identity that its neighbour in the browser turned away hears of it when it is let in after all',
  async (world) => {
    const alice = await world.actor('alice')
    const founder = await alice.createsCommunity('Acme')
    const { link, invite_id } = await founder.makesInvite()
    const as = founder.identity()
    await alice.sotto().command('invite.close', { as, invite_id })
    const guest = await alice.joins(link, 'Guest')
    await world.until('the guest is turned away', async () => (await guest.row()).role === 'invite_revoked')
    await world.settle()
    await handsOver(founder, eventsOf(guest))
    const late = (await alice.sotto().query('notice.list', { as })).find(({ kind }) => kind === 'late')
    await alice.sotto().command('invite.admit', { as, join: certain(late?.admit) })
    await world.until('the guest is in', async () => (await guest.row()).role === 'member', 6 * 60_000)
    await guest.says('thank you')
    await world.settle()
    expect(await founder.reads()).toEqual(['Guest: thank you'])
  },
  { network: {} },
)

scenario('a query or command that names no identity, or one that is not here, is refused', async (world) => {
  const alice = await world.actor('alice')
  await alice.createsCommunity('Acme')
  const sotto = alice.sotto()
  await expect(sotto.query('channel.list', {} as never)).rejects.toMatchObject({ code: 'unknown_identity' })
  await expect(sotto.query('channel.list', { as: 99 as never })).rejects.toMatchObject({ code: 'unknown_identity' })
  await expect(sotto.command('profile.set', { name: 'x' } as never)).rejects.toMatchObject({ code: 'unknown_identity' })
  expect(await handsOver(alice, [])).toEqual([])
})

scenario(
  'who joins by a short link beside the inviter in one browser, nobody else being there, is let in',
  async (world) => {
    const alice = await world.actor('alice')
    const founder = await alice.createsCommunity('Acme')
    const { short_link } = await founder.makesInvite()
    const guest = await alice.joins(short_link, 'Guest')
    await world.until('the guest is in', async () => (await guest.row()).role === 'member')
    await founder.says('hello')
    await world.until('the guest reads', async () => (await guest.reads()).length === 1)
    await world.settle()
  },
  { network: {} },
)
