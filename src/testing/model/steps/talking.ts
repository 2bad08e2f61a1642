/** What members say, delete, call themselves and where they talk. */

import type { EventId } from '../../../engine/api.ts'
import { TAKEN } from '../outstanding.ts'
import type { Present } from '../run.ts'
import { actorOf, equal, holds, present, type Run, truthFor } from '../run.ts'
import { say } from '../say.ts'
import { pick, type Step } from '../step.ts'
import { isAdmin } from './joining.ts'
import { acting, inCharge, refusal, writesToAll, wrote } from './kind.ts'

const MOST_CHANNELS = 12
/** How far back somebody looks for something to delete. */
const RECENT = 20

export async function post(run: Run, { who, number, x }: Step): Promise<boolean> {
  const here = present(run, who)
  if (here === undefined) return false
  const channels = await here.member.channelRows()
  if (channels.length === 0) return false // holds a short link, and nobody has told the invite yet
  const { channel_id } = pick(channels, x ** 2)
  const { is_forked, role } = await here.member.row()
  const text = `${number} by ${who}`
  if (is_forked || TAKEN.includes(role)) {
    const as = here.joined.identity
    const code = await refusal(here.member.device.sotto.command('message.send', { as, channel_id, text }))
    const expected = is_forked ? 'device_forked' : 'not_permitted'
    equal('who knows that they are removed, or forked, writes nothing', code, expected, who)
    return true
  }
  await say(run, here.joined, channel_id, text)
  return true
}

/** Of a channel just made: which group it is of, and under which right; both are under its seal. */
export function noteChannel(
  run: Run,
  here: Present,
  channel_id: EventId<'channel'>,
  name: string,
  kind: 'public' | 'private' | 'direct',
): void {
  const { sql } = actorOf(run, here.joined.browser).device
  const of = [here.joined.identity, channel_id]
  const [channel] = sql.all('SELECT group_id FROM channel WHERE recorded_by = ? AND event_id = ?', of)
  const [act] = sql.all('SELECT act FROM control_act WHERE recorded_by = ? AND event_id = ?', of)
  const right = act === undefined ? undefined : (JSON.parse(String(act.act)) as { readonly right: EventId }).right
  run.community.channels.set(channel_id, {
    name,
    kind,
    group_id: String(channel?.group_id) as EventId<'group'>,
    made: right === undefined ? undefined : { right, by: here.joined.person_id },
  })
}

export async function createChannel(run: Run, step: Step): Promise<boolean> {
  const here = await acting(run, inCharge(step))
  const open = [...run.community.channels.values()].filter(({ kind }) => kind === 'public')
  if (here === undefined || open.length >= MOST_CHANNELS) return false
  const name = `room ${step.number}`
  if (!isAdmin(here)) {
    const code = await refusal(here.member.createsChannel(name))
    equal('only admins make channels for all', code, 'not_permitted', here.joined.browser)
    return true
  }
  noteChannel(run, here, await here.member.createsChannel(name), name, 'public')
  return true
}

export async function deleteMessage(run: Run, { who, x, y }: Step): Promise<boolean> {
  const here = await acting(run, who)
  if (here === undefined || here.rank === undefined) return false
  const { truth, member, joined } = here
  const { channel_id } = pick(await member.channelRows(), x ** 2)
  const recent = async () =>
    (await member.device.sotto.query('message.list', { as: joined.identity, channel_id, limit: RECENT })).messages
  const shown = await recent()
  if (shown.length === 0) return false
  const { message_id, author, may_delete } = pick(shown, y)
  const person = truth.personOf(author)
  const isAbove = isAdmin(here) && here.rank < (truth.rankOf(person) ?? Number.POSITIVE_INFINITY)
  equal('one may delete one’s own, and what people below said', may_delete, person === joined.person_id || isAbove, who)
  if (!may_delete) {
    equal('nobody else deletes', await refusal(member.deletes(message_id)), 'not_permitted', who)
    return true
  }
  await member.deletes(message_id)
  const isGone = (await recent()).every((row) => row.message_id !== message_id)
  holds('who deletes something sees it no more', isGone, () => `${who} still reads ${message_id}`)
  return true
}

export async function rename(run: Run, { who, number }: Step): Promise<boolean> {
  const here = await acting(run, who)
  if (here === undefined || TAKEN.includes((await here.member.row()).role)) return false
  const { joined, member, truth } = here
  const name = `${who} the ${number}th`
  const replaces = new Set(
    run.community.namings
      .filter(({ id, person_id }) => person_id === joined.person_id && truth.valid.has(id))
      .map(({ id }) => id),
  )
  const code = await refusal(member.callsThemselves(name))
  if (code !== undefined) {
    equal('only who holds no key yet has no name', [code, writesToAll(run, joined, truth)], ['no_key', false], who)
    return true
  }
  const id = wrote(run, here, 'profile').at(-1)
  const created_at = id && truthFor(run, joined).held.get(id)?.created_at
  if (id === undefined || created_at === undefined) throw new Error('the profile just written')
  run.community.namings.push({ id, person_id: joined.person_id, author: joined.peer_id, name, created_at, replaces })
  equal('a new name is one’s own at once', (await member.row()).person_name, name, who)
  return true
}
