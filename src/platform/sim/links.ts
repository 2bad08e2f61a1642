/**
 * Simulated links: descriptions, opening, two pipes, outages, closing, and a man in the middle when
 * asked for. Every event is delivered from the clock, so none is re-entrant.
 *
 * An end goes through gathering, open and closed. It opens once an answer to its own offer (or to the
 * offer it answered) has been signalled and both devices reach each other.
 */

import { assert } from '../../engine/base/errors.ts'
import type { LinkId } from '../../engine/base/ids.ts'
import { type Link, type LinkDriver, type LinkEvents, type LinkRole, MAX_FRAME_BYTES } from '../../engine/base/ports.ts'
import type { SimClock } from './clock.ts'
import { type LinkConditions, LOST_AFTER_MS, type Traffic } from './conditions.ts'
import { formatDescription, parseDescription } from './description.ts'
import { type Connection, createLinkEnd, type LinkEnd } from './link-end.ts'
import { createPipe, type Pipe } from './pipe.ts'
import type { Prng } from './prng.ts'
import type { Topology } from './topology.ts'

export interface FrameSighting {
  readonly from: string
  readonly to: string
  readonly frame: Uint8Array
  readonly t_ms: number
}

/** Sits between two devices: what it returns travels on; `undefined` swallows the frame. */
export type Interceptor = (sighting: FrameSighting) => Uint8Array | undefined

export interface SimLinksOptions {
  readonly clock: SimClock
  readonly prng: Prng
  readonly topology: Topology
  readonly datagram: boolean
  readonly traffic: Traffic
  conditions(a: string, b: string): LinkConditions
  interceptor(a: string, b: string): Interceptor | undefined
  onFrame(sighting: FrameSighting): void
}

export interface SimLinks {
  driver(device: string, clockOffset_ms: () => number): LinkDriver
  /** Both ends of every link between the two close at once. */
  cut(a: string, b: string): void
  /** The device's ends vanish without a word; the far ends find out by themselves. */
  crash(device: string): void
  /** Open links, as pairs of device names (initiator first). */
  openLinks(): readonly (readonly [string, string])[]
}

const RETRY_CONNECT_MS = 500

