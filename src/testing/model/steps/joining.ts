/** Coming and going: links made, used and ended, and communities left. */

import type { EventId } from '../../../engine/api.ts'
import { must } from '../../../engine/base/errors.ts'
import { personOfFirst } from '../../../engine/base/ids.ts'
import { shapes } from '../../shapes.ts'
import { MEMBER } from '../authority.ts'
import { bodyOf } from '../entries.ts'
import { STOPPED, TAKEN } from '../outstanding.ts'
import { actorOf, equal, holds, present, type Run, storedIds, truthFor } from '../run.ts'
import { FOUNDER, PHONES, pick, type Step } from '../step.ts'
import { type Acting, acting, inCharge, refusal, writesToAll, wrote } from './kind.ts'

const MOST_OPEN_INVITES = 32
/** Identities of one browser. */
const MOST_PLACES = 3

/** Whether this person may invite, as far as they know. */
export const isAdmin = ({ rank }: Acting): boolean => rank !== undefined && rank < MEMBER

export async function join(run: Run, { who, number, x, y }: Step): Promise<boolean> {
  const { community } = run
  const actor = actorOf(run, who)
  if (community.invites.length === 0 || !actor.device.isOpen || PHONES.has(who)) return false
  const here = present(run, who)
  if (here !== undefined) {
    // Who is out tries again; others now and then take a second place in the same browser.
    const isOut = [...STOPPED, ...TAKEN].includes((await here.member.row()).role)
    const places = community.identities.filter(({ browser }) => browser === who).length
    if (places >= MOST_PLACES || !(isOut || x > 0.9)) return false
  }
  const invite = pick([...community.invites].reverse(), y ** 2) // mostly a recent one
  const isShort = number % 3 === 0
  const isExpired = !isShort && invite.expires_at <= actor.device.clock.now() + 1
  if (isExpired) {
    equal('an expired link admits nobody', await refusal(actor.joins(invite.link)), 'link_expired', who)
    return true
  }
  const { peer_id, identity } = await (await actor.joins(isShort ? invite.short_link : invite.link)).row()
  const person_id = personOfFirst(peer_id)
  community.identities.push({ browser: who, identity, peer_id, person_id, invite_id: invite.invite_id })
  community.copies.delete(who)
  return true
}

export async function invite(run: Run, step: Step): Promise<boolean> {
  const here = await acting(run, inCharge(step))
  if (here === undefined) return false
  const { member } = here
  if (!isAdmin(here)) {
    equal('only admins invite', await refusal(member.makesInvite()), 'not_permitted', here.joined.browser)
    return true
  }
  const max_uses = 1 + Math.floor(step.x * 4)
  const days = 1 + Math.floor(step.y ** 2 * 4_000)
  const open = (await member.inviteRows()).filter(({ state }) => state === 'open').length
  if (open >= MOST_OPEN_INVITES) {
    equal('32 links may be open', await refusal(member.makesInvite()), 'too_many_invites', here.joined.browser)
    return true
  }
  if ((await member.channelRows()).every(({ kind }) => kind !== 'public')) {
    const expected = writesToAll(run, here.joined, here.truth) ? 'no_channel' : 'no_key'
    equal('a link opens a channel of everybody', await refusal(member.makesInvite()), expected, here.joined.browser)
    return true
  }
  const made = await member.makesInvite({ uses: max_uses, days })
  const row = (await member.inviteRows()).find(({ invite_id }) => invite_id === made.invite_id)
  run.community.invites.push({ ...made, max_uses, expires_at: must(row, 'the invite').expires_at })
  return true
}

/** Each link that was ended just now names those whose joins were known and counted. */
export async function endsLinks(run: Run, here: Acting, act: () => Promise<unknown>): Promise<void> {
  const before = new Set(wrote(run, here, 'invite_closed'))
  await act()
  const { held, standing } = truthFor(run, here.joined)
  for (const id of wrote(run, here, 'invite_closed').filter((one) => !before.has(one))) {
    const closing = must(bodyOf(shapes.invite_closed, must(held.get(id), 'the closing')), 'its body')
    const names = closing.seen_users.map((name) => held.get(name)?.author).sort()
    const came = [...here.truth.held.values()].filter((entry) => {
      const isByLink = bodyOf(shapes.user, entry)?.invite === closing.invite_id
      return isByLink && here.truth.hasEffect(entry.event_id) && here.truth.valid.has(entry.event_id)
    })
    const people = new Set(here.truth.standing.values())
    const known = came.map(({ author }) => author).filter((author) => people.has(personOfFirst(author)))
    equal('who ends a link keeps those whose joins they knew', names, known.sort(), closing.invite_id)
  }
  holds('nobody ends links for themselves', standing.has(here.joined.peer_id), () => here.joined.browser)
}

