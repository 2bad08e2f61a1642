/**
 * Who is in the groups that have people of their own. Within a group it is as in the community: who made
 * it is the first, whoever somebody adds comes one below them, and one drops only those further below,
 * or oneself. What admins may do outside gives them nothing here.
 */

import { groupBy, pushTo } from '../base/groups.ts'
import type { EventId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import type { ChainEnd } from '../events/power.ts'
import { type Act, firstOfEach, isOf, type Of } from './act.ts'
import { type Chains, isWithin } from './device-tree.ts'

export interface GroupMember {
  /** What adds the person, or makes the group. */
  readonly event_id: EventId
  readonly person_id: PersonId
  readonly group_id: EventId
}

/** One time somebody was in a group, and what ended it. */
export interface GroupEnd {
  readonly event_id: EventId
  /** The place. */
  readonly add_id: EventId
}

/** As far as content of a device counts for which this ended a time in the group. */
export interface GroupCut {
  readonly event_id: EventId
  readonly group_id: EventId
  readonly peer_id: PeerId
  readonly count: number
  readonly end: ChainEnd | undefined
}

/** A deletion by right that its author made when their time in the group was over. */
export interface LateErasure {
  readonly event_id: EventId
  readonly group_id: GroupId
}

export interface Groups {
  readonly members: readonly GroupMember[]
  readonly ends: readonly GroupEnd[]
  readonly cuts: readonly GroupCut[]
  readonly late: readonly LateErasure[]
  /** Acts of groups that have effect. */
  readonly effective: ReadonlySet<EventId>
}

interface Place extends GroupMember {
  readonly rank: number
}

/**
 * @param isByMember whether the act is of a device that is the author's person's, and within its cuts
 * @param isDeviceOf whether it is, or was, the person's
 */
export function foldGroups(
  acts: readonly Act[],
  chains: Chains,
  isByMember: (act: Act) => boolean,
  isDeviceOf: (peer: PeerId, person: PersonId) => boolean,
): Groups {
  const addsUnder = groupBy(
    acts.filter((act) => isOf(act, 'add')),
    (act) => act.power.right,
  )
  const dropsUnder = groupBy(
    acts.filter((act) => isOf(act, 'drop')),
    (act) => act.power.right,
  )
  const dwellsUnder = groupBy(
    acts.filter((act) => isOf(act, 'dwell')),
    (act) => act.power.right,
  )
  const effective = new Set<EventId>()
  const drops = new Map<EventId, { readonly act: Of<'drop'>; readonly rank: number }[]>()
  const members: GroupMember[] = []
  /** All that anybody ever had, by who and where. */
  const had = new Map<string, Place[]>()
  const ends: GroupEnd[] = []
  const ending = new Set<Of<'drop'>>()

  /** What ended this place: drops from above, and the person's own. */
  const endsOf = (place: Place): readonly Of<'drop'>[] =>
    firstOfEach(
      (drops.get(place.event_id) ?? [])
        .filter(({ act }) => act.power.person === place.person_id && act.power.group === place.group_id)
        .filter(({ act, rank }) => rank < place.rank || act.power.by === place.person_id)
        .map(({ act }) => act),
    )

  /** Acts under this place that count: the author is who holds it, on a chain that nothing has cut. */
  const counted = <A extends Of<'add' | 'drop' | 'dwell'>>(
    under: readonly A[] | undefined,
    place: Place,
  ): readonly A[] => {
    if (under === undefined) return []
    const ends = endsOf(place)
    return under.filter(
      (act) =>
        act.power.group === place.group_id &&
        act.power.by === place.person_id &&
        isByMember(act) &&
        isWithin(chains, act, ends),
    )
  }

  const end = (act: Of<'drop'>, rank: number): void => {
    effective.add(act.event_id)
    for (const add of new Set(act.power.adds)) pushTo(drops, add, { act, rank })
  }

  let places: readonly Place[] = acts
    .filter((act) => isOf(act, 'group'))
    .filter(isByMember)
    .map((act) => ({ event_id: act.event_id, person_id: act.power.by, group_id: act.event_id, rank: 0 }))
  // Rank by rank: a drop reaches only places that are looked at after it, but for the person's own.
  while (places.length > 0) {
    // First who leaves: it says what else of them counts.
    for (const isLeaving of [true, false]) {
      const dropped = places.flatMap((place) =>
        counted(dropsUnder.get(place.event_id), place)
          .filter(({ power }) => (power.person === place.person_id) === isLeaving)
          .map((act) => ({ act, rank: place.rank })),
      )
      for (const { act, rank } of dropped) end(act, rank)
    }
    const next: Place[] = []
    for (const place of places) {
      effective.add(place.event_id)
      pushTo(had, `${place.person_id} ${place.group_id}`, place)
      const ended = endsOf(place)
      if (ended.length === 0) members.push(place)
      for (const act of ended) ends.push({ event_id: act.event_id, add_id: place.event_id })
      for (const act of ended) ending.add(act)
      for (const act of counted(dwellsUnder.get(place.event_id), place)) effective.add(act.event_id)
      for (const add of counted(addsUnder.get(place.event_id), place)) {
        const { person, group } = add.power
        next.push({ event_id: add.event_id, person_id: person, group_id: group, rank: place.rank + 1 })
      }
    }
    places = next
  }
  return {
    members: members.map(({ event_id, person_id, group_id }) => ({ event_id, person_id, group_id })),
    ends,
    late: acts
      .filter((act) => isOf(act, 'erase'))
      .flatMap((act) =>
        act.power.groups
          .filter((group) => {
            const times = had.get(`${act.power.by} ${group}`) ?? []
            return times.length > 0 && !times.some((place) => isWithin(chains, act, endsOf(place)))
          })
          .map((group_id) => ({ event_id: act.event_id, group_id })),
      ),
    cuts: [...ending].flatMap((act) => cutsOf(act).filter(({ peer_id }) => isDeviceOf(peer_id, act.power.person))),
    effective,
  }
}

function cutsOf({ event_id, power }: Of<'drop'>): readonly GroupCut[] {
  return power.cuts.map(({ peer_id, content }) => ({
    event_id,
    group_id: power.group,
    peer_id,
    count: content?.count ?? 0,
    end: content,
  }))
}