export function createSimLinks(options: SimLinksOptions): SimLinks {
  const { clock, prng, topology } = options
  const ends = new Map<number, LinkEnd>()
  const connections = new Set<Connection>()
  let lastNumber = 0

  const reachable = (a: LinkEnd, b: LinkEnd) =>
    !a.closed && !b.closed && topology.reachable(a.device, b.device, 'links')

  function retire(connection: Connection): void {
    connection.lostTimer?.()
    for (const pipe of connection.pipeOf.values()) pipe.stop()
    connections.delete(connection)
  }

  function fail(connection: Connection, reason: string): void {
    retire(connection)
    connection.initiator.shut(reason)
    connection.responder.shut(reason)
  }

  /** Starts or ends the countdown of a connection whose ends lost or found each other. */
  function watch(connection: Connection): void {
    const { initiator, responder } = connection
    const isUp = topology.reachable(initiator.device, responder.device, 'links')
    if (!isUp || initiator.closed || responder.closed) {
      connection.lostTimer ??= clock.after(LOST_AFTER_MS, () => fail(connection, 'connection lost'))
      return
    }
    connection.lostTimer?.()
    connection.lostTimer = undefined
    for (const pipe of connection.pipeOf.values()) pipe.resume()
  }
  topology.onChange(() => {
    for (const connection of [...connections]) watch(connection)
  })

  function makePipe(from: LinkEnd, to: LinkEnd, interceptor: Interceptor | undefined, broken: () => void): Pipe {
    return createPipe({
      clock,
      prng,
      datagram: options.datagram,
      traffic: options.traffic,
      conditions: () => options.conditions(from.device, to.device),
      // A sender that closed gracefully may still be flushing.
      reachable: () => !to.closed && topology.reachable(from.device, to.device, 'links'),
      onDelivery(sent) {
        const sighting = { from: from.device, to: to.device, frame: sent, t_ms: clock.now() }
        const frame = interceptor === undefined ? sent : interceptor(sighting)
        if (frame !== undefined) to.report((events, t_ms) => events.onFrame(frame, t_ms))
      },
      onDrain: () => from.report((events, t_ms) => events.onDrain(t_ms)),
      onEnd() {
        const connection = to.connection
        if (connection !== undefined) retire(connection)
        to.shut('closed by the other end')
      },
      onBroken: broken,
    })
  }

  function connect(initiator: LinkEnd, responder: LinkEnd): void {
    if (initiator.closed || responder.closed || initiator.connection !== undefined) return
    if (!reachable(initiator, responder)) {
      clock.after(RETRY_CONNECT_MS, () => connect(initiator, responder))
      return
    }
    const interceptor = options.interceptor(initiator.device, responder.device)
    const pipes = new Map<LinkEnd, Pipe>()
    const connection: Connection = { initiator, responder, pipeOf: pipes, lostTimer: undefined }
    const broken = () => fail(connection, 'connection lost')
    pipes.set(initiator, makePipe(initiator, responder, interceptor, broken))
    pipes.set(responder, makePipe(responder, initiator, interceptor, broken))
    connections.add(connection)
    for (const end of prng.chance(0.5) ? [initiator, responder] : [responder, initiator]) {
      // The one in the middle shows each end a certificate of its own.
      const remote = interceptor === undefined ? end.remoteFingerprint : prng.bytes(32)
      assert(remote !== undefined, 'an end connects after it was signalled')
      end.connection = connection
      end.report((events, t_ms) => events.onOpen({ local: end.fingerprint.slice(), remote: remote.slice() }, t_ms))
    }
  }

  function accept(end: LinkEnd, text: string): void {
    if (end.closed) return
    const description = parseDescription(text)
    const expected = end.role === 'initiator' ? 'answer' : 'offer'
    if (description === undefined || description.kind !== expected) {
      end.shut('bad description')
      return
    }
    if (end.remoteFingerprint !== undefined) return // said twice
    end.remoteFingerprint = description.fingerprint
    end.partner = description.from
    if (end.role === 'responder') {
      describe(end, 'answer')
      return
    }
    const partner = ends.get(description.from)
    // An answer to somebody else's offer connects nothing; the open timeout ends the attempt.
    if (partner === undefined || description.to !== end.number || partner.partner !== end.number) return
    clock.after(prng.between(...options.conditions(end.device, partner.device).latency), () => connect(end, partner))
  }

  function describe(end: LinkEnd, kind: 'offer' | 'answer'): void {
    const far = ends.get(end.partner)?.device ?? end.device
    clock.after(prng.between(...options.conditions(end.device, far).gathering), () => {
      const text = formatDescription({ kind, from: end.number, to: end.partner, fingerprint: end.fingerprint })
      end.report((events, t_ms) => events.onSignal(text, t_ms))
    })
  }

  function openEnd(device: string, role: LinkRole, events: LinkEvents, clockOffset_ms: () => number): LinkEnd {
    const number = ++lastNumber
    const onShut = () => ends.delete(number)
    const fingerprint = prng.bytes(32)
    const end = createLinkEnd({ clock, number, device, role, fingerprint, events, clockOffset_ms, onShut })
    ends.set(number, end)
    if (role === 'initiator') describe(end, 'offer')
    return end
  }

  function closeGracefully(end: LinkEnd, reason: string): void {
    const connection = end.connection
    end.shut(reason)
    if (connection === undefined || !connections.has(connection)) return
    connection.pipeOf.get(end)?.end()
    watch(connection) // the far end hears of it, or gives up by itself
  }

  function driver(device: string, offset: () => number): LinkDriver {
    return {
      open(id: LinkId, role: LinkRole, events: LinkEvents): Link {
        const end = openEnd(device, role, events, offset)
        let closing = false
        const pipe = () => (end.closed ? undefined : end.connection?.pipeOf.get(end))
        return {
          id,
          signal(description) {
            clock.after(0, () => accept(end, description))
          },
          send(frame) {
            assert(frame.length <= MAX_FRAME_BYTES, 'a frame is at most 64 KiB')
            if (closing || end.closed) return
            const { connection } = end
            assert(connection !== undefined, 'frames are sent after onOpen')
            const to = connection.initiator === end ? connection.responder : connection.initiator
            options.onFrame({ from: device, to: to.device, frame: frame.slice(), t_ms: clock.now() })
            pipe()?.send(frame.slice())
          },
          get bufferedBytes() {
            return pipe()?.bufferedBytes() ?? 0
          },
          close(reason) {
            if (closing) return
            closing = true
            clock.after(0, () => closeGracefully(end, reason))
          },
        }
      },
    }
  }

  return {
    driver,
    cut(a, b) {
      for (const connection of [...connections]) {
        const names = [connection.initiator.device, connection.responder.device]
        if (!names.includes(a) || !names.includes(b)) continue
        retire(connection) // nothing more arrives; both ends hear of it from the clock
        clock.after(0, () => fail(connection, 'connection lost'))
      }
    },
    crash(device) {
      for (const end of [...ends.values()]) {
        if (end.device !== device) continue
        end.closed = true // no event reaches the dead
        ends.delete(end.number)
        if (end.connection === undefined) continue
        end.connection.pipeOf.get(end)?.stop()
        watch(end.connection)
      }
    },
    openLinks: () => [...connections].map((c) => [c.initiator.device, c.responder.device] as const),
  }
}
