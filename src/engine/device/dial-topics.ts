/**
 * Where one identity announces, listens, knocks and answers, as its tables say: the places of its epochs, of
 * the lobbies of its open links, and of devices that are being linked. Reads, and decides nothing else.
 */

import type { NetworkId, PeerId, Timestamp } from '../base/ids.ts'
import type { DialTopics } from '../connect/dialer-types.ts'
import { epochPlace, lobbyPlace } from '../connect/topics.ts'
import type { SafeDb } from '../db/database.ts'
import { answeredLobbies, lobbiesOfNewest, meetingKeys, ownLobby } from '../read/devices.ts'

/** Of who says nothing and hears nothing. */
export const NO_TOPICS: DialTopics = { announce: [], listen: [], knock: [], answer: [] }

/** @param devices places of devices being linked */
export function dialTopics(
  db: SafeDb,
  { network_id, peer_id }: { readonly network_id: NetworkId; readonly peer_id: PeerId },
  devices: Pick<DialTopics, 'knock' | 'answer'>,
  t_ms: Timestamp,
): DialTopics {
  const keys = meetingKeys(db)
  const place = (key: Uint8Array) => epochPlace(network_id, key)
  const lobbyOf = (key: Uint8Array) => lobbyPlace(network_id, key)
  const lobby = ownLobby(db, peer_id)
  return {
    announce: keys.newest === undefined ? [] : [place(keys.newest)],
    fallback: keys.fallback.map(place),
    listen: [...keys.listened, ...(keys.root === undefined ? [] : [keys.root])].map(place),
    knock: [...(lobby === undefined ? [] : [lobbyOf(lobby)]), ...devices.knock],
    answer: [...answeredLobbies(db, t_ms).map(lobbyOf), ...devices.answer],
    answerMembers: lobbiesOfNewest(db).map(lobbyOf),
  }
}
