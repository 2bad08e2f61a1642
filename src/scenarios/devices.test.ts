/** Behaviour 33: several devices of one person. */

import { expect } from 'vitest'
import type { PersonId } from '../engine/api.ts'
import type { Actor } from '../testing/actor.ts'
import { compares, confirmsDevice, confirmsNewcomer, linksDevice } from '../testing/linking.ts'
import { scenario } from '../testing/scenario.ts'
import { connected } from '../testing/stages.ts'

const CALM = { network: {} }

scenario(
  'a second device of a person gets what was said before and after, and posts as that person',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await alice.says('before the phone')
    await bob.says('bob before the phone')
    await world.settle()

    await phone.readsCode((await alice.opensLobby()).code)
    const [atAlice, atPhone] = await compares(world, alice, phone)
    expect(atAlice).toMatch(/^\d{6}$/)
    expect(atPhone).toBe(atAlice)
    expect(await phone.channels()).toEqual([])
    await confirmsNewcomer(alice)
    await world.until('the phone reads', async () => (await phone.channels()).length > 0)
    await world.settle()

    await phone.says('from the phone')
    await bob.says('bob after the phone')
    await world.settle()
    for (const reader of [alice, bob, phone]) {
      expect(await reader.reads()).toEqual([
        'alice: before the phone',
        'bob: bob before the phone',
        'alice: from the phone',
        'bob: bob after the phone',
      ])
    }
  },
  CALM,
)

scenario(
  'a person sees which devices they have, and both sides of a safety number see the same one',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    const numberAt = (reader: Actor, person: PersonId) =>
      reader.sotto().query('safety.number', { as: reader.identity(), person })
    const devicesAt = (reader: Actor, person?: PersonId) =>
      reader.sotto().query('device.list', { as: reader.identity(), ...(person && { person }) })
    const [first] = await alice.messages()
    expect(first).toBeUndefined()
    await alice.says('I am here')
    await bob.says('and I')
    await world.settle()
    const [ofAlice, ofBob] = (await alice.messages()).map(({ person_id }) => person_id)
    if (ofAlice === undefined || ofBob === undefined) throw new Error('both have spoken')
    const before = await numberAt(alice, ofBob)
    expect(before).toMatch(/^(\d{5} ){11}\d{5}$/)
    expect(await numberAt(bob, ofAlice)).toBe(before)

    await linksDevice(world, alice, phone)
    const after = await numberAt(alice, ofBob)
    expect(after).not.toBe(before)
    for (const [reader, person] of [
      [phone, ofBob],
      [bob, ofAlice],
    ] as const) {
      expect(await numberAt(reader, person)).toBe(after)
    }
    const laptop = (await alice.row()).peer_id
    const mobile = (await phone.row()).peer_id
    expect(await devicesAt(phone)).toMatchObject([
      { peer_id: laptop, is_first: true, is_this: false, connected: true },
      { peer_id: mobile, is_first: false, is_this: true, linked_by: laptop },
    ])
    expect((await devicesAt(bob, ofAlice)).map(({ peer_id }) => peer_id)).toEqual([laptop, mobile])
  },
  CALM,
)

scenario(
  'a new device that is refused is told so and knocks no more; the code is of no use any more',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    const { code } = await alice.opensLobby()
    await phone.readsCode(code)
    await compares(world, alice, phone)
    await alice.refuses()
    await world.until('the phone knows', async () => (await phone.linking())?.state === 'refused')
    expect(await alice.linking()).toBeNull()
    const tablet = await world.actor('tablet')
    await tablet.readsCode(code)
    await world.advance(60_000)
    expect(await tablet.linking()).toMatchObject({ side: 'new', state: 'waiting' })
    expect(await alice.people()).toEqual(['alice', 'bob'])
  },
  CALM,
)

scenario(
  'a lobby is answered for ten minutes and not longer',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    const { code, expires_at } = await alice.opensLobby()
    expect(expires_at - alice.device.clock.now()).toBeLessThanOrEqual(600_000)
    await world.advance(600_000)
    expect(await alice.linking()).toBeNull()
    await phone.readsCode(code)
    await world.advance(120_000)
    expect(await phone.linking()).toMatchObject({ state: 'waiting' })
  },
  CALM,
)

scenario(
  'a device whose link broke before it had a key is given the keys a day later, whatever it did meanwhile',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await alice.says('before the phone')
    const { code } = await alice.opensLobby()
    await phone.readsCode(code)
    await compares(world, alice, phone)
    await confirmsNewcomer(alice)
    while ((await phone.linking())?.state !== 'linked') await world.advance(1)
    await phone.goesOffline()
    expect(await phone.channels()).toEqual([])
    await phone.sotto().command('channel.createPrivate', { as: phone.identity(), name: 'mine', people: [] })
    await world.sleep(24 * 60 * 60_000)
    expect(await alice.linking()).toBeNull()
    const thief = await world.actor('thief')
    await thief.readsCode(code)
    await world.advance(120_000)
    expect(await thief.linking()).toMatchObject({ side: 'new', state: 'waiting' })
    expect(await alice.linking()).toBeNull()
    await thief.closesTheApp()
    await phone.comesOnline()
    await world.until('the phone reads', async () => (await phone.channels()).includes('general'))
    await world.settle()
    expect(await phone.reads()).toEqual(['alice: before the phone'])

    await alice.closesTheApp()
    await phone.restarts()
    await phone.says('by itself')
    await world.until('bob reads', async () => (await bob.reads()).includes('alice: by itself'))
    await world.proves({ blocked: { bob: 1 } }) // what only alice's people may read
  },
  CALM,
)

