/**
 * Where new events go: a push tree over the links of one identity (Plumtree: Leitão, Pereira and Rodrigues
 * 2007). A link is *eager*, and gets an event whole and at once, or *lazy*, and gets its short id. Links
 * begin eager up to four of them. What comes by a link first makes it eager; what has come by another, or was
 * written here, makes it lazy at both ends: so what stays eager grows into a tree. An announced event that has
 * not come after 300 ms is pulled, which makes that link eager, so a tree that lost a branch grows another.
 *
 * Two events on their way at once may prune what the other needs. So who has four links or fewer prunes none
 * of them (a few duplicates among few cost less than a pull's second), and whose last eager link is pruned
 * grafts it back.
 *
 *   IHAVE short ids   kept for who asks             GRAFT short ids   send these, if any, and be eager
 *   PRUNE             be lazy
 *
 * Owns who is told what. Never looks into an event or a database, reads no clock. What it forgets, or a liar
 * withholds, reconciliation brings.
 */

import { type EventId, type LinkId, type ShortId, shortIdOf } from '../base/ids.ts'
import { MAX_SHORT_IDS } from '../transit/messages.ts'

const EAGER_LINKS = 4
/** An announced event is pulled after this long. */
const PULL_MS = 300
/** One that does not come then is pulled from whoever else announced it. */
const PULL_AGAIN_MS = 1_000
/** Events whose ways are remembered. */
const MAX_RECENT = 4_096
/** Short ids waited for, of one link. */
const MAX_MISSING = 1_024
/** Announcements of one link looked at between two ticks; the rest is left to reconciliation. */
const MAX_HEARD = 2_048
/** More events than this in one commit that came by reconciliation are reconciled on, not pushed. */
const MAX_BROUGHT = 50

export interface PushTreeHost {
  isStored(id: ShortId): boolean
  /** As they would be pushed now, of those that are stored. */
  bytesOf(ids: readonly EventId[]): readonly Uint8Array[]
  /** Whole events: LIVE. */
  deliver(link: LinkId, events: readonly Uint8Array[]): void
  send(link: LinkId, message: PushMessage): void
  /** The peer may lack more than is worth listing: the sets are to be compared soon. */
  compare(link: LinkId): void
}

export type PushMessage =
  | { readonly kind: 'ihave' | 'graft'; readonly ids: readonly ShortId[] }
  | { readonly kind: 'prune' }

export interface PushedEvent {
  readonly id: EventId
  readonly bytes: Uint8Array
}

export interface PushTree {
  open(link: LinkId): void
  closed(link: LinkId): void
  isEager(link: LinkId): boolean
  /** Stored and durable. @param origin the link they came over, or a name that is none @param isOwn authored here */
  push(events: readonly PushedEvent[], origin: string, isOwn: boolean): void
  /** LIVE came, not yet stored. */
  received(link: LinkId, ids: readonly EventId[]): void
  /** IHAVE came. */
  announced(link: LinkId, ids: readonly ShortId[], t_ms: number): void
  /** GRAFT came: each event is sent once for having been announced. */
  grafted(link: LinkId, ids: readonly ShortId[]): void
  /** PRUNE came. */
  pruned(link: LinkId): void
  tick(t_ms: number): void
}

/** One event on its way. */
interface Recent {
  readonly id: EventId
  /** The link it first came by as LIVE, or this device; neither if reconciliation brought it. */
  via: LinkId | 'here' | undefined
  /** Links whose other end has it. */
  readonly known: Set<LinkId>
  /** Links it was announced on and may be pulled by. */
  readonly told: Set<LinkId>
}

interface Missing {
  due_ms: number
  /** Who announced it and was not asked yet. */
  readonly from: LinkId[]
}

interface Way {
  isEager: boolean
  /** Announcements since the last tick. */
  heard: number
  /** Entries of `missing` that name it. */
  missing: number
}

