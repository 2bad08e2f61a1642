/**
 * effective(): one pure fold over all valid control events with power. It alone says who is a member
 * now and what closings take away (*void*, I3). Its result depends on the set of acts, never on their
 * order: the fold runs by ascending rank, and voiding goes strictly downwards.
 */

import { type EventId, type PeerId, type PersonId, personOfFirst } from '../base/ids.ts'
import type { Power } from '../events/event-module.ts'

/** Ranks: the founder's, and that of members without a grant. */
export const FOUNDER_RANK = 0
export const MEMBER_RANK = 1000

export interface Act {
  readonly event_id: EventId
  readonly author: PeerId
  readonly created_at: number
  readonly power: Power
}

export interface Standing {
  /** The event that makes it so. */
  readonly event_id: EventId
  readonly peer_id: PeerId
  readonly person_id: PersonId
  readonly rank: number
  readonly since: number
}

type Of<Kind extends Power['act']> = Act & { readonly power: Extract<Power, { act: Kind }> }

function acts<Kind extends Power['act']>(all: readonly Act[], kind: Kind): readonly Of<Kind>[] {
  return all.filter((act): act is Of<Kind> => act.power.act === kind)
}

/** Joins each closed invite keeps: the union over its closings. An invite without an entry is open. */
function keptJoins(closings: readonly Of<'close'>[]): ReadonlyMap<EventId, ReadonlySet<EventId>> {
  const kept = new Map<EventId, Set<EventId>>()
  for (const { power } of closings) {
    const seen = kept.get(power.invite) ?? new Set()
    for (const join of power.seen) seen.add(join)
    kept.set(power.invite, seen)
  }
  return kept
}

function stands(join: Of<'join'>, kept: ReadonlyMap<EventId, ReadonlySet<EventId>>): boolean {
  return kept.get(join.power.invite)?.has(join.event_id) ?? true
}

/** Devices linked, at any depth, through one of the same person that stands; the recovery key links by itself. */
function linkedDevices(firsts: readonly Standing[], links: readonly Of<'link'>[]): readonly Standing[] {
  const rankOf = new Map(firsts.map((standing) => [standing.person_id, standing.rank]))
  const deviceName = (peer: PeerId, person: PersonId): string => `${peer} ${person}`
  const byLinker = new Map<string, Of<'link'>[]>()
  for (const link of links) {
    const { author, power } = link
    const linker = power.by_recovery ? power.person : deviceName(author, power.person)
    byLinker.set(linker, [...(byLinker.get(linker) ?? []), link])
  }
  const linked = new Map<EventId, Standing>()
  const queue = [...rankOf.keys()].flatMap((person) => [person, `${person} ${person}`])
  for (let linker = queue.pop(); linker !== undefined; linker = queue.pop()) {
    for (const { event_id, created_at, power } of byLinker.get(linker) ?? []) {
      const rank = rankOf.get(power.person)
      if (rank === undefined || linked.has(event_id)) continue
      linked.set(event_id, { event_id, peer_id: power.peer, person_id: power.person, rank, since: created_at })
      queue.push(deviceName(power.peer, power.person))
    }
  }
  return [...linked.values()]
}

/** Members in the order of (since, event id). */
export function effective(all: readonly Act[]): readonly Standing[] {
  const founders = acts(all, 'found')
  const joins = acts(all, 'join')
  const closings = acts(all, 'close')
  const founderPeers = new Set(founders.map((founder) => founder.author))

  // Rank 0 first: closings by right take away joins of strictly greater rank.
  const byRight = closings.filter((closing) => closing.power.by_right && founderPeers.has(closing.author))
  const keptByAdmins = keptJoins(byRight)
  const afterAdmins = new Set(joins.filter((join) => stands(join, keptByAdmins)).map((join) => join.author))

  // Then plain members': each needs an author whom no admin's closing took away, and real joins of as
  // many people as the invite allows, whatever other members' closings say. So none undoes its own ground.
  const maxUses = new Map(acts(all, 'invite').map((invite) => [invite.event_id, invite.power.max_uses]))
  const joinOf = new Map(joins.map((join) => [join.event_id, join]))
  const byMembers = closings.filter(({ author, power }) => {
    if (power.by_right) return false
    if (!afterAdmins.has(author) && !founderPeers.has(author)) return false
    const real = power.seen.flatMap((id) => joinOf.get(id) ?? []).filter((join) => join.power.invite === power.invite)
    // A proof admits its owner as often as it is used: one person is one use.
    const people = new Set(real.map((join) => join.author))
    return people.size >= (maxUses.get(power.invite) ?? Number.POSITIVE_INFINITY)
  })
  const kept = keptJoins([...byRight, ...byMembers])

  const first = (act: Act, rank: number): Standing => ({
    event_id: act.event_id,
    peer_id: act.author,
    person_id: personOfFirst(act.author),
    rank,
    since: act.created_at,
  })
  const standing: Standing[] = [
    ...founders.map((act) => first(act, FOUNDER_RANK)),
    ...joins
      .filter((join) => stands(join, kept) && !founderPeers.has(join.author))
      .map((act) => first(act, MEMBER_RANK)),
  ]
  return [...standing, ...linkedDevices(standing, acts(all, 'link'))].sort(
    (a, b) => a.since - b.since || (a.event_id < b.event_id ? -1 : 1),
  )
}
