/** Groups of their own people: private channels, who comes and goes, and conversations. */

import type { EventId, GroupId, PersonId } from '../../../engine/api.ts'
import { equal, holds, type Run, truthFor } from '../run.ts'
import { pick, type Step } from '../step.ts'
import { type Acting, acting, refusal } from './kind.ts'
import { noteChannel } from './talking.ts'

const MOST_GROUPS = 12
const DIRECT_NAME = 'direct'

/** Other members, as far as known: each with a bit of `x`. */
function some({ truth, joined }: Acting, x: number): readonly PersonId[] {
  const others = [...new Set(truth.standing.values())].filter((person) => person !== joined.person_id).sort()
  const bits = Math.floor(x * 2 ** others.length)
  return others.filter((_, i) => (bits & (1 << i)) !== 0)
}

/** A member who can act, while there are not too many groups. */
async function member(run: Run, step: Step): Promise<Acting | undefined> {
  const here = await acting(run, step.who)
  return here?.rank === undefined ? undefined : here
}

const groupCount = (run: Run) => [...run.community.channels.values()].filter(({ kind }) => kind !== 'public').length

export async function createPrivate(run: Run, step: Step): Promise<boolean> {
  const here = await member(run, step)
  if (here === undefined || groupCount(run) >= MOST_GROUPS) return false
  const [name, people] = [`den ${step.number}`, some(here, step.x)]
  const as = here.joined.identity
  const channel = await here.member.device.sotto.command('channel.createPrivate', { as, name, people })
  noteChannel(run, here, channel, name, 'private')
  await checkPeople(run, here, channel, [...people, here.joined.person_id])
  return true
}

export async function openDirect(run: Run, step: Step): Promise<boolean> {
  const here = await member(run, step)
  if (here === undefined) return false
  const people = some(here, step.x)
  const open = here.member.device.sotto.command('direct.open', { as: here.joined.identity, people })
  if (people.length === 0) {
    equal('a conversation is with somebody', await refusal(open), 'unknown_person', here.joined.browser)
    return true
  }
  const channel = await open
  if (!run.community.channels.has(channel)) noteChannel(run, here, channel, DIRECT_NAME, 'direct')
  await checkPeople(run, here, channel, [...people, here.joined.person_id])
  return true
}

async function checkPeople(run: Run, here: Acting, channel: EventId<'channel'>, people: readonly PersonId[]) {
  const row = (await here.member.channelRows()).find(({ channel_id }) => channel_id === channel)
  const shown = row?.people.map(({ person_id }) => person_id).toSorted()
  equal('a group has the people it was made of', shown, [...people].sort(), here.joined.browser)
  const group = run.community.channels.get(channel)?.group_id
  const truth = truthFor(run, here.joined)
  const isSo = group !== undefined && people.every((person) => truth.isIn(person, group))
  holds('who makes a group knows who is in it', isSo, () => here.joined.browser)
}

/** A private channel they are in. */
async function den(
  run: Run,
  here: Acting,
  y: number,
): Promise<{ channel_id: EventId<'channel'>; group: GroupId } | undefined> {
  const rows = (await here.member.channelRows()).filter(({ kind }) => kind === 'private')
  if (rows.length === 0) return undefined
  const { channel_id } = pick(rows, y)
  const group = run.community.channels.get(channel_id)?.group_id
  return group && { channel_id, group }
}

export async function addTo(run: Run, step: Step): Promise<boolean> {
  const here = await member(run, step)
  const place = here && (await den(run, here, step.y))
  if (here === undefined || place === undefined) return false
  const { channel_id, group } = place
  const people = some(here, step.x)
  await here.member.device.sotto.command('group.add', { as: here.joined.identity, channel_id, people })
  const truth = truthFor(run, here.joined)
  const areIn = people.every((person) => truth.isIn(person, group))
  holds('whoever is added to a group is in it', areIn, () => here.joined.browser)
  return true
}

export async function removeFrom(run: Run, step: Step): Promise<boolean> {
  const here = await member(run, step)
  const place = here && (await den(run, here, step.y))
  if (here === undefined || place === undefined) return false
  const { channel_id, group } = place
  const people = await here.member.device.sotto.query('group.members', { as: here.joined.identity, channel_id })
  const others = people.filter(({ is_me }) => !is_me)
  if (others.length === 0) return false
  const { person_id: person, may_remove } = pick(others, step.x)
  const [mine, theirs] = [here.joined.person_id, person].map((one) => here.truth.rankIn(group, one) ?? Number.NaN)
  equal('one takes out those further below', may_remove, Number(mine) < Number(theirs), here.joined.browser)
  const remove = here.member.device.sotto.command('group.remove', { as: here.joined.identity, channel_id, person })
  const code = await refusal(remove)
  equal('nobody else is taken out', code, may_remove ? undefined : 'not_permitted', here.joined.browser)
  const isIn = truthFor(run, here.joined).isIn(person, group)
  holds('whoever is taken out is out', isIn !== may_remove, () => here.joined.browser)
  return true
}

export async function leaveGroup(run: Run, step: Step): Promise<boolean> {
  const here = await member(run, step)
  if (here === undefined) return false
  const rows = (await here.member.channelRows()).filter(({ kind }) => kind !== 'public')
  if (rows.length === 0) return false
  const { channel_id } = pick(rows, step.y)
  await here.member.device.sotto.command('group.leave', { as: here.joined.identity, channel_id })
  const isListed = (await here.member.channelRows()).some((row) => row.channel_id === channel_id)
  holds('who leaves a group has left', !isListed, () => here.joined.browser)
  return true
}
