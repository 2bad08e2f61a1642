/** A person says something, and the model takes note of it. */

import type { EventId } from '../../engine/api.ts'
import type { Joined, SaidMessage } from './community.ts'
import { equal, memberOf, type Run } from './run.ts'

export async function say(
  run: Run,
  joined: Joined,
  channel_id: EventId<'channel'>,
  text: string,
): Promise<SaidMessage> {
  const member = memberOf(run, joined)
  await run.world.advance(1)
  const message_id = await member.device.sotto.command('message.send', { as: joined.identity, channel_id, text })
  const created_at = Math.max(member.device.clock.now(), joined.last_at + 1)
  joined.last_at = created_at
  const message = { message_id, channel_id, author: joined.peer_id, text, created_at }
  run.community.messages.set(message_id, message)
  const shown = (await member.said(channel_id)).find((row) => row.message_id === message_id)
  const who = joined.person
  equal('who says something sees it at once', [shown?.text, shown?.created_at], [text, created_at], who)
  return message
}