export async function closeInvite(run: Run, step: Step): Promise<boolean> {
  const { community } = run
  const here = await acting(run, inCharge(step))
  if (here === undefined || community.invites.length === 0) return false
  const { invite_id } = pick([...community.invites].reverse(), step.x ** 2)
  const close = () => here.member.device.sotto.command('invite.close', { as: here.joined.identity, invite_id })
  if (!isAdmin(here)) {
    equal('only admins end links', await refusal(close()), 'not_permitted', here.joined.browser)
    return true
  }
  // Of a link that they have not heard of, or that never counted, there is nothing to end.
  if (!here.truth.valid.has(invite_id) || !here.truth.hasEffect(invite_id)) return false
  await endsLinks(run, here, close)
  return true
}

/** Who is not in for their link's sake is shown, and an admin lets them in. */
export async function admit(run: Run, step: Step): Promise<boolean> {
  const here = await acting(run, inCharge(step))
  if (here === undefined) return false
  const { truth, joined, member } = here
  const { sotto } = member.device
  const waiting = async () => {
    const rows = await sotto.query('notice.list', { as: joined.identity })
    return rows.filter(({ kind }) => kind === 'late' || kind === 'unauthorised')
  }
  const rows = await waiting()
  const people = new Set(truth.standing.values())
  for (const { notice_id, person_id } of rows) {
    const isOutside = truth.valid.has(notice_id) && !truth.hasEffect(notice_id) && !people.has(person_id)
    holds('only who is not in waits to be let in', isOutside, () => joined.browser)
  }
  if (rows.length === 0) return false
  const { notice_id, person_id } = pick(rows, step.x)
  const join = notice_id as EventId<'user'>
  const code = await refusal(sotto.command('invite.admit', { as: joined.identity, join }))
  equal('only admins let somebody in', code, isAdmin(here) ? undefined : 'not_permitted', joined.browser)
  const isIn = truthFor(run, joined).hasEffect(join)
  holds('who is let in has joined', isIn === isAdmin(here), () => joined.browser)
  const isShown = (await waiting()).some((row) => row.person_id === person_id)
  holds('who is let in waits no longer', isShown !== isAdmin(here), () => joined.browser)
  return true
}

/** Leaves no word behind that nobody has: what only a member holds goes with them, and no model knows of it. */
export async function leave(run: Run, { who }: Step): Promise<boolean> {
  const { community } = run
  const here = present(run, who)
  const founder = present(run, FOUNDER)
  if (here === undefined || founder === undefined || here.joined.person_id === founder.joined.person_id) return false
  const held = storedIds(run, founder.joined)
  const list = () => actorOf(run, who).device.sotto.query('identity.list', {})
  const { identity } = here.joined
  const going = (await list()).filter((row) => row.identity === identity || row.continues_as === identity)
  const leaving = community.identities.filter(
    ({ browser, peer_id }) => browser === who && going.some((row) => row.peer_id === peer_id),
  )
  for (const joined of leaving) {
    const truth = truthFor(run, joined)
    const own = [...truth.held.values()].filter(({ author }) => author === joined.peer_id)
    if (truth.standing.has(joined.peer_id) && !own.every(({ event_id }) => held?.has(event_id))) return false
  }
  await actorOf(run, who).leaves(here.member)
  for (const joined of leaving) community.identities.splice(community.identities.indexOf(joined), 1)
  community.left.push(...leaving)
  community.copies.delete(who)
  const isGone = (await list()).every((row) => going.every(({ peer_id }) => peer_id !== row.peer_id))
  holds('who leaves has left', isGone, () => who)
  return true
}