export function createPushTree(host: PushTreeHost): PushTree {
  const ways = new Map<LinkId, Way>()
  const recent = new Map<ShortId, Recent>()
  const missing = new Map<ShortId, Missing>()

  const remember = (id: EventId): Recent => {
    const short = shortIdOf(id)
    const before = recent.get(short)
    if (before !== undefined) return before
    const entry: Recent = { id, via: undefined, known: new Set(), told: new Set() }
    recent.set(short, entry)
    const [oldest] = recent.keys()
    if (recent.size > MAX_RECENT && oldest !== undefined) recent.delete(oldest)
    return entry
  }

  const has = (id: ShortId): boolean => recent.has(id) || host.isStored(id)

  const release = (link: LinkId): void => {
    const way = ways.get(link)
    if (way !== undefined) way.missing--
  }

  const found = (id: ShortId): void => {
    missing.get(id)?.from.forEach(release)
    missing.delete(id)
  }

  const eager = (): number => [...ways.values()].filter((way) => way.isEager).length

  const announce = (link: LinkId, entries: readonly Recent[]): void => {
    for (const { told } of entries) told.add(link)
    const ids = entries.map(({ id }) => shortIdOf(id))
    for (let at = 0; at < ids.length; at += MAX_SHORT_IDS) {
      host.send(link, { kind: 'ihave', ids: ids.slice(at, at + MAX_SHORT_IDS) })
    }
  }

  /** @returns what to ask this link for, and whom to ask next */
  const pull = (t_ms: number): ReadonlyMap<LinkId, ShortId[]> => {
    const asks = new Map<LinkId, ShortId[]>()
    for (const [id, { due_ms, from }] of missing) {
      if (t_ms < due_ms) continue
      const link = from.shift()
      if (link === undefined) {
        missing.delete(id)
        continue
      }
      release(link)
      missing.set(id, { due_ms: t_ms + PULL_AGAIN_MS, from })
      if (ways.has(link)) asks.set(link, [...(asks.get(link) ?? []), id])
    }
    return asks
  }

  const pullDue = (t_ms: number): void => {
    for (const [link, ids] of pull(t_ms)) {
      const way = ways.get(link)
      if (way !== undefined) way.isEager = true
      for (let at = 0; at < ids.length; at += MAX_SHORT_IDS) {
        host.send(link, { kind: 'graft', ids: ids.slice(at, at + MAX_SHORT_IDS) })
      }
    }
  }

  return {
    open(link) {
      ways.set(link, { isEager: eager() < EAGER_LINKS, heard: 0, missing: 0 })
    },
    closed(link) {
      const wasEager = ways.get(link)?.isEager ?? false
      ways.delete(link)
      if (!wasEager && eager() > 0) return
      // The next event must not wait for a pull; if this link is one too many, a duplicate will say so.
      const lazy = [...ways.values()].find((way) => !way.isEager)
      if (lazy !== undefined) lazy.isEager = true
    },
    isEager: (link) => ways.get(link)?.isEager ?? false,
    push(events, origin, isOwn) {
      const pushed = events.filter(({ id }) => isOwn || recent.has(shortIdOf(id)))
      const brought = events.length - pushed.length
      for (const { id } of events) {
        found(shortIdOf(id))
        if (isOwn) remember(id).via = 'here'
      }
      if (brought > MAX_BROUGHT) for (const link of ways.keys()) if (link !== origin) host.compare(link)
      const going = (brought > MAX_BROUGHT ? pushed : events).map(({ id, bytes }) => ({ entry: remember(id), bytes }))
      for (const [link, { isEager }] of ways) {
        const news = going.filter(({ entry }) => link !== origin && !entry.known.has(link))
        if (news.length === 0) continue
        if (!isEager) {
          announce(
            link,
            news.map(({ entry }) => entry),
          )
          continue
        }
        for (const { entry } of news) entry.known.add(link)
        host.deliver(
          link,
          news.map(({ bytes }) => bytes),
        )
      }
    },
    received(link, ids) {
      let isNews = false
      let isRepeated = false
      for (const id of ids) {
        const isKnown = has(shortIdOf(id))
        const entry = remember(id)
        if (!isKnown) entry.via = link
        isNews ||= !isKnown
        isRepeated ||= entry.via !== undefined && entry.via !== link
        entry.known.add(link)
        found(shortIdOf(id))
      }
      const way = ways.get(link)
      if (way === undefined || (!isNews && !isRepeated)) return
      if (isNews) way.isEager = true
      else if (ways.size > EAGER_LINKS) {
        way.isEager = false
        host.send(link, { kind: 'prune' })
      }
    },
    announced(link, ids, t_ms) {
      const way = ways.get(link)
      if (way === undefined) return
      for (const id of ids.slice(0, Math.max(0, MAX_HEARD - way.heard))) {
        way.heard++
        recent.get(id)?.known.add(link)
        if (way.missing >= MAX_MISSING || has(id)) continue
        const entry = missing.get(id)
        if (entry?.from.includes(link) === true) continue
        way.missing++
        if (entry === undefined) missing.set(id, { due_ms: t_ms + PULL_MS, from: [link] })
        else entry.from.push(link)
      }
      pullDue(t_ms)
    },
    grafted(link, ids) {
      const way = ways.get(link)
      if (way === undefined) return
      way.isEager = true
      const asked = ids.flatMap((id) => {
        const entry = recent.get(id)
        if (entry?.told.delete(link) !== true) return []
        entry.known.add(link)
        return [entry.id]
      })
      if (asked.length > 0) host.deliver(link, host.bytesOf(asked))
    },
    pruned(link) {
      const way = ways.get(link)
      if (way?.isEager !== true) return
      if (eager() > 1) way.isEager = false
      else host.send(link, { kind: 'graft', ids: [] })
    },
    tick(t_ms) {
      for (const way of ways.values()) way.heard = 0
      pullDue(t_ms)
    },
  }
}
