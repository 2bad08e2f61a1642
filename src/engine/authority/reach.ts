/**
 * What has effect while so much is taken away and no more: everything that can be reached from the root
 * by joins, links and rights. Adding an act only ever adds to the result, so the order of looking does
 * not matter and each act is looked at a few times at most.
 */

import { pushTo } from '../base/groups.ts'
import type { EventId, PersonId } from '../base/ids.ts'
import { type Act, firstOfEach, isOf, type Of } from './act.ts'
import type { Community, RightAct } from './acts.ts'
import { type Chains, type DeviceTree, deviceTree, isWithin } from './device-tree.ts'
import { FOUNDER_RANK, MEMBER_RANK } from './ranks.ts'

/** What acts of higher rank took away. Grows as the fold descends. */
export interface Taken {
  readonly removals: Map<PersonId, Of<'remove'>[]>
  /** By grant. */
  readonly revocations: Map<EventId, Of<'revoke'>[]>
  /** By invite: the highest rank that closed it. */
  readonly closed: Map<EventId, number>
  /** What each device has taken away, of which its first word counts. */
  readonly said: Set<string>
}

export interface Reach {
  readonly people: ReadonlyMap<PersonId, DeviceTree>
  /** Acts by right. */
  readonly acts: ReadonlySet<EventId>
  readonly joins: ReadonlySet<EventId>
  /** Those that confer a rank now. */
  grantsOf(person: PersonId): readonly Of<'grant'>[]
  rankOf(person: PersonId): number
  /** The rank that shields a person's joins: what grants say, whether or not they stepped down since. */
  shieldOf(person: PersonId): number
}

/** What nothing of this rank or below it can change any more. */
export interface Decided {
  /** Acts by right of ranks above `from` that have effect; others of those ranks have none. */
  readonly acts: Act[]
  /** Joins of people of those ranks. */
  readonly joins: Set<EventId>
  from: number
  /** Devices of a person, while so many removals are in force against them. */
  readonly trees: Map<PersonId, { readonly removals: number; readonly tree: DeviceTree }>
}

/** An act by right, of somebody who is in. */
interface Pending {
  readonly right: RightAct
  readonly tree: DeviceTree
}

export function reach(community: Community, chains: Chains, taken: Taken, decided: Decided): Reach {
  const people = new Map<PersonId, DeviceTree>()
  const acts = new Set<EventId>()
  const joins = new Set<EventId>()
  const named = new Set<EventId>()
  const granted = new Map<PersonId, Of<'grant'>[]>()
  /** Acts under a grant that has not been reached. */
  const waiting = new Map<EventId, Pending[]>()
  const queue: Pending[] = []

  const founders = new Set([...community.roots.values()].map((root) => root.power.by))
  const rankOfGrant = (grant: Act) => community.grantRanks.get(grant.event_id) ?? MEMBER_RANK

  const shieldOf = (person: PersonId): number => {
    if (founders.has(person)) return FOUNDER_RANK
    const held = (granted.get(person) ?? []).filter((grant) => !taken.revocations.has(grant.event_id))
    return held.reduce((rank, grant) => Math.min(rank, rankOfGrant(grant)), MEMBER_RANK)
  }

  /** The one of the reach before, unless more has been taken from the person since. */
  const treeOf = (person: PersonId): DeviceTree => {
    const removals = taken.removals.get(person) ?? []
    const known = decided.trees.get(person)
    if (known?.removals === removals.length) return known.tree
    const tree = deviceTree(person, community.ownActs.get(person) ?? [], removals, chains)
    decided.trees.set(person, { removals: removals.length, tree })
    return tree
  }

  const visit = (person: PersonId): void => {
    if (people.has(person)) return
    const tree = treeOf(person)
    people.set(person, tree)
    for (const act of community.rightActs.get(person) ?? []) queue.push({ right: act, tree })
  }

  const tryJoin = (join: Of<'join'>): void => {
    const { by, invite } = join.power
    if (joins.has(join.event_id)) return
    const isOpen = acts.has(invite) && (taken.closed.get(invite) ?? MEMBER_RANK) >= shieldOf(by)
    if (isOpen || named.has(join.event_id)) admit(join)
  }

  const admit = (join: Of<'join'>): void => {
    joins.add(join.event_id)
    visit(join.power.by)
  }

  const tryAct = (pending: Pending): void => {
    const { right, tree } = pending
    if (right.rank < decided.from) return
    if (isOf(right.act, 'grant') && !community.grantRanks.has(right.act.event_id)) return
    const device = tree.devices.get(right.act.author)
    if (device === undefined || !isWithin(chains, right.act, device.takenBy)) return
    if (!community.roots.has(right.right) && !acts.has(right.right)) {
      pushTo(waiting, right.right, pending)
      return
    }
    const ends = [
      ...(taken.revocations.get(right.right) ?? []),
      ...firstOfEach(tree.stepsDown.filter((act) => act.power.grants.includes(right.right))),
    ]
    if (isWithin(chains, right.act, ends)) effect(right.act)
  }

  const effect = (act: Act): void => {
    if (acts.has(act.event_id)) return
    acts.add(act.event_id)
    if (isOf(act, 'grant')) {
      const { person } = act.power
      pushTo(granted, person, act)
      queue.push(...(waiting.get(act.event_id) ?? []))
      for (const join of community.joinsBy.get(person) ?? []) tryJoin(join)
    }
    if (isOf(act, 'invite')) for (const join of community.joinsTo.get(act.event_id) ?? []) tryJoin(join)
    if (isOf(act, 'close')) {
      for (const id of act.power.seen) {
        const join = community.joins.get(id)
        if (join === undefined || join.power.invite !== act.power.invite) continue
        named.add(id)
        tryJoin(join)
      }
    }
  }

  for (const founder of founders) visit(founder)
  for (const act of decided.acts) effect(act)
  for (const id of decided.joins) {
    const join = community.joins.get(id)
    if (join !== undefined) admit(join)
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) tryAct(next)

  const isRevoked = (grant: EventId, person: PersonId): boolean =>
    taken.revocations.has(grant) ||
    people.get(person)?.stepsDown.some((act) => act.power.grants.includes(grant)) === true

  return {
    people,
    acts,
    joins,
    shieldOf,
    grantsOf: (person) => (granted.get(person) ?? []).filter((grant) => !isRevoked(grant.event_id, person)),
    rankOf(person) {
      if (founders.has(person)) return FOUNDER_RANK
      return this.grantsOf(person).reduce((rank, grant) => Math.min(rank, rankOfGrant(grant)), MEMBER_RANK)
    },
  }
}
