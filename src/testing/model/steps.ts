/**
 * The steps of a model run, one entry each: how often, and what a person then does. A step that cannot
 * happen as things stand answers `false` and is not counted; what it must be refused is asserted here.
 */

import { EngineError, type EngineErrorCode } from '../../engine/api.ts'
import { must } from '../../engine/base/errors.ts'
import type { Member } from '../member.ts'
import type { Joined } from './community.ts'
import { gather, STOPPED } from './gather.ts'
import { glance } from './glance.ts'
import { actorOf, equal, holds, ownIds, present, type Run, storedIds } from './run.ts'
import { say } from './say.ts'
import { FOUNDER, PEOPLE, pick, type Step } from './step.ts'

export interface StepKind {
  readonly weight: number
  /** @returns whether it happened */
  run(run: Run, step: Step): Promise<boolean>
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS
const MOST_OPEN_INVITES = 32
const MOST_CHANNELS = 12
/** Identities of one person. */
const MOST_PLACES = 3

/** The code this is refused with; `undefined` when it succeeds. */
async function refusal(act: Promise<unknown>): Promise<EngineErrorCode | undefined> {
  try {
    await act
    return undefined
  } catch (error) {
    if (error instanceof EngineError) return error.code
    throw error
  }
}

async function join(run: Run, { who, number, x, y }: Step): Promise<boolean> {
  const { community } = run
  const actor = actorOf(run, who)
  if (community.invites.length === 0 || !actor.device.isOpen) return false
  const here = present(run, who)
  if (here !== undefined) {
    // Who was refused tries again; others now and then take a second place in the same browser.
    const isRefused = STOPPED.includes((await here.member.row()).role)
    const places = community.identities.filter(({ person }) => person === who).length
    if (places >= MOST_PLACES || !(isRefused || x > 0.9)) return false
  }
  const invite = pick([...community.invites].reverse(), y ** 2) // mostly a recent one
  const isShort = number % 3 === 0
  const isExpired = !isShort && invite.expires_at <= actor.device.clock.now() + 1
  if (isExpired) {
    equal('an expired link admits nobody', await refusal(actor.joins(invite.link)), 'link_expired', who)
    return true
  }
  const member = await actor.joins(isShort ? invite.short_link : invite.link)
  const { peer_id, identity } = await member.row()
  community.identities.push({ person: who, identity, peer_id, invite_id: invite.invite_id, name: who, last_at: 0 })
  return true
}

async function post(run: Run, { who, number, x }: Step): Promise<boolean> {
  const here = present(run, who)
  if (here === undefined) return false
  const channels = await here.member.channelRows()
  if (channels.length === 0) return false // holds a short link, and nobody has told the invite yet
  await say(run, here.joined, pick(channels, x ** 2).channel_id, `${number} by ${who}`)
  return true
}

const isFounder = ({ invite_id }: Joined) => invite_id === undefined

/** What only the founder may do, and mostly does; the others are refused. */
async function asFounder(run: Run, step: Step, act: (member: Member) => Promise<unknown>): Promise<boolean> {
  const who = step.number % 4 === 0 ? step.who : FOUNDER
  const here = present(run, who)
  if (here === undefined || (await here.member.channelRows()).length === 0) return false
  if (isFounder(here.joined)) {
    await act(here.member)
    return true
  }
  equal(
    'only the founder invites, ends links and makes channels',
    await refusal(act(here.member)),
    'not_permitted',
    who,
  )
  return true
}

async function invite(run: Run, step: Step): Promise<boolean> {
  const { community } = run
  return asFounder(run, step, async (member) => {
    const max_uses = 1 + Math.floor(step.x * 4)
    const days = 1 + Math.floor(step.y ** 2 * 4_000)
    const open = (await member.inviteRows()).filter(({ state }) => state === 'open').length
    if (open >= MOST_OPEN_INVITES) {
      equal('32 links may be open', await refusal(member.makesInvite()), 'too_many_invites', step.who)
      return
    }
    const made = await member.makesInvite({ uses: max_uses, days })
    const rows = await member.inviteRows()
    const row = must(
      rows.find(({ invite_id }) => invite_id === made.invite_id),
      'the invite',
    )
    community.invites.push({ ...made, max_uses, expires_at: row.expires_at, endings: [] })
  })
}

async function closeInvite(run: Run, step: Step): Promise<boolean> {
  const { community } = run
  if (community.invites.length === 0) return false
  const invite = pick([...community.invites].reverse(), step.x ** 2)
  return asFounder(run, step, async (member) => {
    await run.world.advance(1)
    const here = new Set((await member.memberRows()).flatMap(({ devices }) => devices))
    const by = community.identities.filter(
      ({ peer_id, invite_id }) => here.has(peer_id) && invite_id === invite.invite_id,
    )
    const as = member.identity()
    await member.device.sotto.command('invite.close', { as, invite_id: invite.invite_id })
    invite.endings.push({ seen: new Set(by.map(({ peer_id }) => peer_id)) })
  })
}

async function createChannel(run: Run, step: Step): Promise<boolean> {
  if (run.community.channels.size >= MOST_CHANNELS) return false
  return asFounder(run, step, async (member) => {
    const name = `room ${step.number}`
    run.community.channels.set(await member.createsChannel(name), name)
  })
}

/** How far back somebody looks for something to delete. */
const RECENT = 20

async function deleteMessage(run: Run, { who, x, y }: Step): Promise<boolean> {
  const here = present(run, who)
  if (here === undefined) return false
  const channels = await here.member.channelRows()
  if (channels.length === 0) return false
  const { channel_id } = pick(channels, x ** 2)
  const { as, sotto } = { as: here.joined.identity, sotto: here.member.device.sotto }
  const recent = async () => (await sotto.query('message.list', { as, channel_id, limit: RECENT })).messages
  const shown = await recent()
  if (shown.length === 0) return false
  const { message_id, author, may_delete } = pick(shown, y)
  const mayDelete = author === here.joined.peer_id || isFounder(here.joined)
  equal('one may delete one’s own, and the founder everybody’s', may_delete, mayDelete, who)
  if (!mayDelete) {
    equal('nobody else deletes', await refusal(here.member.deletes(message_id)), 'not_permitted', who)
    return true
  }
  await here.member.deletes(message_id)
  run.community.deleted.add(message_id)
  const isGone = (await recent()).every((row) => row.message_id !== message_id)
  holds('who deletes something sees it no more', isGone, () => `${who} still reads ${message_id}`)
  return true
}

/** Leaves no word behind that nobody has: what only they hold goes with them, and no model knows of it. */
async function leave(run: Run, { who }: Step): Promise<boolean> {
  const { community } = run
  const here = present(run, who)
  const founder = present(run, FOUNDER)
  if (here === undefined || founder === undefined || isFounder(here.joined)) return false
  const held = storedIds(run, founder.joined)
  if (![...ownIds(run, here.joined)].every((id) => held?.has(id))) return false
  await actorOf(run, who).leaves(here.member)
  community.identities.splice(community.identities.indexOf(here.joined), 1)
  community.left.push(here.joined)
  const rows = await actorOf(run, who).sotto().query('identity.list', {})
  const isGone = rows.every(({ identity }) => identity !== here.joined.identity)
  holds('who leaves has left', isGone, () => who)
  return true
}

async function rename(run: Run, { who, number }: Step): Promise<boolean> {
  const here = present(run, who)
  if (here === undefined || (await here.member.channelRows()).length === 0) return false
  const name = `${who} the ${number}th`
  await here.member.callsThemselves(name)
  here.joined.name = name
  equal('a new name is one’s own at once', (await here.member.row()).person_name, name, who)
  return true
}

/** Those on either side of a wall: a bit of `x` for each person. */
function sides(x: number): readonly [left: readonly string[], right: readonly string[]] {
  const bits = 1 + Math.floor(x * (2 ** PEOPLE.length - 2))
  const isLeft = (_: string, i: number) => (bits & (1 << i)) !== 0
  return [PEOPLE.filter(isLeft), PEOPLE.filter((person, i) => !isLeft(person, i))]
}

async function partition(run: Run, { x, y }: Step): Promise<boolean> {
  run.world.network.partition(...sides(x), y < 0.2 ? 'links' : y < 0.4 ? 'rendezvous' : undefined)
  return true
}

async function heal(run: Run): Promise<boolean> {
  run.world.network.heal()
  return true
}

/** From the right time to years off, either way, and now and then right again. */
async function turnClock(run: Run, { who, x, y }: Step): Promise<boolean> {
  const most = pick([0, 20 * MINUTE_MS, 3 * HOUR_MS, 30 * DAY_MS, 3 * YEAR_MS], y)
  actorOf(run, who).device.clock.setClock(Math.floor((2 * x - 1) * most))
  return true
}

async function whileOpen(run: Run, { who }: Step, act: (actor: ReturnType<typeof actorOf>) => Promise<void>) {
  const actor = actorOf(run, who)
  if (!actor.device.isOpen) return false
  await act(actor)
  return true
}

async function openApp(run: Run, { who }: Step): Promise<boolean> {
  const actor = actorOf(run, who)
  if (actor.device.isOpen) return false
  await actor.opensTheApp()
  return true
}

async function sleep(run: Run, { x }: Step): Promise<boolean> {
  await run.world.sleep(Math.floor((1 + x * 11) * DAY_MS)) // an epoch is renewed after seven days
  return true
}

/** Prekeys and epochs are renewed by whoever is here. */
async function sleepForMonths(run: Run, { x }: Step): Promise<boolean> {
  await run.world.sleep(Math.floor((31 + x * 60) * DAY_MS))
  return true
}

async function waits(run: Run, { x }: Step): Promise<boolean> {
  await run.world.advance(Math.floor(x * MINUTE_MS))
  return true
}

async function look(run: Run): Promise<boolean> {
  await glance(run)
  return true
}

async function everybodyMeets(run: Run): Promise<boolean> {
  await gather(run)
  holds('a member was there', run.community.identities.length > 0, () => 'nobody')
  return true
}

export const EVERYBODY_MEETS = 'everybody meets'

export const STEPS: ReadonlyMap<string, StepKind> = new Map<string, StepKind>([
  ['post', { weight: 100, run: post }],
  ['invite', { weight: 14, run: invite }],
  ['join', { weight: 16, run: join }],
  ['close invite', { weight: 5, run: closeInvite }],
  ['create channel', { weight: 4, run: createChannel }],
  ['delete', { weight: 14, run: deleteMessage }],
  ['leave', { weight: 2, run: leave }],
  ['rename', { weight: 6, run: rename }],
  ['partition', { weight: 8, run: partition }],
  ['heal', { weight: 8, run: heal }],
  ['go offline', { weight: 5, run: (run, step) => whileOpen(run, step, (actor) => actor.goesOffline()) }],
  ['come online', { weight: 8, run: (run, step) => whileOpen(run, step, (actor) => actor.comesOnline()) }],
  ['turn clock', { weight: 5, run: turnClock }],
  ['crash', { weight: 6, run: (run, step) => whileOpen(run, step, (actor) => actor.restarts()) }],
  ['close app', { weight: 3, run: (run, step) => whileOpen(run, step, (actor) => actor.closesTheApp()) }],
  ['open app', { weight: 5, run: openApp }],
  ['sleep', { weight: 1, run: sleep }],
  ['sleep for months', { weight: 0.5, run: sleepForMonths }],
  ['wait', { weight: 12, run: waits }],
  ['look', { weight: 12, run: look }],
  [EVERYBODY_MEETS, { weight: 2, run: everybodyMeets }],
])
