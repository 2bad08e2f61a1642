/**
 * Push trees of many members in one process: a ring with chords, frames that take 5 to 15 ms, a tick a
 * second each. What was asked of whom is counted; nothing here is part of the product.
 */

import { must } from '../base/errors.ts'
import { asLinkId, type EventId, idBytes, idFromBytes, type LinkId, shortIdOf } from '../base/ids.ts'
import { createPushTree, type PushMessage, type PushTree } from './push-tree.ts'
import { createRng, randomBytes } from './test-items.ts'

type Frame = PushMessage | { readonly kind: 'live'; readonly ids: readonly EventId[] }

interface Member {
  readonly tree: PushTree
  readonly stored: Map<string, EventId>
  /** Members at the other end of its links. */
  readonly links: Set<number>
  /** Takes part in everything, and passes nothing on when asked. */
  isLiar: boolean
}

export interface PushMesh {
  readonly members: readonly Member[]
  /** Frames with whole events, and those with ids, since the last call. */
  takeCounts(): { readonly live: number; readonly announced: number }
  /** A member writes an event. */
  write(by: number): EventId
  cut(a: number, b: number): void
  /** Frames arrive and ticks happen until then. */
  run(ms: number): void
  /** Milliseconds from the writing of an event to when the last of `among` had it; infinite if one has not. */
  reached(id: EventId, among?: (member: number) => boolean): number
}

const TICK_MS = 1_000

export function createPushMesh(seed: number, size: number, chords: number): PushMesh {
  const rng = createRng(seed)
  const queue: { readonly at: number; readonly order: number; readonly act: () => void }[] = []
  const arrivals = new Map<EventId, Map<number, number>>()
  let now = 0
  let order = 0
  let live = 0
  let announced = 0
  const lastArrival = new Map<string, number>()

  const later = (ms: number, act: () => void): void => {
    queue.push({ at: now + ms, order: order++, act })
  }
  const linkTo = (other: number): LinkId => asLinkId(`to ${other}`)
  const other = (link: LinkId): number => Number(link.slice(3))

  const store = (at: number, id: EventId, origin: string, isOwn: boolean): void => {
    const member = must(members[at], 'a member')
    if (member.stored.has(shortIdOf(id))) return
    member.stored.set(shortIdOf(id), id)
    must(arrivals.get(id), 'a written event').set(at, now)
    member.tree.push([{ id, bytes: idBytes(id) }], origin, isOwn)
  }

  const take = (from: number, to: number, frame: Frame): void => {
    const member = must(members[to], 'a member')
    if (!member.links.has(from)) return
    const link = linkTo(from)
    if (frame.kind === 'live') {
      member.tree.received(link, frame.ids)
      for (const id of frame.ids) store(to, id, link, false)
    } else if (frame.kind === 'ihave') member.tree.announced(link, frame.ids, now)
    else if (frame.kind === 'prune') member.tree.pruned(link)
    else if (!member.isLiar) member.tree.grafted(link, frame.ids)
  }

  const send = (from: number, link: LinkId, frame: Frame): void => {
    const to = other(link)
    if (frame.kind === 'live') live++
    if (frame.kind === 'ihave') announced++
    // A link keeps its order.
    const at = Math.max(now + 5 + 10 * rng(), lastArrival.get(`${from}>${to}`) ?? 0)
    lastArrival.set(`${from}>${to}`, at)
    later(at - now, () => take(from, to, frame))
  }

  const members: Member[] = Array.from({ length: size }, (_, at) => {
    const stored = new Map<string, EventId>()
    const tree = createPushTree({
      isStored: (id) => stored.has(id),
      bytesOf: (ids) => ids.filter((id) => stored.has(shortIdOf(id))).map((id) => idBytes(id)),
      deliver: (link, events) => send(at, link, { kind: 'live', ids: events.map((bytes) => idFromBytes(bytes)) }),
      send: (link, message) => send(at, link, message),
      compare: () => undefined,
    })
    return { tree, stored, links: new Set(), isLiar: false }
  })

  const connect = (a: number, b: number): void => {
    const [first, second] = [must(members[a], 'a member'), must(members[b], 'a member')]
    if (a === b || first.links.has(b)) return
    first.links.add(b)
    second.links.add(a)
    first.tree.open(linkTo(b))
    second.tree.open(linkTo(a))
  }
  for (let at = 0; at < size; at++) {
    for (const step of [1, 2]) connect(at, (at + step) % size)
    for (let chord = 0; chord < chords; chord++) connect(at, Math.floor(rng() * size))
  }
  members.forEach((member, at) => {
    const tick = (): void => {
      member.tree.tick(now)
      later(TICK_MS, tick)
    }
    later((TICK_MS * at) / size, tick)
  })

  return {
    members,
    takeCounts() {
      const counts = { live, announced }
      live = 0
      announced = 0
      return counts
    },
    write(by) {
      const id = idFromBytes<EventId>(randomBytes(rng, 32))
      arrivals.set(id, new Map())
      store(by, id, 'own', true)
      return id
    },
    cut(a, b) {
      for (const [at, from] of [
        [a, b],
        [b, a],
      ] as const) {
        members[at]?.links.delete(from)
        members[at]?.tree.closed(linkTo(from))
      }
    },
    run(ms) {
      for (const end = now + ms; ; ) {
        queue.sort((x, y) => y.at - x.at || y.order - x.order)
        const next = queue.at(-1)
        if (next === undefined || next.at > end) {
          now = end
          return
        }
        queue.pop()
        now = next.at
        next.act()
      }
    },
    reached(id, among = () => true) {
      const times = must(arrivals.get(id), 'a written event')
      const written = Math.min(...times.values())
      return Math.max(...members.map((_, at) => (among(at) ? (times.get(at) ?? Infinity) - written : 0)))
    },
  }
}
