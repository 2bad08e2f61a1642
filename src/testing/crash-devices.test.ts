/** Behaviours 10, 33 and 36: killed at any statement of linking, removing or renewing a device, nothing is half-applied. */

import type { NetworkId, PersonId } from '../engine/api.ts'
import { asCommandId, type IdentityId, idBytes, type PeerId } from '../engine/base/ids.ts'
import { sign, signingKeyFromSeed } from '../engine/crypto/sign.ts'
import type { Engine } from '../engine/engine.ts'
import { deviceLinkMessage } from '../engine/events/identity/device_link.ts'
import { encodeDeviceCode } from '../engine/flows/device-code.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { type Act, type Attempt, firstIdentity, openElsewhere } from './crash.ts'
import { proves, provesActs } from './crash-acts.ts'
import { channelOf, founds, ownKey } from './crash-community.ts'
import { createHand, createStranger, type Hand } from './forge.ts'
import { shapes } from './shapes.ts'

interface Place {
  readonly as: IdentityId
  readonly network_id: NetworkId
  readonly peer_id: PeerId
}

async function placeOf({ query }: Engine, t_ms: Attempt['t_ms']): Promise<Place> {
  const [row] = await query('identity.list', {}, t_ms)
  if (row === undefined) throw new Error('there is an identity')
  return { as: row.identity, network_id: row.network_id, peer_id: row.peer_id }
}

/** A new device that nobody but this test runs. */
const phoneIn = (network: NetworkId): Hand => createStranger(network, createPrng('the phone'), 1)

/** It stands in Alice's lobby, and both have compared digits. */
async function compared(attempt: Attempt): Promise<PeerId> {
  const { as, network_id, peer_id } = await placeOf(attempt.engine, attempt.t_ms)
  const phone = phoneIn(network_id)
  const message = deviceLinkMessage(network_id, peer_id as string as PersonId, idBytes(peer_id), phone.peer_id)
  attempt.sql.run('DELETE FROM introduction_ephemeral WHERE recorded_by = ?', [as])
  attempt.sql.run(
    `INSERT INTO introduction_ephemeral (recorded_by, event_id, digits, consent, is_refused) VALUES (?, ?, '123456', ?, 0)`,
    [as, phone.peer_id, sign(phone.key.seed, message)],
  )
  return phone.peer_id
}

async function opensLobby(attempt: Attempt, id = asCommandId('lobby')) {
  const as = await firstIdentity(attempt.engine)
  return attempt.engine.command('device.openLobby', { as }, id, attempt.t_ms)
}

async function confirms(attempt: Attempt, id = asCommandId('confirm')) {
  const as = await firstIdentity(attempt.engine)
  const peer_id = await compared(attempt)
  return attempt.engine.command('device.confirm', { as, peer_id }, id, attempt.t_ms)
}

const lobby = async (engine: Engine, t_ms: Attempt['t_ms']) => {
  const row = await engine.query('device.linking', { as: await firstIdentity(engine) }, t_ms)
  return row?.side === 'existing' ? row.state : null
}

const acts: readonly Act[] = [
  {
    name: 'device.openLobby',
    answersAgain: true,
    prepare: async (attempt) => {
      await founds(attempt)
    },
    run: (attempt) => opensLobby(attempt, attempt.id),
    looks: (engine) => lobby(engine, 0 as Attempt['t_ms']),
  },
  {
    name: 'device.join',
    answersAgain: true,
    prepare: async () => undefined,
    run: ({ engine, id, t_ms }) => {
      const network_id = 'ab'.repeat(32) as NetworkId
      const host = signingKeyFromSeed(new Uint8Array(32).fill(5)).publicKey
      const peer = Buffer.from(host).toString('hex')
      const lobby_key = new Uint8Array(32).fill(7)
      const code = encodeDeviceCode({ lobby_key, network_id, host: peer as PeerId, person: peer as PersonId })
      return engine.command('device.join', { persona: 'p', code }, id, t_ms)
    },
  },
  {
    name: 'device.confirm',
    answersAgain: true,
    prepare: async (attempt) => {
      await founds(attempt)
      await opensLobby(attempt)
    },
    run: (attempt) => confirms(attempt, attempt.id),
  },
  {
    name: 'device.remove',
    answersAgain: true,
    prepare: async (attempt) => {
      await founds(attempt)
      await opensLobby(attempt)
      await confirms(attempt)
    },
    run: async ({ engine, id, t_ms }) => {
      const { as, network_id } = await placeOf(engine, t_ms)
      return engine.command('device.remove', { as, peer: phoneIn(network_id).peer_id }, id, t_ms)
    },
  },
]

