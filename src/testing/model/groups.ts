/**
 * Who is in the groups that have people of their own, by the rule as people would say it: who made one is
 * the first in it, whoever somebody adds comes one below them, and one takes out only those further below,
 * or oneself.
 */

import type { EventId, GroupId, PersonId } from '../../engine/api.ts'
import type { Chains } from './chains.ts'
import { type Deed, type DeedOf, ofKind } from './deeds.ts'
import { isWithin } from './persons.ts'

export interface Groups {
  /** Who is in each now. */
  readonly people: ReadonlyMap<GroupId, ReadonlySet<PersonId>>
  /** Who ever had a place in each. */
  readonly everIn: ReadonlyMap<GroupId, ReadonlySet<PersonId>>
  /** What ever gave somebody a place. */
  readonly places: ReadonlySet<EventId>
  /** What ended each time somebody was in one. */
  readonly ends: readonly { readonly group: GroupId; readonly by: readonly DeedOf<'drops'>[] }[]
  /** 0 for who made it. */
  rankIn(group: GroupId, person: PersonId): number | undefined
}

interface Place {
  readonly id: EventId
  readonly group: GroupId
  readonly person: PersonId
}

/** @param counts whether a deed is of a device of somebody who is in the community, and not cut off */
export function groupsOf(deeds: readonly Deed[], chains: Chains, counts: (deed: Deed) => boolean): Groups {
  const effective: { readonly drop: DeedOf<'drops'>; readonly rank: number }[] = []
  const held: { readonly place: Place; readonly rank: number }[] = []

  const endsOf = ({ id, group, person }: Place, rank: number) =>
    effective
      .filter(({ drop }) => drop.adds.includes(id) && drop.group === group && drop.person === person)
      .filter((ending) => ending.rank < rank || ending.drop.by === person)
      .map(({ drop }) => drop)
  const under = <D extends DeedOf<'adds'> | DeedOf<'drops'>>(all: readonly D[], place: Place, rank: number) =>
    all.filter(
      (deed) =>
        deed.place === place.id &&
        deed.group === place.group &&
        deed.by === place.person &&
        counts(deed) &&
        isWithin(chains, deed, endsOf(place, rank)),
    )

  const ever: Place[] = []
  const ends: { readonly group: GroupId; readonly by: readonly DeedOf<'drops'>[] }[] = []
  let level: readonly Place[] = ofKind(deeds, 'groups')
    .filter(counts)
    .map(({ id, by }) => ({ id, group: id as GroupId, person: by }))
  for (let rank = 0; level.length > 0; rank++) {
    ever.push(...level)
    const drops = level.flatMap((place) => under(ofKind(deeds, 'drops'), place, rank))
    effective.push(...drops.map((drop) => ({ drop, rank })))
    for (const place of level) ends.push({ group: place.group, by: endsOf(place, rank) })
    held.push(...level.filter((place) => endsOf(place, rank).length === 0).map((place) => ({ place, rank })))
    level = level.flatMap((place) =>
      under(ofKind(deeds, 'adds'), place, rank).map(({ id, group, person }) => ({ id, group, person })),
    )
  }
  return {
    people: byGroup(held.map(({ place }) => place)),
    everIn: byGroup(ever),
    places: new Set(ever.map(({ id }) => id)),
    ends: ends.filter(({ by }) => by.length > 0),
    rankIn(group, person) {
      const ranks = held.filter(({ place }) => place.group === group && place.person === person)
      return ranks.length === 0 ? undefined : Math.min(...ranks.map(({ rank }) => rank))
    },
  }
}

function byGroup(places: readonly Place[]): ReadonlyMap<GroupId, ReadonlySet<PersonId>> {
  const people = new Map<GroupId, Set<PersonId>>()
  for (const { group, person } of places) people.set(group, (people.get(group) ?? new Set()).add(person))
  return people
}
