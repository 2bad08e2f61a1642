/** What somebody who takes another's authority away says of a chain: how much of it they hold. */

import { type EventId, type PeerId, type PersonId, personOfFirst } from '../engine/base/ids.ts'
import type { ChainEnd, Cut } from '../engine/events/power.ts'
import type { Member } from './member.ts'

export function cutOf(holder: Member, peer_id: PeerId): Cut {
  const end = (plane: 1 | 2): ChainEnd | undefined => {
    const [last] = holder.device.sql.all(
      `SELECT event_id, seq FROM log WHERE recorded_by = ? AND author = ? AND plane = ? ORDER BY seq DESC LIMIT 1`,
      [holder.identity(), peer_id, plane],
    )
    if (last === undefined) return undefined
    return { head: String(last.event_id) as EventId, count: Number(last.seq) + 1, below: [] }
  }
  return { peer_id, control: end(1), content: end(2) }
}

/** Who they are, at their first device. */
export async function personAt(member: Member): Promise<PersonId> {
  return personOfFirst((await member.row()).peer_id)
}
