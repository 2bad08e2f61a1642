/**
 * What must hold at every moment, whatever has arrived where: what anybody is shown was said, by whom it
 * says, in its order; and a delivery mark never says more than is true.
 */

import type { EventId, MessageRow } from '../../engine/api.ts'
import type { Community, Joined } from './community.ts'
import { equal, holds, memberOf, type Run, running, storedIds } from './run.ts'

const GLANCE = 40

/** @param places the channels that are shown here as one */
function checkShown(
  { messages }: Community,
  places: readonly EventId<'channel'>[],
  rows: readonly MessageRow[],
  who: string,
) {
  for (const row of rows) {
    const said = messages.get(row.message_id)
    holds('nothing is shown that nobody said', said !== undefined, () => `${who} reads ${row.message_id}`)
    equal(
      'a message is shown as it was said, by who said it, and when',
      [row.author, row.text, row.created_at],
      [said?.author, said?.text, said?.created_at],
      who,
    )
    const isThere = places.some((place) => place === said?.channel_id)
    holds('a message is shown where it was said', isThere, () => `${who} reads ${row.message_id} in ${places}`)
  }
  const sorted = [...rows].sort((a, b) => a.created_at - b.created_at || (a.message_id < b.message_id ? -1 : 1))
  equal(
    'messages stand in the order of (created_at, id)',
    rows.map(({ message_id }) => message_id),
    sorted.map(({ message_id }) => message_id),
    who,
  )
}

type Held = ReadonlyMap<Joined, ReadonlySet<EventId> | undefined>

/** Devices elsewhere that may hold this message: those that are closed, gone, or back at an older copy are not asked. */
function holdersOf({ left, rolledBack }: Community, held: Held, author: Joined, message_id: EventId): number {
  const here = [...held].filter(
    ([{ browser }, ids]) => browser !== author.browser && (rolledBack.has(browser) || ids?.has(message_id) !== false),
  )
  return here.length + left.length
}

/** @param people those whose screens are looked at */
export async function glance(run: Run, people: readonly Joined[] = running(run)): Promise<void> {
  const { community } = run
  const held = new Map(community.identities.map((joined) => [joined, storedIds(run, joined)] as const))
  for (const joined of people) {
    const member = memberOf(run, joined)
    const sotto = member.device.sotto
    for (const { channel_id, also } of await member.channelRows()) {
      const page = await sotto.query('message.list', { as: joined.identity, channel_id, limit: GLANCE })
      checkShown(community, [channel_id, ...also], page.messages, joined.browser)
      for (const { delivery, message_id } of page.messages) {
        // A device that ran twice has two messages in one place of its chain: a receipt names both.
        if (delivery === undefined || community.rolledBack.has(joined.browser)) continue
        const holders = holdersOf(community, held, joined, message_id)
        holds(
          'a delivery mark never says more than is true',
          delivery.on <= holders && delivery.on <= delivery.of,
          () => `${joined.browser}: on ${delivery.on} of ${delivery.of}, held by ${holders}`,
        )
      }
    }
  }
}
