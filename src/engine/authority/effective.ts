/**
 * effective(): one pure fold over all valid control events with power. It alone says who is a member
 * now, with which rank, which links are open, how much of whom counts, and which acts have no effect
 * (*void*, I3). Its result depends on the set of acts, never on their order.
 *
 * It runs by ascending rank: what acts of one rank take away concerns only those of strictly greater
 * rank, so each act is decided once, by what was taken away above it, and there is no fixed point to
 * look for. Two of one rank who remove each other both stay.
 */

import { pushTo } from '../base/groups.ts'
import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { ChainEnd } from '../events/power.ts'
import { type Act, inOrder, isOf } from './act.ts'
import { type Community, communityOf, type RightAct } from './acts.ts'
import { type Chains, type DeviceTree, endOf, isWithin } from './device-tree.ts'
import { foldGroups, type Groups } from './groups.ts'
import { type MemberClosings, memberClosings } from './member-closings.ts'
import { MEMBER_RANK } from './ranks.ts'
import { type Decided, type Reach, reach, type Taken } from './reach.ts'

export interface Standing {
  /** The event that makes it so. */
  readonly event_id: EventId
  readonly peer_id: PeerId
  readonly person_id: PersonId
  readonly rank: number
  readonly since: number
}

/** A device whose later events have no effect, and how many of a plane count. */
export interface CutInForce {
  readonly event_id: EventId
  readonly peer_id: PeerId
  readonly plane: 1 | 2
  readonly count: number
  readonly end: ChainEnd | undefined
}

export interface InviteState {
  readonly event_id: EventId
  readonly state: 'open' | 'closed' | 'void'
  /** An admin ended it. */
  readonly revoked: boolean
}

export interface GrantInForce {
  readonly event_id: EventId
  readonly person_id: PersonId
  readonly rank: number
}

/** A deletion by right that has effect, and the rank it is made under. */
export interface ErasureInForce {
  readonly event_id: EventId
  readonly rank: number
}

export interface Effective {
  /** In the order of (since, event id). */
  readonly standing: readonly Standing[]
  readonly grants: readonly GrantInForce[]
  readonly invites: readonly InviteState[]
  readonly cuts: readonly CutInForce[]
  readonly groups: Omit<Groups, 'effective'>
  readonly erasures: readonly ErasureInForce[]
  readonly voids: readonly EventId[]
}

/** Where acts say that chains of acts end: what {@link Chains} must hold. */
export function endsIn(acts: readonly Act[]): readonly { readonly peer_id: PeerId; readonly end: ChainEnd }[] {
  return acts.flatMap(({ power }) =>
    'cuts' in power
      ? power.cuts.flatMap(({ peer_id, control }) => (control === undefined ? [] : [{ peer_id, end: control }]))
      : [],
  )
}

export function effective(all: readonly Act[], chains: Chains): Effective {
  const acts = inOrder(all)
  const community = communityOf(acts)
  const { taken, reached, effects } = descend(community, chains)
  const closings = memberClosings(community, reached, taken, chains)
  const joins = new Set([...reached.joins].filter((join) => !closings.ended.has(join)))
  const founders = new Set([...community.roots.values()].map((root) => root.power.by))
  const isIn = (person: PersonId): boolean =>
    founders.has(person) || (community.joinsBy.get(person) ?? []).some((join) => joins.has(join.event_id))
  const people = new Map([...reached.people].filter(([person]) => isIn(person)))

  const deviceOf = (peer: PeerId, person: PersonId) => people.get(person)?.devices.get(peer)
  const { effective: ofGroups, ...groups } = foldGroups(
    acts,
    chains,
    (act) => {
      const device = 'by' in act.power ? deviceOf(act.author, act.power.by) : undefined
      return device !== undefined && isWithin(chains, act, device.takenBy)
    },
    (peer, person) => deviceOf(peer, person) !== undefined,
  )
  const has = new Set<EventId>([...community.roots.keys(), ...joins, ...reached.acts, ...ofGroups])
  for (const closing of closings.closings) has.add(closing.event_id)
  for (const tree of people.values()) for (const act of tree.effective) has.add(act)
  for (const [act, hasEffect] of effects) if (!hasEffect) has.delete(act)

  const standing = standings(community, people, joins, reached)
  return {
    standing,
    grants: [...new Set(standing.map(({ person_id }) => person_id))].flatMap((person_id) =>
      reached.grantsOf(person_id).map(({ event_id }) => ({
        event_id,
        person_id,
        rank: community.grantRanks.get(event_id) ?? MEMBER_RANK,
      })),
    ),
    invites: inviteStates(community, taken, reached, closings),
    cuts: cutsInForce(people),
    groups,
    erasures: [...community.rightActs.values()]
      .flat()
      .filter(({ act }) => isOf(act, 'erase') && has.has(act.event_id))
      .map(({ act, rank }) => ({ event_id: act.event_id, rank })),
    voids: acts.flatMap(({ event_id }) => (has.has(event_id) ? [] : [event_id])),
  }
}

