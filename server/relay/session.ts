/**
 * One client of the relay: NIP-01 messages in, NIP-01 messages out. Knows nothing of sockets.
 */

import { kindClass, type NostrEvent, parseEvent, whyNotAuthentic } from './event.ts'
import { type Filter, matches, parseFilter } from './filter.ts'
import { createBucket, type RelayLimits } from './limits.ts'
import type { EventStore } from './store.ts'

export type RelayMessage =
  | readonly ['EVENT', string, NostrEvent]
  | readonly ['OK', string, boolean, string]
  | readonly ['EOSE', string]
  | readonly ['CLOSED', string, string]
  | readonly ['NOTICE', string]

export interface SessionOptions {
  readonly store: EventStore
  readonly limits: RelayLimits
  /** Milliseconds. */
  now(): number
  send(message: RelayMessage): void
  /** An event all live subscriptions are to see. */
  broadcast(event: NostrEvent): void
}

export interface Session {
  receive(text: string): void
  /** Sends the event to the subscriptions that match. */
  offer(event: NostrEvent): void
}

const MAX_SUBSCRIPTION_ID = 64
const RATE_LIMITED = 'rate-limited: slow down'

function parseMessage(text: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return Array.isArray(value) ? value : undefined
  } catch {
    return undefined // the caller answers with a NOTICE
  }
}

export function createSession({ store, limits, now, send, broadcast }: SessionOptions): Session {
  const subscriptions = new Map<string, readonly Filter[]>()
  const bucket = createBucket(limits.burst, limits.per_second, now)

  function onEvent(value: unknown, allowed: boolean): void {
    const event = parseEvent(value)
    if (typeof event === 'string') {
      const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : undefined
      send(typeof id === 'string' ? ['OK', id, false, `invalid: ${event}`] : ['NOTICE', `invalid: ${event}`])
      return
    }
    if (!allowed) {
      send(['OK', event.id, false, RATE_LIMITED])
      return
    }
    const flaw = whyNotAuthentic(event)
    if (flaw !== undefined) {
      send(['OK', event.id, false, `invalid: ${flaw}`])
      return
    }
    const outcome = kindClass(event.kind) === 'ephemeral' ? 'stored' : store.add(event)
    if (outcome === 'known') send(['OK', event.id, true, 'duplicate: already have this event'])
    else if (outcome === 'superseded') send(['OK', event.id, true, 'duplicate: have a newer version'])
    else {
      send(['OK', event.id, true, ''])
      broadcast(event)
    }
  }

  /** The filters, or why the request is refused. */
  function parseRequest(id: string, values: readonly unknown[]): readonly Filter[] | string {
    if (values.length === 0) return 'invalid: no filter'
    if (values.length > limits.filters) return 'error: too many filters'
    if (!subscriptions.has(id) && subscriptions.size >= limits.subscriptions) return 'error: too many subscriptions'
    const filters: Filter[] = []
    for (const value of values) {
      const filter = parseFilter(value, limits.filter_values)
      if (typeof filter === 'string') return filter
      filters.push(filter)
    }
    return filters
  }

  function onRequest(id: unknown, values: readonly unknown[], allowed: boolean): void {
    if (typeof id !== 'string' || id === '' || id.length > MAX_SUBSCRIPTION_ID) {
      send(['NOTICE', 'invalid: a subscription id is a string of 1 to 64 characters'])
      return
    }
    const filters = allowed ? parseRequest(id, values) : RATE_LIMITED
    if (typeof filters === 'string') {
      subscriptions.delete(id)
      send(['CLOSED', id, filters])
      return
    }
    subscriptions.set(id, filters)
    for (const event of store.query(filters)) send(['EVENT', id, event])
    send(['EOSE', id])
  }

  return {
    receive(text) {
      const message = parseMessage(text)
      const allowed = bucket.take()
      if (message === undefined) send(['NOTICE', 'invalid: a message is a JSON array'])
      else if (message[0] === 'EVENT') onEvent(message[1], allowed)
      else if (message[0] === 'REQ') onRequest(message[1], message.slice(2), allowed)
      else if (message[0] === 'CLOSE') {
        if (typeof message[1] === 'string') subscriptions.delete(message[1])
        else send(['NOTICE', 'invalid: CLOSE names a subscription'])
      } else send(['NOTICE', 'unsupported: this relay knows EVENT, REQ and CLOSE'])
    },
    offer(event) {
      for (const [id, filters] of subscriptions) {
        if (filters.some((filter) => matches(filter, event))) send(['EVENT', id, event])
      }
    },
  }
}
