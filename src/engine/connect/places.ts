/**
 * The topics of one identity and what each is for. Announcements take turns among the topics that are
 * announced on, one topic at a time: politeness counts publications, not topics.
 */

import type { PeerId } from '../base/ids.ts'
import type { DialTopics } from './dialer-types.ts'
import type { Lobby, MeetingPlace } from './topics.ts'

export interface KnownPlace {
  readonly place: MeetingPlace
  /** Present in a lobby. */
  readonly lobby_key?: Uint8Array
  /** Who alone answers here. */
  readonly host?: PeerId
  /** Members meet here: an epoch's topic. */
  readonly isMeeting: boolean
  /** Whose knocks we answer here. */
  readonly answered: 'all' | 'members' | 'none'
  /** We knock here. */
  readonly isKnocked: boolean
}

export interface Places {
  at(topic: string): KnownPlace | undefined
  /** Sorted, without repetition. */
  readonly topics: readonly string[]
  /** Topics announced on, in turn; the fallback among them when asked for. */
  announced(withFallback: boolean): readonly MeetingPlace[]
}

export function placesOf(wanted: DialTopics): Places {
  const known = new Map<string, KnownPlace>()
  const add = (place: MeetingPlace, purpose: Partial<KnownPlace>) => {
    const before = known.get(place.topic) ?? { place, isMeeting: false, answered: 'none' as const, isKnocked: false }
    known.set(place.topic, { ...before, ...purpose })
  }
  const addLobby = ({ topic, seal_key, ...lobby }: Lobby, purpose: Partial<KnownPlace>) =>
    add({ topic, seal_key }, { ...lobby, ...purpose })

  const fallback = wanted.fallback ?? []
  for (const place of [...wanted.listen, ...wanted.announce, ...fallback]) add(place, { isMeeting: true })
  for (const lobby of wanted.answerMembers ?? []) addLobby(lobby, { answered: 'members' })
  for (const lobby of wanted.answer) addLobby(lobby, { answered: 'all' })
  for (const lobby of wanted.knock) addLobby(lobby, { isKnocked: true })

  return {
    at: (topic) => known.get(topic),
    topics: [...known.keys()].sort(),
    announced(withFallback) {
      const all = [...wanted.announce, ...wanted.knock, ...(withFallback ? fallback : [])]
      return all.filter((place, index) => all.findIndex((other) => other.topic === place.topic) === index)
    },
  }
}