scenario(
  'whoever read the code along is shown other digits, and keeps nobody out for long',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const mallory = await world.actor('mallory')
    const phone = await world.actor('phone')
    const { code } = await alice.opensLobby()
    await mallory.readsCode(code)
    const [atAlice] = await compares(world, alice, mallory)
    await phone.readsCode(code)
    await world.advance(20_000)
    expect((await phone.linking())?.digits).toBeUndefined()
    expect((await alice.linking())?.digits).toBe(atAlice)
    await mallory.goesOffline()
    const [later, atPhone] = await compares(world, alice, phone)
    expect(later).toBe(atPhone)
    expect(later).not.toBe(atAlice)
    await confirmsNewcomer(alice)
    await world.settle()
    expect(await phone.channels()).toEqual(['general'])
    expect(await mallory.channels()).toEqual([])
  },
  CALM,
)

scenario(
  'three newcomers see digits in one lobby and no fourth; a new code lets in who was kept out',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    const { code } = await alice.opensLobby()
    for (const name of ['mallory', 'mordred', 'morgan']) {
      const guesser = await world.actor(name)
      await guesser.readsCode(code)
      await compares(world, alice, guesser)
      await guesser.goesOffline()
    }
    await phone.readsCode(code)
    await world.advance(120_000)
    expect((await phone.linking())?.digits).toBeUndefined()
    await confirmsDevice(world, alice, phone)
    await world.settle()
    expect(await phone.channels()).toEqual(['general'])
  },
  CALM,
)

scenario(
  'a confirmation names the device whose digits were compared, and no other is linked by it',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    const stranger = (await bob.row()).peer_id
    await expect(alice.confirms(stranger)).rejects.toMatchObject({ code: 'no_newcomer' })
    await phone.readsCode((await alice.opensLobby()).code)
    await compares(world, alice, phone)
    await expect(alice.confirms(stranger)).rejects.toMatchObject({ code: 'no_newcomer' })
    await confirmsNewcomer(alice)
    await world.settle()
    expect(await phone.channels()).toEqual(['general'])
  },
  CALM,
)

scenario(
  'an application that is closed while digits are compared closes in peace, and another code links the device',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await phone.readsCode((await alice.opensLobby()).code)
    await compares(world, alice, phone)
    await alice.closesTheApp()
    await world.advance(30_000)
    await alice.opensTheApp()
    await linksDevice(world, alice, phone)
    expect(await phone.channels()).toEqual(['general'])
  },
  CALM,
)

scenario(
  'who goes on by another device than the one they joined with stays, when their link is ended',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await linksDevice(world, bob, phone)
    const { peer_id } = await bob.row()
    await alice.sotto().command('device.remove', { as: alice.identity(), peer: peer_id })
    const [invite] = await alice.inviteRows()
    expect(invite).toMatchObject({ state: 'open', uses: 1 })
    if (invite === undefined) throw new Error('the link bob came by')
    await alice.sotto().command('invite.close', { as: alice.identity(), invite_id: invite.invite_id })
    await bob.goesOffline()
    await world.settle()
    expect(await alice.people()).toEqual(['alice', 'bob'])
    await phone.says('still here')
    await world.until('alice reads it', async () => (await alice.reads()).length === 1, 300_000)
    expect(await alice.reads()).toEqual(['bob: still here'])
  },
  CALM,
)

scenario(
  'a linked device to which no channel has come yet says so when it is asked to invite',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await confirmsDevice(world, alice, phone)
    const mayInvite = async () =>
      (await phone.sotto().query('capability.list', { as: phone.identity() })).includes('invite')
    await world.until('the phone may invite', mayInvite)
    expect(await phone.channels()).toEqual([])
    await expect(phone.invites()).rejects.toMatchObject({ code: 'no_channel' })
    await world.settle()
    await phone.invites()
    await world.settle()
  },
  CALM,
)

for (const who of ['alice', 'phone'] as const) {
  scenario(
    `a link that breaks just after the confirmation strands nobody: ${who} restarts`,
    async (world) => {
      const [alice] = await connected(world, 'alice', 'bob')
      const phone = await world.actor('phone')
      await confirmsDevice(world, alice, phone)
      await (who === 'alice' ? alice : phone).restarts()
      await world.until('the phone reads', async () => (await phone.channels()).length > 0, 300_000)
      await world.settle()
      await phone.says('here')
      await world.settle()
      expect(await alice.reads()).toEqual(['alice: here'])
    },
    CALM,
  )
}

scenario(
  'the digits are confirmed twice and the device is linked once',
  async (world) => {
    const [alice] = await connected(world, 'alice', 'bob')
    const phone = await world.actor('phone')
    await confirmsDevice(world, alice, phone)
    const { peer_id } = await phone.row()
    await alice.confirms(peer_id)
    await world.until('the phone reads', async () => (await phone.channels()).length > 0)
    await world.settle()
    const devices = await alice.sotto().query('device.list', { as: alice.identity() })
    expect(devices.filter((device) => device.peer_id === peer_id)).toHaveLength(1)
  },
  CALM,
)
