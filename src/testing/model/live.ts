/**
 * Live push: on a calm network whoever is linked to the speaker, directly or through others, has a message
 * within the time of two pulls for each link on the way. Reconciliation would bring it too, but only after its period.
 */

import { must } from '../../engine/base/errors.ts'
import type { Joined } from './community.ts'
import { membersAmong } from './outstanding.ts'
import { holds, memberOf, type Run, storedIds } from './run.ts'
import { say } from './say.ts'
import type { Truth } from './truth.ts'

/**
 * Links have just been made, so the push tree has to be found: what it does not bring is pulled, within 1.3 s, and
 * after as long again from somebody else where the first to have announced it is gone.
 */
const LINK_MS = 2_600

/** Devices of members reached from this one over links that both ends call open, and over how many. */
async function reachedFrom(
  run: Run,
  speaker: Joined,
  members: readonly Joined[],
): Promise<ReadonlyMap<Joined, number>> {
  const links = new Map<Joined, ReadonlySet<string>>()
  for (const joined of members) {
    links.set(joined, new Set((await memberOf(run, joined).peers()).map(({ peer_id }) => peer_id)))
  }
  const isLinked = (a: Joined, b: Joined) =>
    links.get(a)?.has(b.peer_id) === true && links.get(b)?.has(a.peer_id) === true
  const reached = new Map([[speaker, 0]])
  for (const [from, away] of reached) {
    for (const to of members) if (!reached.has(to) && isLinked(from, to)) reached.set(to, away + 1)
  }
  return reached
}

export async function checkLive(run: Run, truth: Truth): Promise<void> {
  const members: Joined[] = []
  for (const joined of membersAmong(run, truth)) {
    if (!(await memberOf(run, joined).row()).is_forked) members.push(joined)
  }
  const speaker = members.at(-1)
  if (speaker === undefined) return // everybody's device has forked
  const hearers = await reachedFrom(run, speaker, members)
  const channel = must([...run.community.channels.keys()][0], 'a first channel')
  const { message_id } = await say(run, speaker, channel, `live ${run.community.messages.size}`)
  let after = 0
  for (const [hearer, away] of hearers) {
    for (; after < away; after++) await run.world.advance(LINK_MS)
    const hasIt = storedIds(run, hearer)?.has(message_id) === true
    holds('who is linked to the speaker has a message at once', hasIt, () => `${hearer.browser}, ${away} links away`)
  }
}