interface Descent {
  readonly taken: Taken
  /** Once everything is taken away that is. */
  readonly reached: Reach
  /** Of acts that take something by right: whether there was anything to take. */
  readonly effects: ReadonlyMap<EventId, boolean>
}

/** Rank by rank: what acts of one rank have effect, and so what is taken away from those below. */
function descend(community: Community, chains: Chains): Descent {
  const taken: Taken = { removals: new Map(), revocations: new Map(), closed: new Map(), said: new Set() }
  const byRight = [...community.rightActs.values()].flat()
  const decided: Decided = { acts: [], joins: new Set(), from: 0, trees: new Map() }
  const effects = new Map<EventId, boolean>()
  for (const rank of community.takingRanks) {
    const reached = reach(community, chains, taken, decided)
    const deciding = byRight.filter(
      (act) => act.rank >= decided.from && act.rank <= rank && reached.acts.has(act.act.event_id),
    )
    for (const { act } of deciding) decided.acts.push(act)
    for (const join of reached.joins) if (isOfRank(community, reached, join, rank)) decided.joins.add(join)
    for (const right of deciding) if (right.rank === rank) take(right, community, reached, taken, effects)
    decided.from = rank + 1
  }
  return { taken, reached: reach(community, chains, taken, decided), effects }
}

function isOfRank(community: Community, reached: Reach, join: EventId, rank: number): boolean {
  const person = community.joins.get(join)?.power.by
  return person !== undefined && reached.shieldOf(person) <= rank
}

/** One takes only from those of strictly greater rank. */
function take(
  { act, rank }: RightAct,
  community: Community,
  reached: Reach,
  taken: Taken,
  effects: Map<EventId, boolean>,
): void {
  const isFirst = (what: string): boolean => {
    const key = `${act.author} ${what}`
    return !taken.said.has(key) && taken.said.add(key) !== undefined
  }
  if (isOf(act, 'close')) {
    taken.closed.set(act.power.invite, Math.min(rank, taken.closed.get(act.power.invite) ?? rank))
  } else if (isOf(act, 'remove')) {
    const { person, peer = '' } = act.power
    const isOutranked = reached.rankOf(person) > rank
    if (isOutranked && isFirst(`${person} ${peer}`)) pushTo(taken.removals, person, act)
    effects.set(act.event_id, isOutranked)
  } else if (isOf(act, 'revoke')) {
    const { person } = act.power
    const grants = act.power.grants.filter(
      (grant) => community.grantedTo.get(grant) === person && (community.grantRanks.get(grant) ?? rank) > rank,
    )
    for (const grant of grants) if (isFirst(grant)) pushTo(taken.revocations, grant, act)
    effects.set(act.event_id, grants.length > 0)
  }
}

function standings(
  community: Community,
  people: ReadonlyMap<PersonId, DeviceTree>,
  joins: ReadonlySet<EventId>,
  reached: Reach,
): readonly Standing[] {
  const all: Standing[] = []
  for (const [person_id, { devices }] of people) {
    const rank = reached.rankOf(person_id)
    const firsts = [...(community.rootsOf.get(person_id) ?? []), ...(community.joinsBy.get(person_id) ?? [])]
    for (const { peer_id, link, takenBy } of devices.values()) {
      if (takenBy.length > 0) continue
      for (const { event_id, created_at } of link === undefined ? firsts : [link]) {
        if (link === undefined && community.joins.has(event_id) && !joins.has(event_id)) continue
        all.push({ event_id, peer_id, person_id, rank, since: created_at })
      }
    }
  }
  return all.sort((a, b) => a.since - b.since || (a.event_id < b.event_id ? -1 : 1))
}

function inviteStates(
  community: Community,
  taken: Taken,
  reached: Reach,
  closings: MemberClosings,
): readonly InviteState[] {
  const revoked = new Set<EventId>()
  for (const { act } of [...community.rightActs.values()].flat()) {
    if (isOf(act, 'close') && act.power.revoked && reached.acts.has(act.event_id)) revoked.add(act.power.invite)
  }
  const closed = new Set([...taken.closed.keys(), ...closings.closings.map((closing) => closing.power.invite)])
  return [...community.invites.keys()].map((event_id) => ({
    event_id,
    state: !reached.acts.has(event_id) ? 'void' : closed.has(event_id) ? 'closed' : 'open',
    revoked: revoked.has(event_id),
  }))
}

function cutsInForce(people: ReadonlyMap<PersonId, DeviceTree>): readonly CutInForce[] {
  const cuts: CutInForce[] = []
  for (const { devices } of people.values()) {
    for (const { peer_id, takenBy } of devices.values()) {
      for (const taking of takenBy) {
        for (const plane of [1, 2] as const) {
          const end = endOf(taking, peer_id, plane)
          cuts.push({ event_id: taking.event_id, peer_id, plane, count: end?.count ?? 0, end })
        }
      }
    }
  }
  return cuts
}
