/** Which removals in force concern one device. */

import type { EventId, PeerId } from '../base/ids.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { device, voidAct } from '../store/tables.ts'
import { peerRemovedTable } from './identity/peer_removed.ts'
import { userRemovedTable } from './identity/user_removed.ts'

export interface RemovalOf {
  readonly event_id: EventId
  /** The person with every device, or this device alone. */
  readonly of: 'person' | 'device'
}

/** Those of its person first. */
export function removalsOf(db: SafeDb, peer: PeerId): readonly RemovalOf[] {
  return db.all<RemovalOf>(sql`
    SELECT event_id, of FROM (
      SELECT event_id, 'person' AS of FROM ${userRemovedTable}
      WHERE person_id IN (SELECT person_id FROM ${device} WHERE peer_id = ${peer})
      UNION ALL SELECT event_id, 'device' FROM ${peerRemovedTable} WHERE peer_id = ${peer}
      UNION SELECT r.event_id, 'device' FROM ${device} d JOIN ${device} o ON o.person_id = d.person_id
        JOIN ${peerRemovedTable} r ON r.peer_id = o.peer_id
        WHERE d.peer_id = ${peer} AND d.peer_id <> d.person_id AND d.event_id IN (SELECT event_id FROM ${voidAct})
    ) WHERE event_id NOT IN (SELECT event_id FROM ${voidAct}) ORDER BY of DESC, event_id`)
}
