/** Who may what: admins made and unmade, people and single devices taken away. */

import type { PersonId } from '../../../engine/api.ts'
import { MEMBER } from '../authority.ts'
import { equal, holds, type Run, truthFor } from '../run.ts'
import { FOUNDER, pick, type Step } from '../step.ts'
import { endsLinks } from './joining.ts'
import { type Acting, acting, refusal } from './kind.ts'

const LOWEST_ADMIN = 15

/** The founder half of the time, else anybody who is in. */
async function ruler(run: Run, { number, who }: Step): Promise<(Acting & { readonly rank: number }) | undefined> {
  const here = await acting(run, number % 2 === 0 ? FOUNDER : who)
  return here?.rank === undefined ? undefined : { ...here, rank: here.rank }
}

const othersOf = ({ truth, joined }: Acting): readonly PersonId[] =>
  [...new Set(truth.standing.values())].filter((person) => person !== joined.person_id).sort()

const rankIn = (run: Run, { joined }: Acting, person: PersonId) => truthFor(run, joined).rankOf(person)

export async function grant(run: Run, step: Step): Promise<boolean> {
  const here = await ruler(run, step)
  const others = here && othersOf(here)
  if (here === undefined || others === undefined || others.length === 0) return false
  const person = pick(others, step.x)
  const co_founder = step.y > 0.85
  const before = here.truth.rankOf(person) ?? MEMBER
  const after = co_founder ? 0 : here.rank + 1
  const mayGrant =
    here.rank <= LOWEST_ADMIN && after <= LOWEST_ADMIN && after < before && (!co_founder || here.rank === 0)
  const args = { as: here.joined.identity, person, co_founder }
  const code = await refusal(here.member.device.sotto.command('admin.grant', args))
  equal(
    'who ranks above raises others up to below themselves',
    code,
    mayGrant ? undefined : 'not_permitted',
    here.joined.browser,
  )
  equal('who is made an admin is one', rankIn(run, here, person), mayGrant ? after : before, here.joined.browser)
  return true
}

export async function revoke(run: Run, step: Step): Promise<boolean> {
  const here = await ruler(run, step)
  const others = here && othersOf(here).filter((person) => here.truth.grantsOf(person).length > 0)
  if (here === undefined || others === undefined || others.length === 0) return false
  const person = pick(others, step.x)
  const { truth, rank } = here
  const mayRevoke = truth.grantsOf(person).some((held) => rank < MEMBER && truth.rankOfGrant(held) > rank)
  const args = { as: here.joined.identity, person }
  const code = await refusal(here.member.device.sotto.command('admin.revoke', args))
  equal('one takes back what is below oneself', code, mayRevoke ? undefined : 'not_permitted', here.joined.browser)
  const isLess = (rankIn(run, here, person) ?? -1) > (truth.rankOf(person) ?? MEMBER)
  const hadBetter = truth.grantsOf(person).some((held) => truth.rankOfGrant(held) <= rank)
  holds('who is an admin no more is none', isLess || !mayRevoke || hadBetter, () => here.joined.browser)
  return true
}

export async function stepDown(run: Run, { who }: Step): Promise<boolean> {
  const here = await acting(run, who)
  if (here === undefined || here.rank === undefined) return false
  const { truth, joined, rank } = here
  const isTop = truth.devices(joined.person_id).tops.has(joined.peer_id)
  const mayStepDown = isTop && rank < MEMBER && truth.grantsOf(joined.person_id).length > 0
  const args = { as: joined.identity, person: joined.person_id }
  const code = await refusal(here.member.device.sotto.command('admin.revoke', args))
  equal('one steps down from what was granted', code, mayStepDown ? undefined : 'not_permitted', who)
  const isFounder = rank === 0 && truth.grantsOf(joined.person_id).length === 0
  const now = rankIn(run, here, joined.person_id)
  if (mayStepDown) equal('who steps down is a member like others', now, isFounder ? 0 : MEMBER, who)
  return true
}

export async function removeMember(run: Run, step: Step): Promise<boolean> {
  const here = await ruler(run, step)
  const others = here && othersOf(here)
  if (here === undefined || others === undefined || others.length === 0) return false
  const person = pick(others, step.x)
  const mayRemove = here.rank < (here.truth.rankOf(person) ?? MEMBER)
  const remove = () => here.member.device.sotto.command('member.remove', { as: here.joined.identity, person })
  if (!mayRemove) {
    equal('one removes those below', await refusal(remove()), 'not_permitted', here.joined.browser)
    return true
  }
  await endsLinks(run, here, remove)
  equal('who is removed is no member', rankIn(run, here, person), undefined, here.joined.browser)
  const isListed = (await here.member.memberRows()).some(({ person_id }) => person_id === person)
  holds('who is removed is not among the members', !isListed, () => here.joined.browser)
  return true
}

export async function removeDevice(run: Run, step: Step): Promise<boolean> {
  const here = await ruler(run, step)
  if (here === undefined) return false
  const { truth, joined, rank } = here
  // Mostly one of several: that is what it is for.
  const all = [...truth.standing].filter(([peer]) => peer !== joined.peer_id)
  const isOneOfSeveral = ([, person]: readonly [string, PersonId]) => all.filter(([, of]) => of === person).length > 1
  const some = all.filter(([, of]) => of === joined.person_id).concat(all.filter(isOneOfSeveral))
  if (some.length === 0) return false
  const [peer, person] = pick(some.sort(), step.x)
  const isOwn = person === joined.person_id
  const mayRemove = isOwn
    ? truth.devices(person).outranks(joined.peer_id, peer)
    : rank < (truth.rankOf(person) ?? MEMBER)
  const code = await refusal(here.member.device.sotto.command('device.remove', { as: joined.identity, peer }))
  equal('one takes away devices below', code, mayRemove ? undefined : 'not_permitted', joined.browser)
  const isIn = truthFor(run, joined).standing.has(peer)
  holds('a device that was taken away is none', isIn !== mayRemove, () => joined.browser)
  return true
}
