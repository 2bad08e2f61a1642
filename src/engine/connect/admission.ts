/**
 * Whether there is room for one more link, to whom, and who goes when there are too many. Questions
 * over the link table; changes nothing.
 */

import type { NetworkId, PeerId } from '../base/ids.ts'
import type { DialCount, Standing } from './dialer-types.ts'
import { type DialedLink, isAuthenticated, type LinkTable } from './link-table.ts'
import { type Degree, MAX_PENDING, MAX_UNVERIFIED } from './policy.ts'
import { isNeighbour } from './ring.ts'

export interface AdmissionSetup {
  readonly network_id: NetworkId
  readonly peer_id: PeerId
  readonly degree: Degree
  readonly table: LinkTable
  standing(peer: PeerId): Standing
}

export interface Admission {
  isNeighbour(peer: PeerId): boolean
  /** Whether to dial a device heard on an epoch's topic. */
  wants(peer: PeerId): boolean
  /** Whether to take one more link, however it came about. */
  hasPlaceFor(peer: PeerId): boolean
  /** What stands against beginning a link now; `undefined` when nothing does. */
  obstacle(peer: PeerId, viaLobby: boolean): DialCount | undefined
  /** The link to close when there are more than the device bears: never a neighbour's while another is left. */
  surplus(): DialedLink | undefined
}

export function createAdmission({ network_id, peer_id, degree, table, standing }: AdmissionSetup): Admission {
  const others = (peer: PeerId) => table.peers().filter((other) => other !== peer)
  const isNear = (peer: PeerId) => isNeighbour(network_id, peer_id, peer, others(peer))

  return {
    isNeighbour: isNear,

    wants(peer) {
      const count = others(peer).length
      return count < degree.keep || isNear(peer)
    },

    hasPlaceFor(peer) {
      return others(peer).length < degree.accept || isNear(peer)
    },

    obstacle(peer, viaLobby) {
      const pending = table.all().filter((link) => !isAuthenticated(link))
      if (pending.length >= MAX_PENDING) return 'too_many_pending'
      if (standing(peer) === 'member') return undefined
      const unverified = table
        .all()
        .filter((link) => link.state !== 'open' && link.via_lobby === viaLobby)
        .filter((link) => standing(link.peer_id) !== 'member')
      return unverified.length >= MAX_UNVERIFIED ? 'too_many_unverified' : undefined
    },

    surplus() {
      const links = table.all().filter(isAuthenticated)
      if (links.length <= degree.accept) return undefined
      const distant = links.filter((link) => !isNear(link.peer_id))
      return distant.find((link) => link.state === 'waiting') ?? distant.at(-1) ?? links.at(-1)
    },
  }
}
