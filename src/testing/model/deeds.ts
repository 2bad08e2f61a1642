/**
 * What people did that has to do with who is in and who may what, read off the events: one deed each, with
 * the person as whom its device acted. No judgement: a deed that means nothing is a deed.
 */

import type { EventId, GroupId, PeerId, PersonId } from '../../engine/api.ts'
import { type EpochId, personOfFirst } from '../../engine/base/ids.ts'
import { shapes } from '../shapes.ts'
import { bodyOf, type Entry } from './entries.ts'

export interface End {
  readonly head: EventId
  readonly count: number
  readonly below: readonly EventId[]
}

/** How much of one device counts for who takes its authority away. */
export interface DeviceEnd {
  readonly peer_id: PeerId
  readonly control: End | undefined
  readonly content: End | undefined
}

interface Did {
  readonly id: EventId
  readonly author: PeerId
  readonly by: PersonId
}

/** Done under this right: the root, or a grant. */
interface Rightful extends Did {
  readonly right: EventId
}

interface Taking {
  readonly person: PersonId
  readonly ends: readonly DeviceEnd[]
}

export type Deed =
  | (Did & { readonly kind: 'founds' })
  | (Did & { readonly kind: 'joins'; readonly invite: EventId })
  | (Did & { readonly kind: 'links'; readonly peer: PeerId; readonly byRecovery: boolean })
  | (Rightful & { readonly kind: 'grants'; readonly person: PersonId; readonly isCoFounder: boolean })
  | (Rightful & Taking & { readonly kind: 'revokes'; readonly grants: readonly EventId[] })
  | (Did & Taking & { readonly kind: 'removes'; readonly right: EventId | undefined; readonly peer?: PeerId })
  | (Rightful & { readonly kind: 'invites'; readonly uses: number })
  | (Did & {
      readonly kind: 'closes'
      readonly right: EventId | undefined
      readonly invite: EventId
      readonly names: readonly EventId[]
    })
  | (Rightful & { readonly kind: 'makes' })
  | (Did & {
      readonly kind: 'deletes'
      readonly right: EventId | undefined
      readonly epochs: readonly EpochId[]
      readonly targets: readonly EventId[]
    })
  | (Did & { readonly kind: 'groups' })
  | (Did & { readonly kind: 'adds'; readonly group: GroupId; readonly place: EventId; readonly person: PersonId })
  | (Did &
      Taking & {
        readonly kind: 'drops'
        readonly group: GroupId
        readonly place: EventId
        readonly adds: readonly EventId[]
      })

export type DeedOf<K extends Deed['kind']> = Extract<Deed, { readonly kind: K }>

export function ofKind<K extends Deed['kind']>(deeds: readonly Deed[], kind: K): readonly DeedOf<K>[] {
  return deeds.filter((deed): deed is DeedOf<K> => deed.kind === kind)
}

/** Under which right each public channel was made: that is under its seal, and told by who made it. */
export type ChannelRights = ReadonlyMap<EventId, { readonly right: EventId; readonly by: PersonId }>

export function deedsOf(held: ReadonlyMap<EventId, Entry>, channels: ChannelRights): readonly Deed[] {
  return [...held.values()].flatMap((entry): Deed[] => {
    const made = channels.get(entry.event_id)
    if (made !== undefined) return [{ id: entry.event_id, author: entry.author, kind: 'makes', ...made }]
    const deed = READERS[entry.type ?? '']?.(entry, held)
    return deed === undefined ? [] : [deed]
  })
}

/** As whom a device acts that names this membership. */
function personBy(held: ReadonlyMap<EventId, Entry>, auth: EventId): PersonId | undefined {
  const membership = held.get(auth)
  if (membership === undefined) return undefined
  return bodyOf(shapes.device_link, membership)?.person ?? personOfFirst(membership.author)
}

/** How each type of event is read. */
const READERS: Readonly<Record<string, (entry: Entry, held: ReadonlyMap<EventId, Entry>) => Deed | undefined>> = {
  network: ({ event_id: id, author }) => ({ id, author, by: personOfFirst(author), kind: 'founds' }),
  user: (entry) => {
    const body = bodyOf(shapes.user, entry)
    const { event_id: id, author } = entry
    return body && { id, author, by: personOfFirst(author), kind: 'joins', invite: body.invite }
  },
  device_link: (entry) => {
    const body = bodyOf(shapes.device_link, entry)
    const { event_id: id, author } = entry
    return (
      body && {
        id,
        author,
        by: body.person,
        kind: 'links',
        peer: body.new_peer,
        byRecovery: body.recovery !== undefined,
      }
    )
  },
  admin_grant: (entry, held) => {
    const body = bodyOf(shapes.admin_grant, entry)
    if (body === undefined) return undefined
    const { right, person, co_founder: isCoFounder } = body
    return { ...did(held, entry, body.auth), kind: 'grants', right, person, isCoFounder }
  },
  admin_revoked: (entry, held) => {
    const body = bodyOf(shapes.admin_revoked, entry)
    if (body === undefined) return undefined
    const { right, person, grants, cuts: ends } = body
    return { ...did(held, entry, body.auth), kind: 'revokes', right, person, grants, ends }
  },
  user_removed: (entry, held) => {
    const body = bodyOf(shapes.user_removed, entry)
    if (body === undefined) return undefined
    const { right, person, cuts: ends } = body
    return { ...did(held, entry, body.auth), kind: 'removes', right, person, ends }
  },
  peer_removed: (entry, held) => {
    const body = bodyOf(shapes.peer_removed, entry)
    const target = body && held.get(body.target)
    const person = body && personBy(held, body.target)
    if (body === undefined || target === undefined || person === undefined) return undefined
    const peer = bodyOf(shapes.device_link, target)?.new_peer ?? target.author
    return { ...did(held, entry, body.auth), kind: 'removes', right: body.right, person, peer, ends: body.cuts }
  },
  invite: (entry, held) => {
    const body = bodyOf(shapes.invite, entry)
    return body && { ...did(held, entry, body.auth), kind: 'invites', right: body.right, uses: body.max_uses }
  },
  invite_closed: (entry, held) => {
    const body = bodyOf(shapes.invite_closed, entry)
    if (body === undefined) return undefined
    const { right, invite_id: invite, seen_users: names } = body
    return { ...did(held, entry, body.auth), kind: 'closes', right, invite, names }
  },
  message_deletion: (entry, held) => {
    const body = bodyOf(shapes.message_deletion, entry)
    if (body === undefined) return undefined
    const { right, epochs, targets } = body
    return { ...did(held, entry, body.auth), kind: 'deletes', right, epochs, targets }
  },
  group: (entry, held) => {
    const body = bodyOf(shapes.group, entry)
    return body && body.scope !== 'all' ? { ...did(held, entry, body.auth), kind: 'groups' } : undefined
  },
  group_member: (entry, held) => {
    const body = bodyOf(shapes.group_member, entry)
    if (body === undefined) return undefined
    const { group_id: group, right: place, person } = body
    return { ...did(held, entry, body.auth), kind: 'adds', group, place, person }
  },
  group_member_removed: (entry, held) => {
    const body = bodyOf(shapes.group_member_removed, entry)
    if (body === undefined) return undefined
    const { group_id: group, right: place, person, adds, cuts: ends } = body
    return { ...did(held, entry, body.auth), kind: 'drops', group, place, person, adds, ends }
  },
}

function did(held: ReadonlyMap<EventId, Entry>, { event_id: id, author }: Entry, auth: EventId): Did {
  return { id, author, by: personBy(held, auth) ?? personOfFirst(author) }
}
