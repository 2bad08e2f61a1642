/**
 * The stored events: in memory, bounded, gone with the process. Replaceable and addressable kinds
 * keep one version. Ephemeral kinds never get here.
 */

import { kindClass, type NostrEvent, supersedes } from './event.ts'
import { type Filter, matches } from './filter.ts'

export type StoreOutcome = 'stored' | 'known' | 'superseded'

export interface EventStore {
  add(event: NostrEvent): StoreOutcome
  /** Matching events, newest first and lowest id first among equally new ones; each filter's limit applied. */
  query(filters: readonly Filter[]): readonly NostrEvent[]
}

/** What later versions replace; `undefined` for regular kinds. */
function replacementKey(event: NostrEvent): string | undefined {
  const kind = kindClass(event.kind)
  if (kind === 'replaceable') return `${event.kind}:${event.pubkey}`
  if (kind !== 'addressable') return undefined
  const name = event.tags.find(([tag]) => tag === 'd')?.[1] ?? ''
  return `${event.kind}:${event.pubkey}:${name}`
}

const newestFirst = (a: NostrEvent, b: NostrEvent) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1)

export function createStore(maxEvents: number, maxBytes: number): EventStore {
  const events = new Map<string, { event: NostrEvent; bytes: number }>() // in the order of arrival
  const current = new Map<string, NostrEvent>()
  let bytes = 0

  function remove(id: string): void {
    const stored = events.get(id)
    if (stored === undefined) return
    events.delete(id)
    bytes -= stored.bytes
    const key = replacementKey(stored.event)
    if (key !== undefined) current.delete(key)
  }

  return {
    add(event) {
      if (events.has(event.id)) return 'known'
      const key = replacementKey(event)
      const before = key === undefined ? undefined : current.get(key)
      if (before !== undefined && !supersedes(event, before)) return 'superseded'
      if (before !== undefined) remove(before.id)
      const size = JSON.stringify(event).length
      events.set(event.id, { event, bytes: size })
      bytes += size
      if (key !== undefined) current.set(key, event)
      for (const id of events.keys()) {
        if (events.size <= maxEvents && bytes <= maxBytes) break
        remove(id)
      }
      return 'stored'
    },
    query(filters) {
      const all = [...events.values()].map(({ event }) => event).sort(newestFirst)
      const wanted = new Set<NostrEvent>()
      for (const filter of filters) {
        const found = all.filter((event) => matches(filter, event))
        for (const event of found.slice(0, filter.limit ?? found.length)) wanted.add(event)
      }
      return all.filter((event) => wanted.has(event))
    },
  }
}
