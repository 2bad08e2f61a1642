/**
 * Closings by members without a right, settled after all admins: each names the joins that used an
 * invite up. They speak only of invites no admin has closed: where one has, an admin says who is in.
 */

import { groupBy } from '../base/groups.ts'
import type { EventId, PersonId } from '../base/ids.ts'
import type { Of } from './act.ts'
import type { Community } from './acts.ts'
import { type Chains, isWithin } from './device-tree.ts'
import { MEMBER_RANK } from './ranks.ts'
import type { Reach, Taken } from './reach.ts'

export interface MemberClosings {
  readonly closings: readonly Of<'close'>[]
  /** Joins without effect because of them. */
  readonly ended: ReadonlySet<EventId>
}

export function memberClosings(community: Community, reached: Reach, taken: Taken, chains: Chains): MemberClosings {
  const ended = new Set<EventId>()
  const realJoins = (closing: Of<'close'>): readonly Of<'join'>[] =>
    closing.power.seen
      .flatMap((id) => community.joins.get(id) ?? [])
      .filter((join) => join.power.invite === closing.power.invite && reached.joins.has(join.event_id))

  const counts = (closing: Of<'close'>): boolean => {
    const { by, invite } = closing.power
    const terms = community.invites.get(invite)
    if (terms === undefined || !reached.acts.has(invite) || taken.closed.has(invite)) return false
    const device = reached.people.get(by)?.devices.get(closing.author)
    if (device === undefined || !isWithin(chains, closing, device.takenBy)) return false
    // A proof admits its owner as often as it is used: one person is one use.
    return new Set(realJoins(closing).map((join) => join.power.by)).size >= terms.power.max_uses
  }

  const closings = community.memberClosings.filter(counts)
  for (const [invite, ofInvite] of groupBy(closings, (closing) => closing.power.invite)) {
    const keepers = new Map<EventId, Set<PersonId>>()
    for (const closing of ofInvite) {
      for (const { event_id } of realJoins(closing)) {
        keepers.set(event_id, (keepers.get(event_id) ?? new Set()).add(closing.power.by))
      }
    }
    const closers = new Set(ofInvite.map((closing) => closing.power.by))
    // Nobody's closing takes away its own author, and nobody's keeps them: others say who came in time.
    const isByOthers = (people: ReadonlySet<PersonId> | undefined, person: PersonId): boolean =>
      people !== undefined && (people.size > 1 || !people.has(person)) && people.size > 0
    for (const join of community.joinsTo.get(invite) ?? []) {
      const { by } = join.power
      if (reached.rankOf(by) !== MEMBER_RANK || !isByOthers(closers, by)) continue
      if (!isByOthers(keepers.get(join.event_id), by)) ended.add(join.event_id)
    }
  }
  return { closings, ended }
}
