/**
 * The devices of one person, by the rule as people would say it. A device outranks those linked through it,
 * and one linked by the recovery key outranks all others; a device takes away itself and those it outranks,
 * and only one that no other outranks speaks for the person. What others take away is given.
 */

import type { PeerId, PersonId } from '../../engine/api.ts'
import { firstDeviceOf } from '../../engine/base/ids.ts'
import type { Chains } from './chains.ts'
import type { Deed, DeedOf } from './deeds.ts'

type Removal = DeedOf<'removes'>
type Ending = Removal | DeedOf<'revokes'> | DeedOf<'drops'>

export interface Owned {
  readonly peer_id: PeerId
  /** Removals in force against it. */
  readonly takenBy: readonly Removal[]
}

export interface Devices {
  /** Taken away or not. */
  readonly all: readonly Owned[]
  /** Own deeds that end grants of the person. */
  readonly stepsDown: readonly DeedOf<'revokes'>[]
  /** Devices that none of the person's outranks. */
  readonly tops: ReadonlySet<PeerId>
  outranks(one: PeerId, other: PeerId): boolean
}

/** Whether a deed counts although its author was taken from: it lies on the chain each taker held. */
export function isWithin(chains: Chains, deed: Deed, endings: readonly Ending[]): boolean {
  return endings.every((ending) => {
    if (ending.id === deed.id) return true
    const end = ending.ends.find(({ peer_id }) => peer_id === deed.author)?.control
    return end !== undefined && chains.isOn(end, deed.id)
  })
}

/** @param own what devices of the person did about the person @param taken removals by others */
export function devicesOf(
  person: PersonId,
  own: readonly (DeedOf<'links'> | Removal | DeedOf<'revokes'>)[],
  taken: readonly Removal[],
  chains: Chains,
): Devices {
  const inOrder = [...own].sort((a, b) => (a.id < b.id ? -1 : 1))
  const parents = new Map<PeerId, PeerId | undefined>()
  const endings = new Map<PeerId, Removal[]>()
  const whole: Removal[] = taken.filter(({ peer }) => peer === undefined)
  const stepsDown: DeedOf<'revokes'>[] = []
  const byRecovery = new Set<PeerId>()

  const outranks = (one: PeerId, other: PeerId): boolean => {
    if (byRecovery.has(one)) return !byRecovery.has(other)
    for (let at = parents.get(other); at !== undefined; at = parents.get(at)) if (at === one) return true
    return false
  }
  const counts = (deed: (typeof own)[number]): boolean => isWithin(chains, deed, endings.get(deed.author) ?? [])
  const did = (peer: PeerId) => inOrder.filter((deed) => deed.author === peer)
  const fromAbove: Removal[] = []

  const place = (peer: PeerId, parent: PeerId | undefined): void => {
    parents.set(peer, parent)
    const alone = [...taken, ...fromAbove.filter(({ author }) => outranks(author, peer))]
    endings.set(peer, [...whole, ...alone.filter((removal) => removal.peer === peer)])
  }

  /** What devices side by side do, once all above them have. */
  const act = (peers: readonly PeerId[], isTop: boolean): void => {
    for (const peer of peers) {
      for (const deed of did(peer).filter(counts)) {
        if (deed.kind !== 'removes') continue
        if (deed.peer === peer) endings.get(peer)?.push(deed)
        if (deed.peer === undefined && isTop) {
          whole.push(deed)
          for (const each of endings.values()) each.push(deed)
        }
      }
    }
    for (const peer of peers) {
      for (const deed of did(peer).filter(counts)) {
        if (deed.kind === 'removes' && deed.peer !== undefined) fromAbove.push(deed)
        if (deed.kind === 'revokes' && isTop) stepsDown.push(deed)
      }
    }
  }

  for (const deed of inOrder) {
    if (deed.kind !== 'links' || !deed.byRecovery || parents.has(deed.peer)) continue
    const against = taken.filter(({ peer }) => peer === undefined || peer === deed.author)
    if (!isWithin(chains, deed, against)) continue
    byRecovery.add(deed.peer)
  }
  for (const peer of byRecovery) place(peer, undefined)
  act([...byRecovery], true)
  const first = firstDeviceOf(person)
  if (!parents.has(first)) {
    place(first, undefined)
    act([first], byRecovery.size === 0)
  }
  const tops = new Set(byRecovery.size > 0 ? byRecovery : [first])
  for (let level: readonly PeerId[] = [...parents.keys()]; level.length > 0; ) {
    const next: PeerId[] = []
    const linked = inOrder.filter(
      (deed): deed is DeedOf<'links'> =>
        deed.kind === 'links' && !deed.byRecovery && level.includes(deed.author) && counts(deed),
    )
    for (const { author, peer } of linked) {
      if (parents.has(peer)) continue
      place(peer, author)
      next.push(peer)
    }
    act(next, false)
    level = next
  }
  const all = [...parents.keys()].map((peer_id) => ({ peer_id, takenBy: endings.get(peer_id) ?? [] }))
  return { all, stepsDown, tops, outranks }
}
