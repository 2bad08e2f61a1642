/**
 * The acts the authority fold folds, sorted once by what it asks for. Owns nothing that changes: one
 * community is one set of acts, whatever their order.
 */

import { groupBy, pushTo } from '../base/groups.ts'
import type { EventId, PersonId } from '../base/ids.ts'
import { type Act, isOf, type Of } from './act.ts'
import { rightRanks } from './ranks.ts'

/** By right: done under a right of this rank, 0 the highest. */
export interface RightAct {
  readonly act: Act
  readonly rank: number
  readonly right: EventId
}

/** Acts of a person about themselves, which need no right: devices, leaving, stepping down. */
export type OwnAct = Of<'link'> | Of<'remove'> | Of<'revoke'>

export interface Community {
  /** By event. */
  readonly roots: ReadonlyMap<EventId, Of<'found'>>
  readonly rootsOf: ReadonlyMap<PersonId, readonly Of<'found'>[]>
  readonly joins: ReadonlyMap<EventId, Of<'join'>>
  readonly joinsBy: ReadonlyMap<PersonId, readonly Of<'join'>[]>
  readonly joinsTo: ReadonlyMap<EventId, readonly Of<'join'>[]>
  readonly ownActs: ReadonlyMap<PersonId, readonly OwnAct[]>
  readonly rightActs: ReadonlyMap<PersonId, readonly RightAct[]>
  /** Closings that claim no right. */
  readonly memberClosings: readonly Of<'close'>[]
  readonly invites: ReadonlyMap<EventId, Of<'invite'>>
  /** The rank each grant confers; one that is not here confers none. */
  readonly grantRanks: ReadonlyMap<EventId, number>
  /** Whose each grant is. */
  readonly grantedTo: ReadonlyMap<EventId, PersonId>
  /** The ranks whose acts take something from somebody, ascending. */
  readonly takingRanks: readonly number[]
}

/** Whether an act is about its own author's person: then no right is asked for, only which device it is. */
function isOwn(act: Act): act is OwnAct {
  const { power } = act
  if (power.act === 'link') return true
  return (power.act === 'remove' || power.act === 'revoke') && power.by === power.person
}

function rightOf({ power }: Act): EventId | undefined {
  return 'right' in power && !('group' in power) ? power.right : undefined
}

export function communityOf(acts: readonly Act[]): Community {
  const roots = new Map<EventId, Of<'found'>>()
  const joins = new Map<EventId, Of<'join'>>()
  const joinsBy = new Map<PersonId, Of<'join'>[]>()
  const joinsTo = new Map<EventId, Of<'join'>[]>()
  const ownActs = new Map<PersonId, OwnAct[]>()
  const rightActs = new Map<PersonId, RightAct[]>()
  const memberClosings: Of<'close'>[] = []
  const invites = new Map<EventId, Of<'invite'>>()
  const grants = new Map<EventId, Of<'grant'>>()
  for (const act of acts) {
    if (isOf(act, 'found')) roots.set(act.event_id, act)
    if (isOf(act, 'grant')) grants.set(act.event_id, act)
    if (isOf(act, 'invite')) invites.set(act.event_id, act)
    if (!isOf(act, 'join')) continue
    joins.set(act.event_id, act)
    pushTo(joinsBy, act.power.by, act)
    pushTo(joinsTo, act.power.invite, act)
  }
  const grantRanks = rightRanks(new Set(roots.keys()), grants)
  const takingRanks = new Set<number>()
  for (const act of acts) {
    if (isOwn(act)) {
      pushTo(ownActs, act.power.by, act)
      continue
    }
    const right = rightOf(act)
    if (right === undefined) {
      if (isOf(act, 'close')) memberClosings.push(act)
      continue
    }
    const rank = roots.has(right) ? 0 : grantRanks.get(right)
    if (rank === undefined) continue
    pushTo(rightActs, act.power.by, { act, rank, right })
    if (isOf(act, 'remove') || isOf(act, 'revoke') || isOf(act, 'close')) takingRanks.add(rank)
  }
  return {
    roots,
    rootsOf: groupBy([...roots.values()], (root) => root.power.by),
    joins,
    joinsBy,
    joinsTo,
    ownActs,
    rightActs,
    memberClosings,
    invites,
    grantRanks,
    grantedTo: new Map([...grants.values()].map(({ event_id, power }) => [event_id, power.person])),
    takingRanks: [...takingRanks].sort((a, b) => a - b),
  }
}
