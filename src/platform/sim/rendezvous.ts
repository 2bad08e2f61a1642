/**
 * Simulated rendezvous servers: each forwards live, stores nothing, and loses, repeats and reorders
 * as told. Like the real driver, a listener takes a publication once even when several servers carry
 * it; what the conditions duplicate arrives twice.
 */

import { assert } from '../../engine/base/errors.ts'
import { asTimestamp, isId } from '../../engine/base/ids.ts'
import type { RendezvousDriver, RendezvousEvents, RendezvousState } from '../../engine/base/ports.ts'
import type { SimClock } from './clock.ts'
import type { Conditions, Traffic } from './conditions.ts'
import type { Prng } from './prng.ts'
import type { Topology } from './topology.ts'

export interface PayloadSighting {
  readonly from: string
  readonly topic: string
  readonly payload: Uint8Array
  readonly t_ms: number
}

export interface SimRendezvousOptions {
  readonly clock: SimClock
  readonly prng: Prng
  readonly topology: Topology
  readonly traffic: Traffic
  readonly servers: readonly string[]
  conditions(): Conditions
  onPayload(sighting: PayloadSighting): void
}

export interface SimRendezvous {
  driver(device: string, clockOffset_ms: () => number): RendezvousDriver
  /** What a server does from now on: serve, be unreachable (`closed`), or refuse everybody. */
  setServer(url: string, state: 'open' | 'closed' | 'refused', reason: string): void
  crash(device: string): void
}

interface Server {
  readonly url: string
  state: 'open' | 'closed' | 'refused'
  reason: string
}

interface Session {
  readonly device: string
  readonly events: RendezvousEvents
  readonly stateOf: Map<string, { state: RendezvousState; reason?: string }>
  readonly taken: Set<number>
  readonly newestFrom: Map<string, number>
  topics: ReadonlySet<string>
  closed: boolean
  offset(): number
}

const MAX_PAYLOAD_BYTES = 32 * 1024

export function createSimRendezvous(options: SimRendezvousOptions): SimRendezvous {
  const { clock, prng, topology, traffic } = options
  const servers: Server[] = options.servers.map((url) => ({ url, state: 'open', reason: '' }))
  const sessions = new Set<Session>()
  let lastPublication = 0

  const latency = () => prng.between(...options.conditions().latency)
  const time = (session: Session) => asTimestamp(clock.now() + session.offset())

  function report(session: Session): void {
    if (session.closed) return
    const rows = servers.map(({ url }) => ({ url, ...(session.stateOf.get(url) ?? { state: 'closed' as const }) }))
    session.events.onState(rows, time(session))
  }

  /** Brings what one session sees of one server up to date; a server that was down is dialled. */
  function visit(session: Session, server: Server): void {
    if (session.closed) return
    if (topology.isOffline(session.device)) {
      session.stateOf.set(server.url, { state: 'closed', reason: 'offline' })
      return
    }
    if (server.state !== 'open') {
      session.stateOf.set(server.url, { state: server.state, reason: server.reason })
      return
    }
    if (session.stateOf.get(server.url)?.state === 'open') return
    session.stateOf.set(server.url, { state: 'connecting' })
    clock.after(latency(), () => {
      if (session.stateOf.get(server.url)?.state !== 'connecting') return
      if (server.state !== 'open' || topology.isOffline(session.device)) return visit(session, server)
      session.stateOf.set(server.url, { state: 'open' })
      report(session)
    })
  }

  function visitAll(session: Session): void {
    for (const server of servers) visit(session, server)
    clock.after(0, () => report(session))
  }
  topology.onChange(() => {
    for (const session of sessions) visitAll(session)
  })

  function forward(server: Server, from: string, topic: string, payload: Uint8Array, publication: number): void {
    if (server.state !== 'open') return
    for (const session of sessions) {
      if (!session.topics.has(topic) || session.stateOf.get(server.url)?.state !== 'open') continue
      if (!topology.reachable(from, session.device, 'rendezvous')) continue
      const { duplication, loss, reordering } = options.conditions()
      if (prng.chance(loss)) {
        traffic.dropped++
        continue
      }
      const held = () => (prng.chance(reordering) ? prng.between(1, 4) * latency() : 0)
      clock.after(latency() + held(), () => deliver(session, from, topic, payload, publication, false))
      if (!prng.chance(duplication)) continue
      clock.after(latency() + held(), () => deliver(session, from, topic, payload, publication, true))
    }
  }

  function deliver(
    session: Session,
    from: string,
    topic: string,
    payload: Uint8Array,
    publication: number,
    again: boolean,
  ): void {
    if (session.closed || !session.topics.has(topic) || !topology.reachable(from, session.device, 'rendezvous')) return
    if (session.taken.has(publication)) {
      if (!again) return
      traffic.duplicated++
    }
    session.taken.add(publication)
    traffic.delivered++
    const newest = session.newestFrom.get(from) ?? 0
    if (publication < newest) traffic.reordered++
    session.newestFrom.set(from, Math.max(newest, publication))
    session.events.onPayload(topic, payload.slice(), time(session))
  }

  return {
    driver: (device, offset) => ({
      open(events) {
        const session: Session = {
          device,
          events,
          stateOf: new Map(),
          taken: new Set(),
          newestFrom: new Map(),
          topics: new Set(),
          closed: false,
          offset,
        }
        sessions.add(session)
        visitAll(session)
        return {
          listen(topics) {
            for (const topic of topics) assert(isId(topic), 'a topic is 64 hexadecimal characters')
            session.topics = new Set(topics)
          },
          publish(topic, payload) {
            assert(isId(topic), 'a topic is 64 hexadecimal characters')
            assert(payload.length <= MAX_PAYLOAD_BYTES, 'a payload is at most 32 KiB')
            if (session.closed) return
            const copy = payload.slice()
            traffic.sent++
            traffic.sent_bytes += copy.length
            options.onPayload({ from: device, topic, payload: copy, t_ms: clock.now() })
            const publication = ++lastPublication
            for (const server of servers) {
              if (session.stateOf.get(server.url)?.state !== 'open') continue
              clock.after(latency(), () => forward(server, device, topic, copy, publication))
            }
          },
          reconnect: () => visitAll(session),
          close() {
            session.closed = true
            sessions.delete(session)
          },
        }
      },
    }),
    setServer(url, state, reason) {
      const server = servers.find((candidate) => candidate.url === url)
      assert(server !== undefined, 'the server is one of this network')
      server.state = state
      server.reason = reason
      for (const session of sessions) visitAll(session)
    },
    crash(device) {
      for (const session of [...sessions]) {
        if (session.device !== device) continue
        session.closed = true
        sessions.delete(session)
      }
    },
  }
}
