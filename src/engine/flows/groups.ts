/**
 * Groups of their own people: private channels and conversations, who is added and who goes. Each command
 * is one transaction: a group comes with its key and channel, an addition with every earlier key, a removal
 * with a new key.
 */

import { EngineError } from '../base/errors.ts'
import { chunksOf } from '../base/groups.ts'
import type { EventId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { channelShape, channelTable } from '../events/content/channel.ts'
import { conversationOf, shownWith } from '../events/conversations.ts'
import type { CommandContext } from '../events/event-module.ts'
import type { PlaceId } from '../events/fields.ts'
import { type GroupScope, groupShape, scopeOf } from '../events/group/group.ts'
import { groupMemberShape } from '../events/group/group_member.ts'
import { groupMemberRemovedShape, MAX_ENDED } from '../events/group/group_member_removed.ts'
import { groupPlaces, ownPlace } from '../events/group-places.ts'
import { typedName } from '../events/names.ts'
import { ownMembership } from '../events/own-membership.ts'
import { ownPersons } from '../events/persons.ts'
import { heldEpochs, recipientsOf } from '../seal/epochs.ts'
import { standing } from '../store/tables.ts'
import { cutsOf, devicesEverOf } from './cuts.ts'
import { authorEpoch, chooseEpoch, giveKeys } from './epochs.ts'

type ChannelId = EventId<'channel'>

/** A conversation's channel is named by its people, wherever it is shown. */
const DIRECT_NAME = 'direct'
/** With this one; each addition is an event of its own. */
const MAX_PEOPLE = 100

/** @throws EngineError `name_invalid`, `unknown_person`, `not_permitted` */
export function createPrivate(context: CommandContext, args: { name: string; people: readonly PersonId[] }): ChannelId {
  return createGroup(context, 'private', typedName(args.name), othersAmong(context, args.people))
}

/**
 * The conversation of exactly these people and this one: the first there is, or a new one.
 * @throws EngineError `unknown_person`, `not_permitted`
 */
export function openDirect(context: CommandContext, args: { people: readonly PersonId[] }): ChannelId {
  const others = othersAmong(context, args.people)
  if (others.length === 0) throw new EngineError('unknown_person')
  const [own] = context.db.all<{ person_id: PersonId }>(ownPersons(context.me))
  if (own === undefined) throw new EngineError('not_permitted')
  const [place] = conversationOf(context.db, [...others, own.person_id])
  return place?.channel_id ?? createGroup(context, 'direct', DIRECT_NAME, others)
}

/** @throws EngineError `unknown_channel`, `unknown_person`, `not_permitted` */
export function addToGroup(
  context: CommandContext,
  args: { channel_id: ChannelId; people: readonly PersonId[] },
): void {
  const group = groupOf(context.db, args.channel_id)
  if (scopeOf(context.db, group) !== 'private') throw new EngineError('not_permitted')
  const inIt = new Set(groupPlaces(context.db, group).map(({ person_id }) => person_id))
  const added = othersAmong(context, args.people).filter((person) => !inIt.has(person))
  addPeople(context, group, ownPlace(context.db, context.me, group).event_id, added)
  giveEverything(context, group, added)
}

/** @throws EngineError `unknown_channel`, `not_permitted`; nothing is done for who is not in it */
export function removeFromGroup(context: CommandContext, args: { channel_id: ChannelId; person: PersonId }): void {
  const group = groupOf(context.db, args.channel_id)
  if (scopeOf(context.db, group) !== 'private') throw new EngineError('not_permitted')
  drop(context, group, args.person)
  if (isIn(context.db, group, args.person)) throw new EngineError('not_permitted')
  chooseEpoch(context, group)
}

/**
 * This device's person goes; the next of the others to write makes a new key. Of a conversation from all groups
 * that make it. @throws EngineError `unknown_channel`
 */
export function leaveGroup(context: CommandContext, args: { channel_id: ChannelId }): void {
  const { db, me } = context
  if (scopeOf(db, groupOf(db, args.channel_id)) === 'all') throw new EngineError('not_permitted')
  const groups = new Set(shownWith(db, args.channel_id).map(({ group_id }) => group_id))
  for (const group of groups) drop(context, group, ownPlace(db, me, group).person_id)
}

function createGroup(
  context: CommandContext,
  scope: Exclude<GroupScope, 'all'>,
  name: string,
  others: readonly PersonId[],
): ChannelId {
  const auth = ownMembership(context.db, context.me)
  const group = context.author(groupShape, { auth, scope })
  addPeople(context, group, group, others)
  authorEpoch(context, group)
  return context.author(channelShape, { auth, right: group, group_id: group, name }, group)
}

function addPeople(context: CommandContext, group: GroupId, right: PlaceId, people: readonly PersonId[]): void {
  const auth = ownMembership(context.db, context.me)
  for (const person of people) context.author(groupMemberShape, { auth, group_id: group, right, person })
}

/** History is full: every key of the group, for every device of these people. */
function giveEverything(context: CommandContext, group: GroupId, people: readonly PersonId[]): void {
  const { db, me } = context
  const devices = new Set(
    people
      .flatMap((person) =>
        db.all<{ peer_id: PeerId }>(sql`SELECT peer_id FROM ${standing} WHERE person_id = ${person}`),
      )
      .map(({ peer_id }) => peer_id),
  )
  const held = heldEpochs(db, group)
  for (const to of recipientsOf(db, me.peer_id, group)) if (devices.has(to.peer_id)) giveKeys(context, group, to, held)
}

function drop(context: CommandContext, group: GroupId, person: PersonId): void {
  const { db, me } = context
  const own = ownPlace(db, me, group)
  const ended = groupPlaces(db, group).filter(({ person_id }) => person_id === person)
  const auth = ownMembership(db, me)
  const cuts = cutsOf(db, devicesEverOf(db, person))
  const places = ended.map(({ event_id }) => event_id)
  for (const adds of chunksOf(places, MAX_ENDED)) {
    context.author(groupMemberRemovedShape, { auth, group_id: group, right: own.event_id, person, adds, cuts })
  }
}

function isIn(db: SafeDb, group: GroupId, person: PersonId): boolean {
  return groupPlaces(db, group).some(({ person_id }) => person_id === person)
}

/** @throws EngineError `unknown_channel` */
function groupOf(db: SafeDb, channel: ChannelId): GroupId {
  const row = db.first<{ group_id: GroupId }>(sql`SELECT group_id FROM ${channelTable} WHERE event_id = ${channel}`)
  if (row === undefined) throw new EngineError('unknown_channel')
  return row.group_id
}

/** Each once, without this person. @throws EngineError `unknown_person` for who is no member */
function othersAmong({ db, me }: CommandContext, people: readonly PersonId[]): readonly PersonId[] {
  const own = new Set(db.all<{ person_id: PersonId }>(ownPersons(me)).map(({ person_id }) => person_id))
  const others = [...new Set(people)].filter((person) => !own.has(person)).sort()
  const isMember = (person: PersonId): boolean =>
    db.first(sql`SELECT 1 AS yes FROM ${standing} WHERE person_id = ${person} LIMIT 1`) !== undefined
  if (others.length >= MAX_PEOPLE || !others.every(isMember)) throw new EngineError('unknown_person')
  return others
}
