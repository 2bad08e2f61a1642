/**
 * Rendezvous over Nostr relays: one sealed payload is one ephemeral event, published to every relay
 * and taken once from whichever brings it first. Runs in the worker; owns no topic, key or meaning.
 */

import { assert } from '../../engine/base/errors.ts'
import { isId, type Timestamp } from '../../engine/base/ids.ts'
import type { Random, Rendezvous, RendezvousDriver, RendezvousEvents } from '../../engine/base/ports.ts'
import { createNostrEvent, parsePublication } from './nostr-event.ts'
import { createRelayConnection, type RelayConnection } from './nostr-relay-connection.ts'
import { type OpenSocket, socketOpener } from './nostr-socket.ts'
import { hostScheduler, type Scheduler } from './rendezvous-scheduler.ts'

export interface NostrRendezvousOptions {
  /** `ws:` or `wss:` addresses; repeated ones count once. */
  readonly relays: readonly string[]
  readonly random: Random
  /** The host's clock: the date of events and of what is reported. */
  now(): Timestamp
  /** Default: the platform's WebSocket. */
  readonly openSocket?: OpenSocket
  readonly scheduler?: Scheduler
}

const MAX_PAYLOAD_BYTES = 32 * 1024
const REMEMBERED_IDS = 2_048

/** A set that forgets its oldest members. */
function createMemory(capacity: number): { addIfNew(id: string): boolean; has(id: string): boolean } {
  const ids = new Set<string>()
  return {
    has: (id) => ids.has(id),
    addIfNew(id) {
      if (ids.has(id)) return false
      ids.add(id)
      for (const oldest of ids) {
        if (ids.size <= capacity) break
        ids.delete(oldest)
      }
      return true
    },
  }
}

function openSession(options: NostrRendezvousOptions, events: RendezvousEvents): Rendezvous {
  const memory = createMemory(REMEMBERED_IDS)
  const connections: RelayConnection[] = []
  let topics: ReadonlySet<string> = new Set()
  let closed = false
  let reportIsDue = false
  let reported = ''
  let signingProblem: string | undefined

  function reportNow(): void {
    reportIsDue = false
    if (closed) return
    const servers = connections.map((connection) => {
      const server = connection.state()
      return signingProblem === undefined ? server : { ...server, reason: signingProblem }
    })
    const text = JSON.stringify(servers)
    if (text === reported) return
    reported = text
    events.onState(servers, options.now())
  }
  /** States change in bursts and from inside calls; one report, after them. */
  function report(): void {
    if (reportIsDue) return
    reportIsDue = true
    queueMicrotask(reportNow)
  }

  function onEvent(value: unknown): void {
    // Only ids that were checked are remembered, so a claimed one that is known may go without a look.
    if (typeof value === 'object' && value !== null && 'id' in value && memory.has(String(value.id))) return
    const publication = parsePublication(value)
    if (closed || publication === undefined || !topics.has(publication.topic)) return
    if (memory.addIfNew(publication.id)) events.onPayload(publication.topic, publication.payload, options.now())
  }

  async function signAndSend(topic: string, payload: Uint8Array): Promise<void> {
    const created_at = Math.floor(options.now() / 1_000)
    const event = await createNostrEvent(topic, payload, created_at, options.random)
    signingProblem = undefined
    if (closed) return
    const text = JSON.stringify(['EVENT', event])
    for (const connection of connections) connection.publish(text)
  }

  for (const url of new Set(options.relays)) {
    connections.push(
      createRelayConnection({
        url,
        scheduler: options.scheduler ?? hostScheduler,
        random: options.random,
        openSocket: options.openSocket ?? socketOpener(WebSocket),
        onEvent,
        onChange: report,
      }),
    )
  }
  report()

  return {
    listen(wanted) {
      for (const topic of wanted) assert(isId(topic), 'a topic is 64 hexadecimal characters')
      topics = new Set(wanted)
      for (const connection of connections) connection.listen([...topics].sort())
    },
    publish(topic, payload) {
      assert(isId(topic), 'a topic is 64 hexadecimal characters')
      assert(payload.length <= MAX_PAYLOAD_BYTES, 'a payload is at most 32 KiB')
      if (closed) return
      signAndSend(topic, payload).catch((error: unknown) => {
        signingProblem = `cannot sign: ${error instanceof Error ? error.message : String(error)}`
        report()
      })
    },
    reconnect() {
      for (const connection of connections) connection.reconnect()
    },
    close() {
      closed = true
      for (const connection of connections) connection.close()
    },
  }
}

export function openNostrRendezvous(options: NostrRendezvousOptions): RendezvousDriver {
  return { open: (events) => openSession(options, events) }
}
