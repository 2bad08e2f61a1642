/**
 * One direction of a simulated link: bandwidth, latency, and either a reliable ordered stream (loss
 * costs time, an outage holds everything back) or datagrams (loss, duplication and reordering are
 * real). Knows nothing of devices, roles or handshakes.
 */

import { LINK_HIGH_WATER_BYTES, LINK_LOW_WATER_BYTES } from '../../engine/base/ports.ts'
import type { SimClock } from './clock.ts'
import { type LinkConditions, MAX_RETRANSMISSIONS, RETRANSMISSION_MS, type Traffic } from './conditions.ts'
import type { Prng } from './prng.ts'

export interface PipeOptions {
  readonly clock: SimClock
  readonly prng: Prng
  readonly datagram: boolean
  readonly traffic: Traffic
  conditions(): LinkConditions
  reachable(): boolean
  onDelivery(frame: Uint8Array): void
  onDrain(): void
  /** The stream ended here, after everything sent before it. */
  onEnd(): void
  /** Too many losses in a row. */
  onBroken(): void
}

export interface Pipe {
  send(frame: Uint8Array): void
  /** Nothing may be sent after it; what was sent still leaves. */
  end(): void
  /** Reachability came back: what was held moves again. */
  resume(): void
  /** Everything under way vanishes. */
  stop(): void
  bufferedBytes(): number
}

type Item = { readonly order: number; readonly frame?: Uint8Array }
type Flight = Item & { readonly dueAt: number }

export function createPipe(options: PipeOptions): Pipe {
  const { clock, prng, datagram, traffic } = options
  const outbox: Item[] = []
  const flight: Flight[] = [] // reliable mode only: first in, first out
  let order = 0
  let bufferedBytes = 0
  let wasHigh = false
  let leaving = false
  let lineFreeAt = 0 // fractional: many small frames leave within one millisecond
  let stopped = false
  let newestDelivered = -1

  const latency = () => prng.between(...options.conditions().latency)

  function deliver(item: Item): void {
    if (stopped) return
    if (item.frame === undefined) {
      options.onEnd()
      return
    }
    traffic.delivered++
    if (item.order < newestDelivered) traffic.reordered++
    newestDelivered = Math.max(newestDelivered, item.order)
    options.onDelivery(item.frame.slice())
  }

  function landAsDatagram(item: Item): void {
    if (stopped) return
    if (options.reachable()) deliver(item)
    else if (item.frame !== undefined) traffic.dropped++
  }

  function departAsDatagram(item: Item): void {
    const { duplication, loss, reordering } = options.conditions()
    if (item.frame === undefined) {
      clock.after(latency(), () => landAsDatagram(item))
      return
    }
    const copies = prng.chance(duplication) ? 2 : 1
    if (copies === 2) traffic.duplicated++
    for (let copy = 0; copy < copies; copy++) {
      if (prng.chance(loss)) {
        traffic.dropped++
        continue
      }
      const held = prng.chance(reordering) ? prng.between(1, 4) * latency() : 0
      clock.after(latency() + held, () => landAsDatagram(item))
    }
  }

  function landInOrder(): void {
    if (stopped) return
    for (let head = flight[0]; head !== undefined && head.dueAt <= clock.now(); head = flight[0]) {
      if (!options.reachable()) return // held until resume()
      flight.shift()
      deliver(head)
      if (stopped) return
    }
  }

  function departInOrder(item: Item): void {
    const { loss } = options.conditions()
    let losses = 0
    while (losses <= MAX_RETRANSMISSIONS && prng.chance(loss)) losses++
    traffic.retransmitted += losses
    if (losses > MAX_RETRANSMISSIONS) {
      options.onBroken()
      return
    }
    const delay = Math.ceil(latency() + losses * RETRANSMISSION_MS)
    flight.push({ ...item, dueAt: clock.now() + delay }) // whoever is due earlier waits for those before
    clock.after(delay, landInOrder)
  }

  function leaveNext(): void {
    const item = outbox[0]
    if (leaving || stopped || item === undefined) return
    if (!datagram && !options.reachable()) return // stays buffered until resume()
    leaving = true
    const bytes = item.frame?.length ?? 0
    lineFreeAt += bytes / options.conditions().bytes_per_ms
    clock.after(lineFreeAt - clock.now(), () => {
      leaving = false
      if (stopped) return
      outbox.shift()
      bufferedBytes -= bytes
      if (datagram) departAsDatagram(item)
      else departInOrder(item)
      if (wasHigh && bufferedBytes < LINK_LOW_WATER_BYTES) {
        wasHigh = false
        options.onDrain()
      }
      leaveNext()
    })
  }

  function enqueue(item: Item): void {
    if (outbox.length === 0) lineFreeAt = Math.max(lineFreeAt, clock.now())
    outbox.push(item)
    leaveNext()
  }

  return {
    send(frame) {
      traffic.sent++
      traffic.sent_bytes += frame.length
      bufferedBytes += frame.length
      if (bufferedBytes > LINK_HIGH_WATER_BYTES) wasHigh = true
      enqueue({ order: order++, frame })
    },
    end() {
      enqueue({ order: order++ })
    },
    resume() {
      lineFreeAt = Math.max(lineFreeAt, clock.now())
      leaveNext()
      clock.after(0, landInOrder)
    },
    stop() {
      stopped = true
      outbox.length = 0
      flight.length = 0
    },
    bufferedBytes: () => bufferedBytes,
  }
}
