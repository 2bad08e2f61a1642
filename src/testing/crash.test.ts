/** Behaviour 10: killed at any statement of any command or of a received batch, nothing is half-applied. */

import { expect } from 'vitest'
import { asCommandId, asIdentity, asTimestamp, type IdentityId } from '../engine/base/ids.ts'
import type { NodeDisk } from '../platform/node/sql.ts'
import { type Act, type Attempt, firstIdentity, openAlone } from './crash.ts'
import { proves, provesActs } from './crash-acts.ts'
import { bobsBatch, channelOf, DAY_MS, founds, invites } from './crash-community.ts'
import { diskHolds } from './stored-text.ts'

const community = async (attempt: Attempt): Promise<void> => {
  await founds(attempt)
}

const WORD = 'a word that is to be forgotten'

const saysTheWord = async ({ engine, t_ms }: Attempt, as: IdentityId) => {
  const args = { as, channel_id: await channelOf(engine, as), text: WORD }
  return engine.command('message.send', args, asCommandId('say'), t_ms)
}

/** For acts after which nobody may find the word. */
const forgotten = (disk: NodeDisk): void => expect(diskHolds(disk, WORD), 'the files hold the word').toBe(false)

const acts: readonly Act[] = [
  {
    name: 'network.create',
    answersAgain: true,
    prepare: async () => undefined,
    run: (attempt) => founds(attempt, attempt.id),
  },
  {
    name: 'message.send',
    answersAgain: true,
    prepare: community,
    run: async ({ engine, id, t_ms }) => {
      const as = await firstIdentity(engine)
      return engine.command('message.send', { as, channel_id: await channelOf(engine, as), text: 'hello' }, id, t_ms)
    },
  },
  {
    name: 'message.send that renews the epoch',
    answersAgain: true,
    prepare: community,
    run: async ({ engine, id, t_ms }) => {
      const as = await firstIdentity(engine)
      const later = asTimestamp(t_ms + 8 * DAY_MS)
      return engine.command('message.send', { as, channel_id: await channelOf(engine, as), text: 'hello' }, id, later)
    },
  },
  {
    name: 'channel.create',
    answersAgain: true,
    prepare: community,
    run: async ({ engine, id, t_ms }) =>
      engine.command('channel.create', { as: await firstIdentity(engine), name: 'plans' }, id, t_ms),
  },
  {
    name: 'profile.set',
    answersAgain: true,
    prepare: community,
    run: async ({ engine, id, t_ms }) =>
      engine.command('profile.set', { as: await firstIdentity(engine), name: 'Alicia' }, id, t_ms),
  },
  {
    name: 'invite.create',
    answersAgain: true,
    prepare: community,
    run: async ({ engine, id, t_ms }) => {
      const args = { as: await firstIdentity(engine), expires_at: t_ms + DAY_MS, max_uses: 3 }
      return engine.command('invite.create', args, id, t_ms)
    },
  },
  {
    name: 'invite.close',
    answersAgain: true,
    prepare: async (attempt) => {
      await founds(attempt)
      await invites(attempt, await firstIdentity(attempt.engine))
    },
    run: async ({ engine, id, t_ms }) => {
      const as = await firstIdentity(engine)
      const [invite] = await engine.query('invite.list', { as }, t_ms)
      if (invite === undefined) throw new Error('there is an invite')
      return engine.command('invite.close', { as, invite_id: invite.invite_id }, id, t_ms)
    },
  },
  {
    name: 'message.delete',
    answersAgain: true,
    prepare: async (attempt) => {
      await founds(attempt)
      await saysTheWord(attempt, await firstIdentity(attempt.engine))
    },
    run: async ({ engine, id, t_ms }) => {
      const as = await firstIdentity(engine)
      const { messages } = await engine.query(
        'message.list',
        { as, channel_id: await channelOf(engine, as), limit: 9 },
        t_ms,
      )
      return engine.command(
        'message.delete',
        { as, message_ids: messages.map(({ message_id }) => message_id) },
        id,
        t_ms,
      )
    },
    leaves: forgotten,
  },
  {
    name: 'network.leave',
    answersAgain: true,
    prepare: async (attempt) => {
      const { identity } = await founds(attempt)
      await founds(attempt, 'another')
      await saysTheWord(attempt, identity)
    },
    run: ({ engine, id, t_ms }) => engine.command('network.leave', { as: asIdentity(1) }, id, t_ms),
    leaves: forgotten,
  },
  {
    name: 'the monthly change of prekeys',
    answersAgain: false,
    prepare: community,
    run: async ({ engine, t_ms }) => engine.tick(asTimestamp(t_ms + 31 * DAY_MS)),
  },
]

provesActs(acts)

let deletion: readonly Uint8Array[] = []
proves('a received deletion leaves all or nothing, and delivering it again completes it', {
  name: 'a received deletion',
  answersAgain: false,
  prepare: async (attempt) => {
    await founds(attempt)
    const as = await firstIdentity(attempt.engine)
    const { link } = await invites(attempt, as)
    const bob = await openAlone('bob')
    const t_ms = attempt.t_ms
    const joins = { persona: 'q', person_name: 'Bob', link }
    const { identity } = await bob.command('network.join', joins, asCommandId('join'), t_ms)
    const said = await saysTheWord({ ...attempt, engine: bob }, identity)
    const before = bob.inspect.log(identity)
    await bob.command('message.delete', { as: identity, message_ids: [said] }, asCommandId('delete'), t_ms)
    deletion = bob.inspect.log(identity).slice(before.length)
    bob.close()
    expect(deletion).toHaveLength(1)
    await attempt.engine.inspect.receive(as, before, t_ms)
  },
  run: async ({ engine, t_ms }) => engine.inspect.receive(await firstIdentity(engine), deletion, t_ms),
  leaves: forgotten,
})

let batch: readonly Uint8Array[] = []
proves('a received batch leaves all or nothing, and delivering it again completes it', {
  name: 'a received batch',
  answersAgain: false,
  prepare: async (attempt) => {
    await founds(attempt)
    const { link } = await invites(attempt, await firstIdentity(attempt.engine))
    batch = await bobsBatch(link, attempt.t_ms)
    expect(batch.length).toBe(9) // the invite, the join, prekeys, a profile, five messages
  },
  run: async ({ engine, t_ms }) => engine.inspect.receive(await firstIdentity(engine), batch, t_ms),
})
