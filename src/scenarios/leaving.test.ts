/**
 * Behaviours 13 and 45: leaving a community takes that identity's keys, rows and files with it, touches no
 * other identity, and keeps nobody from coming back.
 */

import { expect } from 'vitest'
import { exchange, handsOver } from '../testing/courier.ts'
import { scenario } from '../testing/scenario.ts'
import { acquainted, connected } from '../testing/stages.ts'
import { filesHold, foundIn, tracesOf } from '../testing/stored-text.ts'

const CALM = { network: {} }

scenario('of a community that was left no key, row or word remains in any file', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  await bob.says('a word among members')
  const { link } = await alice.makesInvite()
  await exchange([alice, bob])
  const { device } = alice
  const traces = tracesOf(alice)
  expect(traces.length).toBeGreaterThan(100)
  expect(traces.map(({ where }) => where)).toContain('peer.signing_seed')
  expect(traces.map(({ where }) => where)).toContain('group_key.key')
  expect(traces.some(({ where, value }) => where === 'command_result.result' && String(value).includes(link))).toBe(
    true,
  )
  expect(foundIn(device, traces).length).toBeGreaterThan(10)
  await alice.leaves()
  expect(foundIn(device, traces)).toEqual([])
  expect(filesHold({ device }, 'a word among members')).toBe(false)
  expect(await device.sotto.query('identity.list', {})).toEqual([])
  await alice.restarts()
  expect(foundIn(device, traces)).toEqual([])
  expect(await device.sotto.query('identity.list', {})).toEqual([])
  expect(await bob.reads()).toEqual(['bob: a word among members'])
})

scenario('one of two identities of a community leaves, and the other has not changed', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  const guest = await alice.joins(await bob.row().then(() => alice.invites()), 'Guest')
  const founder = alice.members[0]
  if (founder === undefined) throw new Error('alice has founded Acme')
  await exchange([founder, guest, bob])
  await guest.says('hello from next door')
  await exchange([founder, guest, bob])
  const traces = tracesOf(guest).filter(({ where }) => ['peer.signing_seed', 'prekey_secret.secret'].includes(where))
  expect(traces).toHaveLength(3)
  await founder.says('after that')
  const state = async () => [
    await founder.sees(),
    founder.device.engine.inspect.fingerprint(founder.identity()),
    founder.device.engine.inspect.log(founder.identity()),
  ]
  const before = await state()
  await alice.leaves(guest)
  expect(await state()).toEqual(before)
  expect(foundIn(alice.device, traces)).toEqual([])
  await bob.says('still here')
  await exchange([founder, bob])
  for (const member of [founder, bob])
    expect(await member.reads()).toEqual(['Guest: hello from next door', 'alice: after that', 'bob: still here'])
  await alice.restarts()
  expect(await founder.reads()).toHaveLength(3)
})

scenario(
  'who left is connected to nobody, and comes back under the same name',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const link = await alice.invites()
    await bob.says('before')
    await world.settle()
    await bob.leaves()
    await world.until('alice is alone', async () => (await alice.connectedTo()).length === 0)
    await alice.says('meanwhile')
    await bob.joins(link, 'bob')
    await world.until('bob is back', async () => (await bob.reads()).length === 2)
    await bob.says('back again')
    await world.settle()
    expect(await bob.reads()).toEqual(['bob: before', 'alice: meanwhile', 'bob: back again'])
    expect(await alice.reads()).toEqual(await bob.reads())
    expect((await bob.messages()).map(({ mine }) => mine)).toEqual([false, false, true])
  },
  CALM,
)

scenario('what is on its way to an identity that leaves is nobody’s', async (world) => {
  const [alice, bob] = await acquainted(world, 'alice', 'bob')
  for (let i = 0; i < 20; i++) await bob.says(`late ${i}`)
  const { engine, clock } = alice.device
  const { sotto } = alice.device
  const identity = alice.identity()
  const arriving = handsOver(alice, engine.inspect.log(identity).slice(0, 2))
  const late = engine.inspect.receive(identity, bob.device.engine.inspect.log(bob.identity()), clock.now(), 'late')
  await Promise.all([arriving, late, alice.leaves()])
  await engine.inspect.idle()
  expect(await sotto.query('identity.list', {})).toEqual([])
  expect(alice.device.sql.all('SELECT count(*) AS n FROM log')).toEqual([{ n: 0 }])
  const again = await alice.createsCommunity('Another')
  expect(again.identity()).not.toBe(identity)
})

scenario('a call repeated after leaving acts on nothing', async (world) => {
  const alice = await world.actor('alice')
  const bob = await world.actor('bob')
  await alice.createsCommunity('Acme')
  const link = await alice.invites({ uses: 9 })
  const joined = await bob.joins(link, 'bob', 'this call')
  const as = joined.identity()
  await bob.leaves()
  await expect(bob.joins(link, 'bob', 'this call')).rejects.toMatchObject({ code: 'unknown_identity' })
  expect(await bob.sotto().query('identity.list', {})).toEqual([])
  await expect(bob.sotto().command('network.leave', { as })).rejects.toMatchObject({ code: 'unknown_identity' })
  await expect(bob.sotto().query('channel.list', { as })).rejects.toMatchObject({ code: 'unknown_identity' })
  const again = await bob.joins(link, 'bob', 'another call')
  expect(again.identity()).not.toBe(as)
  await world.proves({ blocked: { bob: 1 } }) // the invite rests on a root that bob has not met
})
