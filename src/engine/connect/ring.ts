/**
 * Two orders that all devices compute alike, so that few act where many could: who answers one device
 * first, and who is whose neighbour.
 *
 * Every device stands on a ring at the first 48 bits of H(peer_id). Linked to two neighbours on each
 * side, the devices of a community form one connected ring whatever the other links are. Two on each
 * side rather than the four nearest: the nearest may all lie on one side, and then a ring has gaps.
 */

import { compareBytes } from '../base/bytes.ts'
import { idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'
import { NEIGHBOURS_EACH_SIDE } from './policy.ts'

const RING = 2 ** 48
const POINT_BYTES = 6

function pointOf(network_id: NetworkId, peer: PeerId): number {
  const hash = domainHash('order', idBytes(network_id), idBytes(peer))
  return hash.subarray(0, POINT_BYTES).reduce((sum, byte) => sum * 256 + byte, 0)
}

/** Whether `candidate` would be among my two neighbours on either side, if I were linked to it and to `linked`. */
export function isNeighbour(network_id: NetworkId, me: PeerId, candidate: PeerId, linked: readonly PeerId[]): boolean {
  const own = pointOf(network_id, me)
  const ahead = (peer: PeerId) => (pointOf(network_id, peer) - own + RING) % RING
  const distance = ahead(candidate)
  const others = linked.filter((peer) => peer !== candidate).map(ahead)
  const between = others.filter((other) => other < distance).length
  const beyond = others.filter((other) => other > distance).length
  return between < NEIGHBOURS_EACH_SIDE || beyond < NEIGHBOURS_EACH_SIDE
}

/**
 * How many of `others` are to answer the device in this session before me.
 * @param session 16 bytes, so that the order differs from run to run and nobody is always first
 */
export function positionOf(network_id: NetworkId, session: Uint8Array, me: PeerId, others: readonly PeerId[]): number {
  const rank = (peer: PeerId) => domainHash('order', idBytes(network_id), session, idBytes(peer))
  const own = rank(me)
  return others.filter((peer) => peer !== me && compareBytes(rank(peer), own) < 0).length
}
