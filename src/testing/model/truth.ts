/**
 * What is true of a community for whoever holds these events: who is a member with which devices and rank,
 * who is in which group, what of what was said counts, what is deleted. The model's own answer, from the
 * events and the rules of `authority.ts`, `persons.ts` and `groups.ts`; asks no engine.
 */

import type { EventId, GroupId, PeerId, PersonId } from '../../engine/api.ts'
import { type EpochId, personOfFirst } from '../../engine/base/ids.ts'
import { shapes } from '../shapes.ts'
import { decide, MEMBER } from './authority.ts'
import { createChains } from './chains.ts'
import { type ChannelRights, type Deed, type DeedOf, deedsOf, type End, ofKind } from './deeds.ts'
import { bodyOf, type Entry } from './entries.ts'
import { groupsOf } from './groups.ts'
import { type Devices, isWithin } from './persons.ts'

export interface Truth {
  readonly held: ReadonlyMap<EventId, Entry>
  /** Of these, what waits for nothing. */
  readonly valid: ReadonlySet<EventId>
  readonly deeds: readonly Deed[]
  /** Devices that are members. */
  readonly standing: ReadonlyMap<PeerId, PersonId>
  /** Whose device this is, member or not. */
  personOf(peer: PeerId): PersonId
  /** 0 the founder's, 1,000 of members without a grant; `undefined` for who is no member. */
  rankOf(person: PersonId): number | undefined
  /** Their own grants, as far as they hold. */
  grantsOf(person: PersonId): readonly EventId[]
  rankOfGrant(grant: EventId): number
  devices(person: PersonId): Devices
  /** Who is in a group of its own people, and in the community. */
  isIn(person: PersonId, group: GroupId): boolean
  rankIn(group: GroupId, person: PersonId): number | undefined
  /** Of a conversation that nobody has left: whom it was opened with, in one text. */
  conversation(group: GroupId): string | undefined
  hasEffect(deed: EventId): boolean
  isOpen(invite: EventId): boolean
  /** Whether somebody's removal of this device or its person is in force. */
  isRemoved(peer: PeerId): boolean
  /** Whether content counts, said by a member or before they went. */
  counts(entry: Entry): boolean
  countsIn(group: GroupId, entry: Entry): boolean
  /** Whether it lies beyond what ended its device. */
  isBeyond(entry: Entry): boolean
  /** Whether its body is gone for this device. */
  isErased(entry: Entry, viewer: PeerId): boolean
  /** Of an epoch that is held. */
  groupOf(epoch: EpochId): GroupId | undefined
}

