/** What a channel is called on screen: its name, or, of a direct one, the people one talks to in it. Pure. */

import type { ChannelRow } from '../../engine/api.ts'
import { shownName } from '../parts/names.ts'
import { formatList } from '../strings/format.ts'

type Titled = Pick<ChannelRow, 'kind' | 'name'> & {
  readonly people: readonly Pick<ChannelRow['people'][number], 'name' | 'is_me'>[]
}

/** @param alone what a direct one is called that everybody else has left */
export function channelTitle(channel: Titled, alone: string): string {
  if (channel.kind !== 'direct') return channel.name
  const others = channel.people.filter((person) => !person.is_me).map((person) => shownName(person.name))
  return others.length === 0 ? alone : formatList(others)
}
