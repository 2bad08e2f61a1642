/**
 * What a member must see once everybody has come together: the people, the channels, and in each what was
 * said and neither deleted nor said by somebody who was not in; no more and no less.
 */

import type { EventId, PersonId } from '../../engine/api.ts'
import { type Community, inDisplayOrder, type Joined, type MadeChannel, nameOf } from './community.ts'
import type { Holdings } from './outstanding.ts'
import { equal, memberOf, type Run } from './run.ts'
import type { Truth } from './truth.ts'

const LOWEST_ADMIN = 15

/**
 * What a person is called as far as these events say so: what a removed device says beyond its end renames nobody,
 * and is the name of who has no other, the first of it.
 */
function nameIn({ namings }: Community, truth: Truth, person: PersonId): string {
  const known = namings.flatMap((naming) => {
    const entry = truth.valid.has(naming.id) ? truth.held.get(naming.id) : undefined
    return entry === undefined ? [] : [{ ...naming, seq: entry.seq, isLate: truth.isBeyond(entry) }]
  })
  const inTime = nameOf(
    known.filter(({ isLate }) => !isLate),
    person,
  )
  const [first] = known.filter(({ isLate, person_id }) => isLate && person_id === person).sort((a, b) => a.seq - b.seq)
  return inTime ?? first?.name ?? ''
}

function peopleOf(community: Community, truth: Truth) {
  return [...new Set(truth.standing.values())].map((person_id) => {
    const rank = truth.rankOf(person_id) ?? Number.NaN
    const role = rank === 0 ? 'founder' : rank <= LOWEST_ADMIN ? 'admin' : 'member'
    const devices = [...truth.standing].filter(([, of]) => of === person_id).map(([peer]) => peer)
    return `${person_id} ${nameIn(community, truth, person_id)} ${role} ${rank} ${devices.sort()}`
  })
}

type Known = readonly [EventId<'channel'>, MadeChannel]

/**
 * The channels somebody is in and can be told of, in the order in which they were made; those of conversations of the
 * same people in the place of the first of them.
 */
function placesOf(
  { channels }: Community,
  truth: Truth,
  { person_id }: Joined,
  { keys }: Holdings,
): readonly (readonly [Known, ...Known[]])[] {
  const places = new Map<string, [Known, ...Known[]]>()
  const madeAt = ([id]: Known) => truth.held.get(id)?.created_at ?? 0
  const known = [...channels]
    .filter(([id, { kind, group_id }]) => {
      const epoch = truth.held.get(id)?.epoch_id
      if (epoch === undefined || !keys.has(epoch)) return false
      return kind === 'public' ? truth.hasEffect(id) : truth.isIn(person_id, group_id)
    })
    .sort((a, b) => madeAt(a) - madeAt(b) || (a[0] < b[0] ? -1 : 1))
  for (const channel of known) {
    const [id, { kind, group_id }] = channel
    const key = (kind === 'direct' ? truth.conversation(group_id) : undefined) ?? id
    const place = places.get(key)
    if (place === undefined) places.set(key, [channel])
    else place.push(channel)
  }
  return [...places.values()]
}

/** Messages of a channel that this device shows. */
function shownIn(
  run: Run,
  truth: Truth,
  joined: Joined,
  [channel_id, { kind, group_id }]: Known,
  { bodies, keys }: Holdings,
) {
  return [...run.community.messages.values()].filter((message) => {
    const entry = truth.held.get(message.message_id)
    if (message.channel_id !== channel_id || entry?.epoch_id === undefined || !bodies.has(entry.event_id)) return false
    const isCounted = entry.author === joined.peer_id || truth.counts(entry)
    const isInGroup = kind === 'public' || truth.countsIn(group_id, entry)
    return isCounted && isInGroup && !truth.isErased(entry, joined.peer_id) && keys.has(entry.epoch_id)
  })
}

export async function checkScreen(run: Run, truth: Truth, joined: Joined, holdings: Holdings): Promise<void> {
  const { community } = run
  const member = memberOf(run, joined)
  const who = joined.browser
  equal(
    'the members are those the rule admits, with the names, ranks and devices they have',
    (await member.memberRows())
      .map(({ person_id, name, role, rank, devices }) => `${person_id} ${name} ${role} ${rank} ${[...devices].sort()}`)
      .sort(),
    peopleOf(community, truth).sort(),
    who,
  )
  const places = placesOf(community, truth, joined, holdings)
  const rows = await member.channelRows()
  equal(
    'the channels are those of everybody, and of the groups one is in, in the order in which they were made',
    rows.map(({ channel_id, name, kind, also }) => [channel_id, name, kind, also]),
    places.map(([[id, { name, kind }], ...also]) => [id, name, kind, also.map(([other]) => other)]),
    who,
  )
  for (const [first, ...also] of places) {
    const [id, { name, kind, group_id }] = first
    const shown = await member.said(id)
    equal(
      'all that members said and nobody deleted is shown to all it was said to, in one order, and nothing else',
      shown.map(({ message_id, text, author_name, mine }) => [message_id, text, author_name, mine]),
      inDisplayOrder([first, ...also].flatMap((channel) => shownIn(run, truth, joined, channel, holdings))).map(
        ({ message_id, text, author }) => {
          const person = truth.personOf(author)
          return [message_id, text, nameIn(community, truth, person), person === joined.person_id]
        },
      ),
      `${who} in ${name}`,
    )
    if (kind !== 'public') {
      const people = [...new Set(truth.standing.values())].filter((person) => truth.isIn(person, group_id))
      equal(
        'the people of a group are those who were added and have not gone',
        rows
          .find(({ channel_id }) => channel_id === id)
          ?.people.map(({ person_id }) => person_id)
          .toSorted(),
        people.toSorted(),
        `${who} in ${name}`,
      )
      continue
    }
    for (const { delivery } of shown.slice(-1)) {
      const isHere = (peer: string) =>
        community.identities.some(({ peer_id, browser }) => peer_id === peer && browser === joined.browser)
      const others = [...truth.standing.keys()].filter((peer) => !isHere(peer))
      if (delivery !== undefined) equal('a delivery mark counts every member', delivery.of, others.length, who)
    }
  }
}
