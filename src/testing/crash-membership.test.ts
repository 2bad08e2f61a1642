/** Behaviours 10, 29 to 32: killed at any statement of what changes who may do, be or read what, nothing is half-applied. */

import { expect } from 'vitest'
import type { CommandArgs, CommandName } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { asCommandId, asTimestamp, type IdentityId, type PersonId } from '../engine/base/ids.ts'
import { LIMITS } from '../engine/base/limits.ts'
import { type Act, type Attempt, firstIdentity } from './crash.ts'
import { provesActs } from './crash-acts.ts'
import { bobsBatch, founds, invites } from './crash-community.ts'

/** Alice founds; Bob is a member, by a link that is still open. */
async function withBob(attempt: Attempt): Promise<void> {
  await founds(attempt)
  const as = await firstIdentity(attempt.engine)
  const { link } = await invites(attempt, as)
  await attempt.engine.inspect.receive(as, await bobsBatch(link, attempt.t_ms), attempt.t_ms)
}

async function bobIn({ engine, t_ms }: Attempt, as: IdentityId): Promise<PersonId> {
  const bob = (await engine.query('member.list', { as }, t_ms)).find(({ is_me }) => !is_me)
  if (bob === undefined) throw new Error('bob is a member')
  return bob.person_id
}

/** Alice's newest channel of some people: what the group commands are about. */
async function privateChannel({ engine, t_ms }: Attempt, as: IdentityId) {
  const channel = (await engine.query('channel.list', { as }, t_ms)).find(({ kind }) => kind === 'private')
  if (channel === undefined) throw new Error('there is a private channel')
  return channel.channel_id
}

type ArgsOf<N extends CommandName> = (attempt: Attempt, as: IdentityId) => Promise<Omit<CommandArgs<N>, 'as'>>

async function does<N extends CommandName>(name: N, argsOf: ArgsOf<N>, attempt: Attempt, id = attempt.id) {
  const as = await firstIdentity(attempt.engine)
  const args = { as, ...(await argsOf(attempt, as)) } as unknown as CommandArgs<N>
  return attempt.engine.command(name, args, id, attempt.t_ms)
}

const toBob: ArgsOf<'admin.grant'> = async (attempt, as) => ({ person: await bobIn(attempt, as) })
const bobAlone: ArgsOf<'direct.open'> = async (attempt, as) => ({ people: [await bobIn(attempt, as)] })
const plans: ArgsOf<'channel.createPrivate'> = async () => ({ name: 'plans', people: [] })
const plansWithBob: ArgsOf<'channel.createPrivate'> = async (attempt, as) => ({
  name: 'plans',
  people: [await bobIn(attempt, as)],
})

/** @param argsOf asked once, before the act: it may take away what they are found by */
function act<N extends CommandName>(
  name: N,
  argsOf: ArgsOf<N>,
  before?: (attempt: Attempt) => Promise<unknown>,
  more: Partial<Act> = {},
): Act {
  let args: Omit<CommandArgs<N>, 'as'> | undefined
  return {
    ...more,
    name,
    answersAgain: true,
    prepare: async (attempt) => {
      await withBob(attempt)
      await before?.(attempt)
      args = await argsOf(attempt, await firstIdentity(attempt.engine))
    },
    run: (attempt) => does(name, async () => args as Omit<CommandArgs<N>, 'as'>, attempt),
  }
}

const acts: readonly Act[] = [
  act('admin.grant', toBob),
  act('admin.revoke', toBob, (attempt) => does('admin.grant', toBob, attempt, asCommandId('grant'))),
  act('member.remove', toBob),
  // Bob has said more than is kept of one: what of it is not kept becomes wanted, all of it or nothing.
  act('member.keepAll', toBob, undefined, {
    limits: { ...LIMITS, author_bytes: 1_024 },
    looks: async (engine) => {
      const as = await firstIdentity(engine)
      const t_ms = asTimestamp(0)
      const { not_kept } = must(
        (await engine.query('member.list', { as }, t_ms)).find(({ is_me }) => !is_me),
        'bob',
      )
      const wanted = (await engine.query('message.waiting', { as }, t_ms)).find(({ reason }) => reason === 'body')
      expect(not_kept + (wanted?.count ?? 0)).toBeGreaterThan(1)
      return { not_kept, wanted: wanted?.count ?? 0 }
    },
  }),
  act('channel.createPrivate', plansWithBob),
  act('direct.open', bobAlone),
  act(
    'group.add',
    async (attempt, as) => ({ channel_id: await privateChannel(attempt, as), people: [await bobIn(attempt, as)] }),
    (attempt) => does('channel.createPrivate', plans, attempt, asCommandId('plans')),
  ),
  act(
    'group.remove',
    async (attempt, as) => ({ channel_id: await privateChannel(attempt, as), person: await bobIn(attempt, as) }),
    (attempt) => does('channel.createPrivate', plansWithBob, attempt, asCommandId('plans')),
  ),
  act(
    'group.leave',
    async (attempt, as) => ({ channel_id: await privateChannel(attempt, as) }),
    (attempt) => does('channel.createPrivate', plansWithBob, attempt, asCommandId('plans')),
  ),
]

provesActs(acts)
