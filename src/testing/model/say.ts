/** A person says something, and the model takes note of it. */

import type { EventId } from '../../engine/api.ts'
import type { Joined, SaidMessage } from './community.ts'
import { actorOf, equal, memberOf, type Run } from './run.ts'

/** The time of an event of this plane written now: later than the last one of the device. */
export function timeOf(run: Run, { browser, identity, peer_id }: Joined, plane: 1 | 2): number {
  const { clock, sql } = actorOf(run, browser).device
  const [last] = sql.all('SELECT max(created_at) AS at FROM log WHERE recorded_by = ? AND author = ? AND plane = ?', [
    identity,
    peer_id,
    plane,
  ])
  return Math.max(clock.now(), Number(last?.at ?? 0) + 1)
}

export async function say(
  run: Run,
  joined: Joined,
  channel_id: EventId<'channel'>,
  text: string,
): Promise<SaidMessage> {
  const member = memberOf(run, joined)
  await run.world.advance(1)
  const created_at = timeOf(run, joined, 2)
  const message_id = await member.device.sotto.command('message.send', { as: joined.identity, channel_id, text })
  const message = { message_id, channel_id, author: joined.peer_id, text, created_at }
  run.community.messages.set(message_id, message)
  const before = { created_at: created_at + 1, message_id }
  const page = await member.device.sotto.query('message.list', { as: joined.identity, channel_id, limit: 8, before })
  const shown = page.messages.find((row) => row.message_id === message_id)
  equal('who says something sees it at once', [shown?.text, shown?.created_at], [text, created_at], joined.browser)
  return message
}
