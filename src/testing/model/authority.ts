/**
 * Who is in and what counts, by the rule as people would say it, decided rank by rank from the founder down:
 * what somebody takes away concerns strictly lower ranks alone. The naive twin of `authority/effective.ts`:
 * everything is looked at again until nothing new comes of it.
 */

import type { EventId, PersonId } from '../../engine/api.ts'
import type { Chains } from './chains.ts'
import { type Deed, type DeedOf, ofKind } from './deeds.ts'
import { type Devices, devicesOf, isWithin } from './persons.ts'

/** Of members without a grant. */
export const MEMBER = 1_000
const LOWEST_RANK = 15

export interface Authority {
  /** Of the deeds that need a right, and of joins, those that have effect. */
  readonly effective: ReadonlySet<EventId>
  /** Invites that somebody ended by right. */
  readonly ended: ReadonlySet<EventId>
  /** Those who founded the community or joined it, and are not out for the link's sake. */
  readonly people: ReadonlySet<PersonId>
  devices(person: PersonId): Devices
  /** 0 for the founder, {@link MEMBER} for who holds no grant. */
  rankOf(person: PersonId): number
  /** Of the right under which somebody acts. */
  rankOfRight(right: EventId): number | undefined
  grantsOf(person: PersonId): readonly EventId[]
}

type ByRight = Deed & { readonly right: EventId }
const isByRight = (deed: Deed): deed is ByRight => 'right' in deed && deed.right !== undefined && !isAboutOneself(deed)
const isAboutOneself = (deed: Deed): boolean =>
  deed.kind === 'links' || ((deed.kind === 'removes' || deed.kind === 'revokes') && deed.by === deed.person)

/** What was taken away by ranks above. */
interface Taken {
  readonly removals: DeedOf<'removes'>[]
  readonly revocations: DeedOf<'revokes'>[]
  /** By invite, the rank that ended it. */
  readonly closings: Map<EventId, number>
}

