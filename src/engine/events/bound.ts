/**
 * What `auth` and `right` say of an author: whether it is the device the membership is of, whose device
 * that is, and whether a right is that person's. Every module that takes such fields asks here. No link
 * vouches for a membership or a right: what the types leave open is known.
 */

import { must } from '../base/errors.ts'
import { type GroupId, type PeerId, type PersonId, personOfFirst } from '../base/ids.ts'
import { contradicts, type Dependency, type MembershipShape, type RightShape } from './fields.ts'

function field<Id extends string>(dependency: Dependency, name: string): Id | undefined {
  const value: unknown = (dependency.body as Readonly<Record<string, unknown>>)[name]
  return value as Id | undefined
}

/** The device a membership is of. */
export function deviceOf(auth: Dependency<MembershipShape>): PeerId {
  return must(auth.type === 'device_link' ? field<PeerId>(auth, 'new_peer') : auth.author, 'the device of a membership')
}

/** Whether `auth` makes this author a member. */
export function isBound(auth: Dependency<MembershipShape>, author: PeerId): boolean {
  return deviceOf(auth) === author
}

/** Whose device the bound author of `auth` is. */
export function personOf(auth: Dependency<MembershipShape>, author: PeerId): PersonId {
  if (auth.type === 'device_link') return field<PersonId>(auth, 'person') ?? personOfFirst(author)
  return personOfFirst(auth.author ?? author)
}

/** Whether `right` is the right of this person: the root is the founder's, a grant its person's. */
export function holdsRight(right: Dependency<RightShape>, person: PersonId): boolean {
  if (right.type === 'admin_grant') return !contradicts(field<PersonId>(right, 'person'), person)
  return right.author === undefined || personOfFirst(right.author) === person
}

/**
 * Whether `right` is a place of this person in this group. That of who made it says a device, not whose: there
 * the authority fold decides.
 */
export function holdsPlace(right: Dependency, group: GroupId, person: PersonId): boolean {
  if (right.type === 'group') return (right.id as string) === group
  if (right.type !== 'group_member') return false
  return (
    !contradicts(field<GroupId>(right, 'group_id'), group) && !contradicts(field<PersonId>(right, 'person'), person)
  )
}
