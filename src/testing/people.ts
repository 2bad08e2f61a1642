/** What people of a community do about each other, by name, for stories. */

import type { EventId, MemberRow, NoticeRow, PersonId } from '../engine/api.ts'
import type { Actor } from './actor.ts'
import { certain } from './stages.ts'

export async function rowOf(viewer: Actor, name: string): Promise<MemberRow> {
  return certain((await viewer.memberRows()).find((row) => row.name === name))
}

export const ownPerson = async (actor: Actor): Promise<PersonId> =>
  certain((await actor.memberRows()).find((row) => row.is_me)).person_id

export async function grants(by: Actor, to: Actor, co_founder = false): Promise<EventId<'admin_grant'>> {
  return by.sotto().command('admin.grant', { as: by.identity(), person: await ownPerson(to), co_founder })
}

export async function revokes(by: Actor, from: Actor): Promise<EventId<'admin_revoked'>> {
  return by.sotto().command('admin.revoke', { as: by.identity(), person: await ownPerson(from) })
}

export async function removes(by: Actor, name: string): Promise<EventId<'user_removed'>> {
  const { person_id } = await rowOf(by, name)
  return by.sotto().command('member.remove', { as: by.identity(), person: person_id })
}

/** Says that everything this person writes is to be kept here. */
export async function keepsAllOf(by: Actor, name: string): Promise<void> {
  const { person_id } = await rowOf(by, name)
  await by.sotto().command('member.keepAll', { as: by.identity(), person: person_id })
}

/** `kind name by`, the newest last. */
export async function noticed(viewer: Actor): Promise<readonly string[]> {
  return (await notices(viewer)).map(({ kind, name, by }) => `${kind} ${name} by ${by}`)
}

export const notices = (viewer: Actor): Promise<readonly NoticeRow[]> =>
  viewer.sotto().query('notice.list', { as: viewer.identity() })

/** `name role`, in display order. */
export async function roles(viewer: Actor): Promise<readonly string[]> {
  return (await viewer.memberRows()).map(({ name, role }) => `${name} ${role}`)
}
