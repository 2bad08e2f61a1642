/**
 * Anchor: range reconciliation as Negentropy does it (version 1 of its protocol): ranges of the order
 * (created_at, id) with fingerprints of 16 bytes, split by 16 where they differ, listed by ids of 32 bytes
 * where at most 32 items are left; the initiator then asks for what it lacks by id and sends what it has.
 */

import { createHash } from 'node:crypto'
import type { Item } from '../../src/engine/sync/window.ts'
import { type Outcome, Stopwatch } from './outcome.ts'

const BUCKETS = 16
const LISTED_ITEMS = 2 * BUCKETS
const ID_BYTES = 32
const FINGERPRINT_BYTES = 16
const VERSION_BYTES = 1

/** Items `from … to` (exclusive) of the initiator's and of the responder's list, between the same bounds. */
interface Range {
  readonly mine: readonly [number, number]
  readonly theirs: readonly [number, number]
}

export function ranges(pair: readonly [readonly Item[], readonly Item[]]): Outcome {
  const sorted = [pair[0].toSorted(compare), pair[1].toSorted(compare)] as const
  const watch = new Stopwatch()
  let bytes = VERSION_BYTES
  let flights = 1
  let have = 0
  let need = 0
  // The initiator's first message is the fingerprints of its sixteen parts; then each end answers what differs.
  let open = watch.measure(0, () => cut(sorted, 0, { mine: [0, sorted[0].length], theirs: [0, sorted[1].length] }))
  bytes += describe(open, sorted[0], 'mine')
  for (let end: 0 | 1 = 1; open.length > 0; end = end === 0 ? 1 : 0) {
    const next: Range[] = []
    watch.measure(end, () => {
      for (const range of open) {
        const counts = [range.mine[1] - range.mine[0], range.theirs[1] - range.theirs[0]] as const
        if (isSame(sorted, range)) continue
        if (counts[end] <= LISTED_ITEMS) {
          const [extra, missing] = differ(sorted, range)
          have += extra
          need += missing
          // Both list their ids: the responder so that the initiator learns, the initiator so that it is answered.
          bytes += boundBytes(range, sorted[0]) + 2 + ID_BYTES * (end === 1 ? counts[1] : counts[0] + counts[1])
        } else next.push(...cut(sorted, end, range))
      }
    })
    bytes += VERSION_BYTES + describe(next, sorted[end], end === 0 ? 'mine' : 'theirs')
    flights++
    open = next
  }
  // Ids are asked for one by one; what the initiator has goes along.
  if (need > 0) bytes += VERSION_BYTES + ID_BYTES * need
  const last = need > 0 ? 2 : have > 0 ? 1 : 0
  return { bytes, flights: flights + last, cpu_ms: watch.cpu_ms, undelivered: 0 }
}

function compare(a: Item, b: Item): number {
  return a.created_at - b.created_at || Buffer.compare(a.id, b.id)
}

/** Sixteen parts of what one end has, by count; the other end's items fall where they belong. */
function cut(sorted: readonly [readonly Item[], readonly Item[]], end: 0 | 1, range: Range): Range[] {
  const [from, to] = end === 0 ? range.mine : range.theirs
  const count = to - from
  const others = sorted[end === 0 ? 1 : 0]
  const [otherFrom, otherTo] = end === 0 ? range.theirs : range.mine
  const parts = Math.min(BUCKETS, Math.max(1, count))
  const cuts: Range[] = []
  let otherAt = otherFrom
  for (let part = 0; part < parts; part++) {
    const start = from + Math.floor((part * count) / parts)
    const stop = from + Math.floor(((part + 1) * count) / parts)
    const bound = part === parts - 1 ? undefined : sorted[end][stop]
    const otherStop = bound === undefined ? otherTo : lowerBound(others, bound, otherAt, otherTo)
    const own = [start, stop] as const
    const their = [otherAt, otherStop] as const
    cuts.push(end === 0 ? { mine: own, theirs: their } : { mine: their, theirs: own })
    otherAt = otherStop
  }
  return cuts
}

function lowerBound(items: readonly Item[], bound: Item, from: number, to: number): number {
  let [low, high] = [from, to]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compare(items[middle] as Item, bound) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function describe(open: readonly Range[], items: readonly Item[], side: 'mine' | 'theirs'): number {
  let bytes = 0
  for (const range of open) {
    const count = range[side][1] - range[side][0]
    bytes += boundBytes(range, items) + 1
    bytes += open.length === 1 && count <= LISTED_ITEMS ? 1 + ID_BYTES * count : FINGERPRINT_BYTES
  }
  return bytes
}

/** A varint of the time since the bound before, and the length of a prefix of the id that is nothing where times differ. */
function boundBytes(range: Range, items: readonly Item[]): number {
  const [first, last] = [items[range.mine[0]], items[range.mine[1]]]
  const apart_ms = first === undefined || last === undefined ? 0 : last.created_at - first.created_at
  return Math.max(1, Math.ceil(Math.log2(apart_ms + 2) / 7)) + 1
}

function isSame(sorted: readonly [readonly Item[], readonly Item[]], { mine, theirs }: Range): boolean {
  if (mine[1] - mine[0] !== theirs[1] - theirs[0]) return false
  return fingerprint(sorted[0], mine).equals(fingerprint(sorted[1], theirs))
}

/** The sum of the ids mod 2^256 and their number, hashed. */
function fingerprint(items: readonly Item[], [from, to]: readonly [number, number]): Buffer {
  const sum = new Float64Array(8)
  for (let i = from; i < to; i++) {
    const { id } = items[i] as Item
    const view = new DataView(id.buffer, id.byteOffset)
    for (let word = 0; word < 8; word++) sum[word] = (sum[word] as number) + view.getUint32(4 * word, true)
  }
  const words = new Uint32Array(9)
  let carry = 0
  for (let word = 0; word < 8; word++) {
    const digit = (sum[word] as number) + carry
    words[word] = digit % 2 ** 32
    carry = Math.floor(digit / 2 ** 32)
  }
  words[8] = to - from
  return createHash('sha256').update(new Uint8Array(words.buffer)).digest().subarray(0, FINGERPRINT_BYTES)
}

/** How many items only the first has, and how many only the second. */
function differ(sorted: readonly [readonly Item[], readonly Item[]], { mine, theirs }: Range): [number, number] {
  let [a, b] = [mine[0], theirs[0]]
  let [extra, missing] = [0, 0]
  while (a < mine[1] || b < theirs[1]) {
    const order = a === mine[1] ? 1 : b === theirs[1] ? -1 : compare(sorted[0][a] as Item, sorted[1][b] as Item)
    if (order < 0) extra++
    if (order > 0) missing++
    if (order <= 0) a++
    if (order >= 0) b++
  }
  return [extra, missing]
}