provesActs(acts)

let log: readonly Uint8Array[] = []
proves('what makes a new device one is recorded whole, and it publishes its prekeys once, also after the kill', {
  name: 'becoming a device',
  answersAgain: false,
  isInSteps: true,
  prepare: async (attempt) => {
    // Alice elsewhere opens a lobby and confirms this one, whose key and consent are its own.
    const alice = await openElsewhere('alice')
    const there = { ...attempt, ...alice }
    await founds(there)
    const { code } = await opensLobby(there)
    await attempt.engine.command('device.join', { persona: 'p', code }, asCommandId('join'), attempt.t_ms)
    const at = await placeOf(alice.engine, attempt.t_ms)
    const as = await firstIdentity(attempt.engine)
    const key = ownKey(attempt, as)
    const { peer_id } = await placeOf(attempt.engine, attempt.t_ms)
    const message = deviceLinkMessage(at.network_id, at.peer_id as string as PersonId, idBytes(at.peer_id), peer_id)
    alice.sql.run(
      `INSERT INTO introduction_ephemeral (recorded_by, event_id, digits, consent, is_refused) VALUES (?, ?, '1', ?, 0)`,
      [at.as, peer_id, sign(key.seed, message)],
    )
    await alice.engine.command('device.confirm', { as: at.as, peer_id }, asCommandId('confirm'), attempt.t_ms)
    log = alice.engine.inspect.log(at.as)
    alice.engine.close()
  },
  run: async ({ engine, t_ms }) => {
    await engine.inspect.receive(await firstIdentity(engine), log, t_ms)
    engine.tick(t_ms)
  },
  looks: async (engine) => {
    const { as, peer_id } = await placeOf(engine, 0 as Attempt['t_ms'])
    const devices = await engine.query('device.list', { as }, 0 as Attempt['t_ms'])
    const own = engine.inspect.log(as).length - log.length
    return { devices: devices.map((row) => row.peer_id === peer_id), own }
  },
})

proves('a fork is gone on from by one new device, whatever killed the old one', {
  name: 'a fork',
  answersAgain: false,
  isInSteps: true,
  prepare: async (attempt) => {
    const { identity: as } = await founds(attempt)
    const args = { as, channel_id: await channelOf(attempt.engine, as), text: 'hello' }
    await attempt.engine.command('message.send', args, asCommandId('say'), attempt.t_ms)
  },
  run: async ({ engine, sql, t_ms }) => {
    const { as, network_id } = await placeOf(engine, t_ms)
    const key = ownKey({ sql }, as)
    // Another first word, from another copy of this device.
    const hand = createHand(key, network_id, createPrng('the copy'), t_ms)
    const other = hand.writes(shapes.peer_shared, {
      auth: network_id as never,
      suite: 1,
      transit_prekey: key.publicKey,
      group_prekey: key.publicKey,
    })
    await engine.inspect.receive(as, [other.bytes], t_ms)
    engine.tick(t_ms)
  },
  looks: async (engine) => {
    const rows = await engine.query('identity.list', {}, 0 as Attempt['t_ms'])
    return rows.map(({ identity, is_forked, continues_as }) => [
      identity,
      is_forked,
      continues_as,
      engine.inspect.log(identity).length,
    ])
  },
})