/** @param valid deeds that still wait for what they name are no deeds yet */
export function truthOf(
  held: ReadonlyMap<EventId, Entry>,
  valid: ReadonlySet<EventId>,
  channels: ChannelRights,
): Truth {
  const deeds = deedsOf(held, channels).filter(({ id }) => valid.has(id))
  const chains = createChains(held)
  const authority = decide(deeds, chains)
  const standing = new Map<PeerId, PersonId>()
  const removals = new Map<PeerId, readonly DeedOf<'removes'>[]>()
  for (const person of authority.people) {
    for (const { peer_id, takenBy } of authority.devices(person).all) {
      if (takenBy.length === 0) standing.set(peer_id, person)
      else removals.set(peer_id, takenBy)
    }
  }
  const persons = new Map(ofKind(deeds, 'links').map(({ peer, by }) => [peer, by]))
  const personOf = (peer: PeerId): PersonId => persons.get(peer) ?? personOfFirst(peer)
  const stands = new Set(standing.values())

  const isOfMember = (deed: Deed): boolean => {
    if (!authority.people.has(deed.by)) return false
    const device = authority.devices(deed.by).all.find(({ peer_id }) => peer_id === deed.author)
    return device !== undefined && isWithin(chains, deed, device.takenBy)
  }
  const groups = groupsOf(deeds, chains, isOfMember)

  const endsFor = (entry: Entry) =>
    (removals.get(entry.author) ?? []).map(({ ends }) => {
      const ofDevice = ends.find(({ peer_id }) => peer_id === entry.author)
      return entry.plane === 1 ? ofDevice?.control : ofDevice?.content
    })
  /** Linked by nobody whose links count: nothing ends its chain, and nothing it does counts. */
  const isOfVoidLink = ({ author }: Entry): boolean => {
    const isLinked = ofKind(deeds, 'links').some(({ peer }) => peer === author)
    return isLinked && !standing.has(author) && !removals.has(author)
  }
  /** Before the end, on the chain that ends there: for all that is known. */
  const isKnownBefore = (end: End | undefined, entry: Entry): boolean =>
    end !== undefined && entry.seq < end.count && chains.isOn(end, entry.event_id) && !chains.isBeside(end, entry)
  /** Past some end, or on another chain than the one that ends there; of what is no content, also while that is not known. */
  const isBeyond = (entry: Entry): boolean =>
    !standing.has(entry.author) &&
    ((entry.plane === 1 && isOfVoidLink(entry)) ||
      endsFor(entry).some(
        (end) =>
          end === undefined ||
          entry.seq >= end.count ||
          (entry.plane === 1 ? !isKnownBefore(end, entry) : chains.isBeside(end, entry)),
      ))

  const rankOf = (person: PersonId) => (stands.has(person) ? authority.rankOf(person) : undefined)
  const everIn = (person: PersonId, group: GroupId): boolean =>
    bodyOf(shapes.group, must(held, group))?.scope === 'all'
      ? deeds.some(({ kind, by }) => by === person && (kind === 'founds' || kind === 'joins'))
      : deeds.some((deed) =>
          deed.kind === 'adds'
            ? deed.group === group && deed.person === person && groups.places.has(deed.id)
            : deed.id === group && deed.by === person,
        )
  const groupOf = (epoch: EpochId): GroupId | undefined => {
    const entry = held.get(epoch)
    return entry === undefined ? undefined : bodyOf(shapes.group_epoch, entry)?.group_id
  }

  const isTaken = (deletion: DeedOf<'deletes'>, target: Entry): boolean => {
    const person = personOf(target.author)
    if (deletion.by === person) return !isBeyond(must(held, deletion.id))
    if (deletion.right === undefined || !authority.effective.has(deletion.id)) return false
    const rank = authority.rankOfRight(deletion.right) ?? Number.POSITIVE_INFINITY
    if (rank >= (rankOf(person) ?? Number.POSITIVE_INFINITY)) return false
    const group = target.epoch_id && deletion.epochs.includes(target.epoch_id) ? groupOf(target.epoch_id) : undefined
    return group !== undefined && everIn(deletion.by, group)
  }
  const deletions = new Map<EventId, DeedOf<'deletes'>[]>()
  for (const deletion of ofKind(deeds, 'deletes')) {
    for (const target of deletion.targets) deletions.set(target, [...(deletions.get(target) ?? []), deletion])
  }

  return {
    held,
    valid,
    deeds,
    standing,
    personOf,
    rankOf,
    grantsOf: authority.grantsOf,
    rankOfGrant: (grant) => authority.rankOfRight(grant) ?? MEMBER,
    devices: authority.devices,
    isIn: (person, group) => stands.has(person) && groups.people.get(group)?.has(person) === true,
    rankIn: groups.rankIn,
    conversation(group) {
      const [ever, now] = [groups.everIn, groups.people].map((people) => [...(people.get(group) ?? [])].sort().join())
      return ever === now ? ever : undefined
    },
    hasEffect: (deed) => authority.effective.has(deed),
    isOpen: (invite) =>
      authority.effective.has(invite) &&
      !authority.ended.has(invite) &&
      !ofKind(deeds, 'closes').some((closing) => closing.invite === invite && closing.right === undefined),
    isRemoved: (peer) =>
      removals.has(peer) ||
      ofKind(deeds, 'removes').some(
        (removal) =>
          authority.effective.has(removal.id) &&
          removal.person === personOf(peer) &&
          (removal.peer === undefined || removal.peer === peer),
      ),
    isBeyond,
    counts: (entry) =>
      standing.has(entry.author) ||
      (endsFor(entry).length > 0 && endsFor(entry).every((end) => isKnownBefore(end, entry))),
    countsIn(group, entry) {
      if (groups.people.get(group)?.has(personOf(entry.author)) === true) return true
      const isWithinEnd = ({ ends, person }: DeedOf<'drops'>) =>
        person === personOf(entry.author) &&
        isKnownBefore(ends.find(({ peer_id }) => peer_id === entry.author)?.content, entry)
      return groups.ends.some((end) => end.group === group && end.by.every(isWithinEnd))
    },
    isErased: (entry, viewer) =>
      (entry.author !== viewer && isBeyond(entry)) ||
      (deletions.get(entry.event_id) ?? []).some((deletion) => isTaken(deletion, entry)),
    groupOf,
  }
}

function must(held: ReadonlyMap<EventId, Entry>, id: EventId): Entry {
  const entry = held.get(id)
  if (entry === undefined) throw new Error(`${id} is not held`)
  return entry
}
