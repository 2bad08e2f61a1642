/**
 * Gives members the keys they lack. Every holder could; for each key they act in the order of a hash,
 * 20 s apart, unless a share has arrived meanwhile, so that usually one does and no one is needed (I11).
 * Idempotent: it goes by what is known to be lacking now, and remembers only since when.
 */

import { concatBytes, toHex, u32 } from '../base/bytes.ts'
import { type EpochId, type GroupId, idBytes, type NetworkId, type PeerId, type Timestamp } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'
import { shareKeys } from '../flows/epochs.ts'
import type { PrekeyChoice } from '../seal/epochs.ts'
import { holdersOf, type LackedKey, lackedKeys } from '../seal/lacks.ts'
import type { ConnectionsHost } from './connections-host.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

const TURN_MS = 20_000
/** Wraps made in one go, about 0.3 s of work; the rest at the next. */
const MAX_AT_ONCE = 128

/**
 * Position of `me` among the holders who are here, for this recipient and key. Another one after each wrap
 * that did not open: a member who gives garbage when it is theirs to give is not always the first.
 */
export function positionFor(
  network: NetworkId,
  { recipient, epoch_id, refusals }: LackedKey,
  me: PeerId,
  others: Iterable<PeerId>,
): number {
  const turn = concatBytes(idBytes(recipient), idBytes(epoch_id), u32(refusals))
  const place = (holder: PeerId) => toHex(domainHash('order', idBytes(network), turn, idBytes(holder)))
  const mine = place(me)
  return [...others].filter((other) => place(other) < mine).length
}

export interface KeySharing {
  /** Gives what is due; whether something is left for later. @param connected members linked to now */
  run(connected: ReadonlySet<PeerId>, t_ms: Timestamp): boolean
}

export function createKeySharing(host: ConnectionsHost, runtime: IdentityRuntime): KeySharing {
  const { identity, peer_id, network_id } = runtime.me
  const db = host.db.read(identity)
  /** Since when each lack is known here. */
  let noticed = new Map<string, number>()

  const isDue = (lack: LackedKey, others: ReadonlySet<PeerId>, t_ms: Timestamp): boolean => {
    const since = noticed.get(nameOf(lack)) ?? t_ms
    return t_ms - since >= positionFor(network_id, lack, peer_id, others) * TURN_MS
  }

  return {
    run(connected, t_ms) {
      const lacked = lackedKeys(db, peer_id)
      noticed = new Map(lacked.map((lack) => [nameOf(lack), noticed.get(nameOf(lack)) ?? t_ms]))
      const holders = holdersOf(db, [...new Set(lacked.map(({ epoch_id }) => epoch_id))])
      const due = lacked.filter((lack) => {
        const others = [...(holders.get(lack.epoch_id) ?? [])].filter(
          (holder) => connected.has(holder) && holder !== lack.recipient,
        )
        return isDue(lack, new Set(others), t_ms)
      })
      const gifts = new Map<string, { recipient: PeerId; group: GroupId; choice: PrekeyChoice; epochs: EpochId[] }>()
      for (const { recipient, group_id, epoch_id, refusals } of due.slice(0, MAX_AT_ONCE)) {
        // A device restored from a copy has lost the secrets of later prekeys, and may not know that it made them.
        const choice = refusals % 2 === 0 ? 'newest' : 'first'
        const name = `${recipient}:${group_id}:${choice}`
        const gift = gifts.get(name) ?? { recipient, group: group_id, choice, epochs: [] }
        gift.epochs.push(epoch_id)
        gifts.set(name, gift)
      }
      for (const { recipient, group, choice, epochs } of gifts.values()) {
        host.react(runtime, t_ms, (context) => shareKeys(context, group, recipient, epochs, choice))
      }
      return lacked.length > Math.min(due.length, MAX_AT_ONCE)
    },
  }
}

function nameOf({ recipient, epoch_id }: LackedKey): string {
  return `${recipient}:${epoch_id}`
}
