/**
 * Live push: on a calm network whoever is linked to the speaker, directly or through others, has a message
 * within the time of two pulls. Reconciliation would bring it too, but only after its period.
 */

import type { PeerId } from '../../engine/api.ts'
import { must } from '../../engine/base/errors.ts'
import type { Joined } from './community.ts'
import { holds, memberOf, type Run, storedIds } from './run.ts'
import { say } from './say.ts'

/** Links have just been made, so the push tree has to be found: what it does not bring is pulled, 1.3 s at most each. */
const AT_ONCE_MS = 3_000

/** Members reached from this one over links that both ends call open. */
async function reachedFrom(run: Run, speaker: Joined, members: ReadonlySet<PeerId>): Promise<readonly Joined[]> {
  const inside = run.community.identities.filter(({ peer_id }) => members.has(peer_id))
  const links = new Map<Joined, ReadonlySet<PeerId>>()
  for (const joined of inside) {
    const rows = await memberOf(run, joined).memberRows()
    links.set(joined, new Set(rows.filter((row) => row.is_connected).flatMap(({ devices }) => devices)))
  }
  const isLinked = (a: Joined, b: Joined) =>
    links.get(a)?.has(b.peer_id) === true && links.get(b)?.has(a.peer_id) === true
  const reached = new Set([speaker])
  for (const from of reached) for (const to of inside) if (isLinked(from, to)) reached.add(to)
  return [...reached]
}

export async function checkLive(run: Run, members: ReadonlySet<PeerId>): Promise<void> {
  const { identities, channels, messages } = run.community
  const speaker = must(
    identities.findLast(({ peer_id }) => members.has(peer_id)),
    'a member',
  )
  const hearers = await reachedFrom(run, speaker, members)
  const channel = must([...channels.keys()][0], 'a first channel')
  const { message_id } = await say(run, speaker, channel, `live ${messages.size}`)
  await run.world.advance(AT_ONCE_MS)
  for (const hearer of hearers) {
    const hasIt = storedIds(run, hearer)?.has(message_id) === true
    holds('who is linked to the speaker has a message at once', hasIt, () => `${hearer.person} lacks ${message_id}`)
  }
}
