/**
 * The devices of one person as a tree: which were linked through which, which acts of each count, and
 * who took which away. A device outranks those linked through it; a device linked by the recovery key
 * outranks all others. So one pass from the top down settles everything, and needs no fixed point.
 */

import { groupBy, pushTo } from '../base/groups.ts'
import { type EventId, firstDeviceOf, type PeerId, type PersonId } from '../base/ids.ts'
import { type Act, firstOfEach, isOf, type Of } from './act.ts'
import type { OwnAct } from './acts.ts'
import type { Below } from './chains.ts'

/** The control events on the chains that ends name, by what they name: computed from the log by the caller. */
export type Chains = ReadonlyMap<EventId, Below>

/** Links through links through links: no person has so many, and every chain costs. */
const MAX_DEPTH = 16

export interface TreeDevice {
  readonly peer_id: PeerId
  /** What made it the person's; absent for the first one, which the joins made. */
  readonly link: Of<'link'> | undefined
  /** 0 linked by the recovery key, 1 the first one, then one more than the device it was linked through. */
  readonly depth: number
  readonly parent: TreeDevice | undefined
  /** Removals in force against it: nothing of it counts beyond any of their cuts. */
  readonly takenBy: Of<'remove'>[]
}

export interface DeviceTree {
  readonly devices: ReadonlyMap<PeerId, TreeDevice>
  /** Own acts that have effect. */
  readonly effective: ReadonlySet<EventId>
  /** Of those, the ones that end grants of the person. */
  readonly stepsDown: readonly Of<'revoke'>[]
}

export function endOf(act: Of<'remove'> | Of<'revoke'> | Of<'drop'>, peer: PeerId, plane: 1 | 2) {
  const cut = act.power.cuts.find((one) => one.peer_id === peer)
  return plane === 1 ? cut?.control : cut?.content
}

/** Whether an act lies on the chain that these left standing. While a chain has a gap, what is before it does not. */
export function isWithin(
  chains: Chains,
  act: Act,
  takenBy: readonly (Of<'remove'> | Of<'revoke'> | Of<'drop'>)[],
): boolean {
  return takenBy.every((taking) => {
    if (taking === act) return true
    const end = endOf(taking, act.author, 1)
    const known = end === undefined ? [] : [end.head, ...end.below]
    return known.some((id) => chains.get(id)?.has(act.event_id) === true)
  })
}

function isAbove(device: TreeDevice, other: { readonly depth: number; readonly parent: TreeDevice | undefined }) {
  if (device.depth === 0) return other.depth > 0
  for (let at = other.parent; at !== undefined; at = at.parent) if (at === device) return true
  return false
}

/** Nearly everybody: one device, of which nothing is taken away. */
function loneDevice(peer_id: PeerId): DeviceTree {
  const device: TreeDevice = { peer_id, link: undefined, depth: 1, parent: undefined, takenBy: [] }
  return { devices: new Map([[peer_id, device]]), effective: NOTHING, stepsDown: [] }
}

const NOTHING: ReadonlySet<EventId> = new Set()

/** @param taken what others, outranking the person, took away: the person or single devices */
export function deviceTree(
  person: PersonId,
  ownActs: readonly OwnAct[],
  taken: readonly Of<'remove'>[],
  chains: Chains,
): DeviceTree {
  if (ownActs.length === 0 && taken.length === 0) return loneDevice(firstDeviceOf(person))
  const devices = new Map<PeerId, TreeDevice>()
  const effective = new Set<EventId>()
  const stepsDown: Of<'revoke'>[] = []
  /** The whole person, taken away by others or by themselves. */
  const leaving: Of<'remove'>[] = taken.filter((act) => act.power.peer === undefined)
  const takenAlone = groupBy(taken, (act) => act.power.peer)
  const takingOf = (peer: PeerId) => [...leaving, ...(takenAlone.get(peer) ?? [])]
  const removals = new Map<PeerId, { readonly by: TreeDevice; readonly act: Of<'remove'> }[]>()
  const byAuthor = groupBy(ownActs, (act) => act.author)

  const place = (link: Of<'link'> | undefined, peer_id: PeerId, depth: number, parent: TreeDevice | undefined) => {
    const above = (removals.get(peer_id) ?? []).filter(({ by }) => isAbove(by, { depth, parent }))
    const takenBy = [...takingOf(peer_id), ...firstOfEach(above.map(({ act }) => act))]
    const device: TreeDevice = { peer_id, link, depth, parent, takenBy }
    devices.set(peer_id, device)
    if (link !== undefined) effective.add(link.event_id)
    for (const { act } of above) effective.add(act.event_id)
    return device
  }

  /** What devices of one depth do; the links they make. */
  const act = (all: readonly TreeDevice[], isTop: boolean): readonly (readonly [Of<'link'>, TreeDevice])[] => {
    const counted = (device: TreeDevice) =>
      (byAuthor.get(device.peer_id) ?? []).filter((one) => isWithin(chains, one, device.takenBy))
    // First what they take from themselves, all at once: it says what else of them counts.
    const ends = all.flatMap((device) => counted(device).map((one) => ({ device, one })))
    const taking: Of<'remove'>[] = []
    const leave: Of<'remove'>[] = []
    for (const { device, one } of ends) {
      if (!isOf(one, 'remove')) continue
      if (one.power.peer === device.peer_id) taking.push(one)
      else if (one.power.peer === undefined && isTop) leave.push(one)
    }
    for (const one of [...taking, ...leave]) effective.add(one.event_id)
    for (const one of firstOfEach(taking)) devices.get(one.author)?.takenBy.push(one)
    for (const one of firstOfEach(leave)) {
      leaving.push(one)
      for (const each of devices.values()) each.takenBy.push(one)
    }
    const links: (readonly [Of<'link'>, TreeDevice])[] = []
    for (const device of all) {
      for (const one of counted(device)) {
        if (isOf(one, 'link') && !one.power.by_recovery) links.push([one, device])
        if (isOf(one, 'remove') && one.power.peer !== undefined)
          pushTo(removals, one.power.peer, { by: device, act: one })
        if (isOf(one, 'revoke') && isTop) {
          stepsDown.push(one)
          effective.add(one.event_id)
        }
      }
    }
    return links.sort(([a], [b]) => (a.event_id < b.event_id ? -1 : 1))
  }

  const recovered = ownActs
    .filter((one) => isOf(one, 'link') && one.power.by_recovery)
    .filter((one): one is Of<'link'> => isWithin(chains, one, takingOf(one.author)))
    .sort((a, b) => (a.event_id < b.event_id ? -1 : 1))
  for (const link of recovered) if (!devices.has(link.power.peer)) place(link, link.power.peer, 0, undefined)
  let links = act([...devices.values()], true)
  const first = firstDeviceOf(person)
  if (!devices.has(first)) links = [...links, ...act([place(undefined, first, 1, undefined)], devices.size === 1)]
  for (let depth = 1; links.length > 0 && depth < MAX_DEPTH; depth++) {
    const placed: TreeDevice[] = []
    for (const [link, parent] of links) {
      effective.add(link.event_id)
      if (!devices.has(link.power.peer)) placed.push(place(link, link.power.peer, parent.depth + 1, parent))
    }
    links = act(placed, false)
  }
  return { devices, effective, stepsDown }
}
