/** Behaviours 10, 38 and 40: killed at any statement of asking for a key, giving it, or opening by it, nothing is half-applied. */

import { expect } from 'vitest'
import { asCommandId, asTimestamp, type IdentityId, type PeerId, type Timestamp } from '../engine/base/ids.ts'
import { createKeyAsking } from '../engine/device/key-asking.ts'
import { createKeySharing } from '../engine/device/key-sharing.ts'
import type { Engine } from '../engine/engine.ts'
import { makeKeyRequest } from '../engine/seal/key-request.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { type Attempt, firstIdentity, openElsewhere, type Seam } from './crash.ts'
import { proves } from './crash-acts.ts'
import { channelOf, DAY_MS, founds, invites, ownKey } from './crash-community.ts'

async function joins({ engine, t_ms }: Attempt, link: string): Promise<IdentityId> {
  const args = { persona: 'q', person_name: 'Bob', link }
  return (await engine.command('network.join', args, asCommandId('join'), t_ms)).identity
}

/** The planner's turn, linked to this device alone. */
const gives = ({ host, runtime }: Seam, to: PeerId, t_ms: Timestamp) =>
  createKeySharing(host, runtime).run(new Set([to]), t_ms)

const logOf = async (engine: Engine) => engine.inspect.log(await firstIdentity(engine))

async function lacksOf(engine: Engine, device: PeerId, t_ms: Timestamp) {
  const rows = await engine.query('key.health', { as: await firstIdentity(engine) }, t_ms)
  return rows.find(({ peer_id }) => peer_id === device)?.lacks.map(({ epoch_id }) => epoch_id) ?? []
}

/** Alice's side: Bob came by her link, and she has wrapped its key for him; he says that he cannot open that. */
let request: Uint8Array
let complainer: PeerId
let given = 0
proves('who is asked for a key gives it once more, whatever killed them, and no complaint is lost half-way', {
  name: 'answering a request for keys',
  answersAgain: false,
  isInSteps: true,
  prepare: async (attempt) => {
    const { engine, seam, t_ms } = attempt
    await founds(attempt)
    const as = await firstIdentity(engine)
    const { link } = await invites(attempt, as)
    const bob = await openElsewhere('bob')
    const there = await joins({ ...attempt, ...bob }, link)
    await engine.inspect.receive(as, bob.engine.inspect.log(there), t_ms)
    complainer = bob.seam.runtime.me.peer_id
    const epochs = await lacksOf(engine, complainer, t_ms)
    gives(seam, complainer, t_ms)
    expect([epochs.length, await lacksOf(engine, complainer, t_ms)]).toEqual([1, []])
    given = (await logOf(engine)).length
    const { network_id } = seam.runtime.me
    request = makeKeyRequest(network_id, ownKey(bob, there).seed, complainer, epochs, createPrng('asks'))
    bob.engine.close()
  },
  run: async ({ engine, seam, t_ms }) => {
    // Who asks hears what is in the log first, and does not ask for what it brings.
    const isAnswered = (await logOf(engine)).length > given
    if (!isAnswered) createKeyAsking(seam.host, seam.runtime).take(request, t_ms)
    gives(seam, complainer, t_ms)
  },
  looks: async (engine) => {
    const state = {
      given: (await logOf(engine)).length - given,
      lacks: (await lacksOf(engine, complainer, asTimestamp(0))).length,
    }
    expect([
      { given: 0, lacks: 0 },
      { given: 0, lacks: 1 },
      { given: 1, lacks: 0 },
    ]).toContainEqual(state)
    return state
  },
})

/** Bob's side: Alice has renewed the epoch before she heard of him, and gives him the key when he asks. */
let share: readonly Uint8Array[] = []
proves('who asks for a key asks once, and has key and message or neither, whatever killed them', {
  name: 'asking, and opening what was waited for',
  answersAgain: false,
  isInSteps: true,
  prepare: async (attempt) => {
    const { engine, t_ms } = attempt
    const alice = await openElsewhere('alice')
    const there = { ...attempt, ...alice }
    const { identity } = await founds(there)
    const { link } = await invites(there, identity)
    const as = await joins(attempt, link)
    const later = asTimestamp(t_ms + 8 * DAY_MS)
    const args = { as: identity, channel_id: await channelOf(alice.engine, identity), text: 'after a week' }
    await alice.engine.command('message.send', args, asCommandId('say'), later)
    const before = await logOf(alice.engine)
    await alice.engine.inspect.receive(identity, engine.inspect.log(as), later)
    gives(alice.seam, attempt.seam.runtime.me.peer_id, later)
    share = (await logOf(alice.engine)).filter((bytes, i) => i >= before.length && !isOf(bytes, engine, as))
    alice.engine.close()
    await engine.inspect.receive(as, before, t_ms)
    await engine.command('key.askAgain', { as }, asCommandId('wants it now'), t_ms)
    expect(await engine.query('message.waiting', { as }, t_ms)).toMatchObject([{ reason: 'key', count: 1 }])
  },
  run: async ({ engine, sql, seam, t_ms }) => {
    createKeyAsking(seam.host, seam.runtime).next(t_ms)
    expect(sql.all('SELECT times FROM key_asked_ephemeral')).toEqual([{ times: 1 }])
    await engine.inspect.receive(await firstIdentity(engine), share, t_ms)
  },
  looks: async (engine) => {
    const as = await firstIdentity(engine)
    const channel_id = await channelOf(engine, as)
    const { messages } = await engine.query('message.list', { as, channel_id, limit: 9 }, asTimestamp(0))
    const waiting = await engine.query('message.waiting', { as }, asTimestamp(0))
    expect(messages.length + waiting.length).toBe(1)
    return messages.map(({ text }) => text)
  },
})

/** Bob's own events came back to him in Alice's log: what she added is the rest. */
function isOf(bytes: Uint8Array, engine: Engine, as: IdentityId): boolean {
  return engine.inspect.log(as).some((own) => Buffer.compare(own, bytes) === 0)
}