export function decide(deeds: readonly Deed[], chains: Chains): Authority {
  const founders = new Set(ofKind(deeds, 'founds').map(({ by }) => by))
  const roots = new Set<EventId>(ofKind(deeds, 'founds').map(({ id }) => id))
  const grants = new Map(ofKind(deeds, 'grants').map((grant) => [grant.id, grant]))
  const joins = ofKind(deeds, 'joins')
  const byRight = deeds.filter(isByRight)
  const own = deeds.filter((deed): deed is DeedOf<'links'> | DeedOf<'removes'> | DeedOf<'revokes'> =>
    isAboutOneself(deed),
  )

  const rankOfRight = (right: EventId): number | undefined => {
    if (roots.has(right)) return 0
    const grant = grants.get(right)
    const above = grant === undefined ? undefined : rankOfRight(grant.right)
    if (grant === undefined || above === undefined || above >= LOWEST_RANK) return undefined
    if (grant.isCoFounder) return above === 0 ? 0 : undefined
    return above + 1
  }

  const taken: Taken = { removals: [], revocations: [], closings: new Map() }
  const settled = new Set<EventId>()
  const ineffective = new Set<EventId>()

  const world = (from: number) => {
    const on = new Set(settled)
    const trees = new Map<PersonId, Devices>()
    const devices = (person: PersonId): Devices => {
      const known = trees.get(person)
      if (known !== undefined) return known
      const made = devicesOf(
        person,
        own.filter(({ by }) => by === person),
        taken.removals.filter((removal) => removal.person === person),
        chains,
      )
      trees.set(person, made)
      return made
    }
    const conferred = (person: PersonId) =>
      [...grants.values()].filter((grant) => grant.person === person && on.has(grant.id))
    const isRevoked = (grant: EventId) => taken.revocations.some((revocation) => revocation.grants.includes(grant))
    const isGivenUp = (person: PersonId, grant: EventId) =>
      devices(person).stepsDown.some((deed) => deed.grants.includes(grant))
    const grantsOf = (person: PersonId) =>
      conferred(person).filter(({ id }) => !isRevoked(id) && !isGivenUp(person, id))
    const best = (person: PersonId, held: readonly DeedOf<'grants'>[]): number =>
      founders.has(person) ? 0 : Math.min(MEMBER, ...held.map(({ id }) => rankOfRight(id) ?? MEMBER))
    const rankOf = (person: PersonId) => best(person, grantsOf(person))
    /** What shields a person's joins: who steps down is not out. */
    const shieldOf = (person: PersonId) =>
      best(
        person,
        conferred(person).filter(({ id }) => !isRevoked(id)),
      )
    const isIn = (person: PersonId) => founders.has(person) || joins.some(({ by, id }) => by === person && on.has(id))

    const joinHolds = (join: DeedOf<'joins'>): boolean => {
      const isNamed = ofKind(byRight, 'closes').some(
        (closing) => on.has(closing.id) && closing.invite === join.invite && closing.names.includes(join.id),
      )
      return isNamed || (on.has(join.invite) && (taken.closings.get(join.invite) ?? MEMBER) >= shieldOf(join.by))
    }
    const deedHolds = (deed: ByRight): boolean => {
      const rank = rankOfRight(deed.right)
      if (rank === undefined || rank < from || !isIn(deed.by)) return false
      if (deed.kind === 'grants' && rankOfRight(deed.id) === undefined) return false
      if (!roots.has(deed.right) && !on.has(deed.right)) return false
      const tree = devices(deed.by)
      const device = tree.all.find(({ peer_id }) => peer_id === deed.author)
      const ends = [...taken.revocations, ...tree.stepsDown].filter(({ grants: ended }) => ended.includes(deed.right))
      return device !== undefined && isWithin(chains, deed, device.takenBy) && isWithin(chains, deed, ends)
    }
    for (let before = -1; before < on.size; ) {
      before = on.size
      for (const join of joins) if (!on.has(join.id) && joinHolds(join)) on.add(join.id)
      for (const deed of byRight) if (!on.has(deed.id) && deedHolds(deed)) on.add(deed.id)
    }
    return { on, devices, rankOf, shieldOf, grantsOf }
  }

  for (let rank = 0; rank <= LOWEST_RANK; rank++) {
    if (!byRight.some(({ right }) => rankOfRight(right) === rank)) continue
    const { on, rankOf, shieldOf } = world(rank)
    const done = byRight.filter((deed) => on.has(deed.id) && rankOfRight(deed.right) === rank)
    for (const { id } of done) settled.add(id)
    for (const join of joins) if (on.has(join.id) && shieldOf(join.by) <= rank) settled.add(join.id)
    const removals = ofKind(done, 'removes').filter((removal) => rankOf(removal.person) > rank)
    const revocations = ofKind(done, 'revokes').map((revocation) => ({
      ...revocation,
      grants: revocation.grants.filter(
        (id) => grants.get(id)?.person === revocation.person && (rankOfRight(id) ?? rank) > rank,
      ),
    }))
    for (const { id } of ofKind(done, 'removes')) if (!removals.some((one) => one.id === id)) ineffective.add(id)
    for (const { id, grants: ended } of revocations) if (ended.length === 0) ineffective.add(id)
    taken.removals.push(...removals)
    taken.revocations.push(...revocations)
    for (const { invite } of ofKind(done, 'closes')) {
      taken.closings.set(invite, Math.min(rank, taken.closings.get(invite) ?? rank))
    }
  }

  const { on, devices, rankOf, grantsOf } = world(LOWEST_RANK + 1)
  const isOut = (join: DeedOf<'joins'>) => rankOf(join.by) === MEMBER && isUsedUp(join)
  /** By those who are in, and name as many people as the link has uses; nobody is believed about themselves. */
  const isUsedUp = ({ id, by, invite }: DeedOf<'joins'>): boolean => {
    const uses = ofKind(deeds, 'invites').find((made) => made.id === invite && on.has(made.id))?.uses
    if (uses === undefined || taken.closings.has(invite)) return false
    const real = new Map(
      joins.filter((join) => join.invite === invite && on.has(join.id)).map((join) => [join.id, join]),
    )
    const believed = ofKind(deeds, 'closes').filter((closing) => {
      if (closing.right !== undefined || closing.invite !== invite || closing.by === by) return false
      const isIn = founders.has(closing.by) || joins.some((join) => join.by === closing.by && on.has(join.id))
      const device = devices(closing.by).all.find(({ peer_id }) => peer_id === closing.author)
      const people = new Set(closing.names.flatMap((name) => real.get(name)?.by ?? []))
      return isIn && device !== undefined && isWithin(chains, closing, device.takenBy) && people.size >= uses
    })
    return believed.length > 0 && !believed.some(({ names }) => names.includes(id))
  }
  const effective = new Set(on)
  for (const join of joins) if (on.has(join.id) && isOut(join)) effective.delete(join.id)
  for (const id of ineffective) effective.delete(id)
  const people = new Set([...founders, ...joins.filter(({ id }) => effective.has(id)).map(({ by }) => by)])
  return {
    effective,
    ended: new Set(taken.closings.keys()),
    people,
    devices,
    rankOf,
    rankOfRight,
    grantsOf: (person) => grantsOf(person).map(({ id }) => id),
  }
}
