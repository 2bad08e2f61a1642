/** Sync messages as Mallory writes them: of the grammar, and lies. */

import type { PeerId } from '../engine/base/ids.ts'
import { type ShortId, shortIdFromBytes } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import { type ClaimedHave, makeHave, parseHave } from '../engine/sync/have.ts'
import { encodeFlight, type Flight } from '../engine/sync/messages.ts'
import { WHOLE } from '../engine/sync/window.ts'
import type { TransitMessage } from '../engine/transit/messages.ts'
import type { Hand } from './forge.ts'
import type { LinkHolder } from './link-holder.ts'

const FILTER_BITS_PER_ITEM = 12

/** A flight of one part that claims to hold `count` items nobody has. */
export function claimingFlight(scope: 0 | 1, run: number, flight: number, count: number): Uint8Array {
  const root: Flight['root'] = { count, sum: Uint32Array.of(1, 2, 3, 4) }
  return encodeFlight({ scope, run, flight, part: 0, last: true, events: 0, root, records: [] })
}

/** A Bloom filter of ones over everything: whoever believed it would send nothing. */
export function filterOfOnes(scope: 0 | 1, run: number, flight: number, count = 400): Uint8Array {
  const filter = new Uint8Array(Math.ceil((count * FILTER_BITS_PER_ITEM) / 8)).fill(255)
  const records = [{ window: WHOLE, fingerprint: { count, sum: 7 }, filter }]
  return encodeFlight({ scope, run, flight, part: 0, last: true, events: 0, records })
}

/** "I hold all of this author's messages", signed by this hand in the name of a device. */
export function receiptFor(
  device: PeerId,
  author: PeerId,
  hand: Hand,
  holder: LinkHolder,
  said_at: number,
): Uint8Array {
  const ranges = new Map([[author, [{ first: 0, last: 1_000_000 }]]])
  return makeHave(holder.network_id, hand.key.seed, device, said_at, ranges)
}

/** The statements of a device among what a link has heard. */
export function receiptsOf(device: PeerId, heard: readonly TransitMessage[]): readonly ClaimedHave[] {
  return heard
    .flatMap((message) => (message.kind === 'have' ? [parseHave(message.statement)] : []))
    .filter((have): have is ClaimedHave => typeof have !== 'string' && have.device === device)
}

/** The newest of them. */
export function newestReceipt(device: PeerId, heard: readonly TransitMessage[]): ClaimedHave | undefined {
  return receiptsOf(device, heard).at(-1)
}

/** Short ids of nothing. */
export function shortIdsOfNothing(random: Random, count: number): readonly ShortId[] {
  return Array.from({ length: count }, () => shortIdFromBytes(random.bytes(8)))
}
