/**
 * A network for many engines in one process: deterministic for a seed, driven by hand, observable.
 * Composition of the clock, the links and the rendezvous servers; owns no engine and no real timer.
 *
 * Engines work in promises, so whoever drives a world lets them finish between two instants:
 * {@link SimNetwork.runFor} does, {@link SimNetwork.advance} does not.
 */

import { assert } from '../../engine/base/errors.ts'
import { asTimestamp, type Timestamp } from '../../engine/base/ids.ts'
import type { LinkDriver, RendezvousDriver } from '../../engine/base/ports.ts'
import { createSimClock, type SimClock } from './clock.ts'
import {
  CALM_LINK,
  CALM_RENDEZVOUS,
  type Conditions,
  type LinkConditions,
  noTraffic,
  type Traffic,
} from './conditions.ts'
import { createSimLinks, type FrameSighting, type Interceptor } from './links.ts'
import { createPrng } from './prng.ts'
import { createSimRendezvous, type PayloadSighting } from './rendezvous.ts'
import { createTopology, type Plane } from './topology.ts'

export interface SimNetworkOptions {
  readonly seed: number | string
  /** Milliseconds since the epoch; default 2026-01-01. */
  readonly start_at?: number
  readonly link?: Partial<LinkConditions>
  readonly rendezvous?: Partial<Conditions>
  /** Link frames are really lost, repeated and reordered, as the link conditions say. Default false. */
  readonly datagram?: boolean
  readonly servers?: readonly string[]
}

export interface SimDevice {
  readonly name: string
  readonly links: LinkDriver
  readonly rendezvous: RendezvousDriver
  /** The network's time as this device's clock shows it. */
  now(): Timestamp
  /** How far this device's clock is ahead of the network's; negative for behind. */
  setClock(offset_ms: number): void
}

export interface SimNetwork {
  readonly clock: SimClock
  now(): Timestamp
  /** When something happens next; `undefined` when nothing is under way. */
  nextEventAt(): number | undefined
  /** Lets `ms` pass in one go. What engines do about it afterwards carries the time of the end. */
  advance(ms: number): void
  /**
   * Lets `ms` pass instant by instant, awaiting `settle` after each: it resolves once every engine
   * has finished what it was told. Actors see exact times this way.
   */
  runFor(ms: number, settle: () => Promise<void>): Promise<void>
  /** The drivers of a device; the same object for the same name, also after a crash. */
  device(name: string): SimDevice
  /** The conditions between two devices from now on, over those of the network. */
  setConditions(a: string, b: string, conditions: Partial<LinkConditions>): void
  /** Of every pair without conditions of its own. */
  setLinks(conditions: Partial<LinkConditions>): void
  setRendezvous(conditions: Partial<Conditions>): void
  /** Nothing passes between the groups until `heal`; on one plane only when named. */
  partition(left: readonly string[], right: readonly string[], plane?: Plane): void
  heal(): void
  offline(name: string): void
  online(name: string): void
  /** Closes every link between the two, at both ends. */
  cut(a: string, b: string): void
  /** The device dies: no event reaches it any more, its links drop without a word. It may open anew. */
  crash(name: string): void
  /** A man in the middle of every link opened between the two from now on; `undefined` ends it. */
  intercept(a: string, b: string, interceptor: Interceptor | undefined): void
  setServer(url: string, state: 'open' | 'closed' | 'refused', reason?: string): void
  /** Sees every frame handed to a link, before anything happens to it. */
  onFrame(tap: (sighting: FrameSighting) => void): void
  /** Sees every payload handed to the rendezvous. */
  onPayload(tap: (sighting: PayloadSighting) => void): void
  openLinks(): readonly (readonly [string, string])[]
  counters(): { readonly links: Readonly<Traffic>; readonly rendezvous: Readonly<Traffic> }
}

export const SIM_SERVERS = ['wss://one.example', 'wss://two.example'] as const

const DEFAULT_START = Date.UTC(2026, 0, 1)

const pairKey = (a: string, b: string) => JSON.stringify(a < b ? [a, b] : [b, a])

export function createSimNetwork(options: SimNetworkOptions): SimNetwork {
  const prng = createPrng(options.seed)
  const clock = createSimClock(options.start_at ?? DEFAULT_START)
  const topology = createTopology()
  const devices = new Map<string, SimDevice>()
  const pairConditions = new Map<string, Partial<LinkConditions>>()
  const interceptors = new Map<string, Interceptor>()
  const frameTaps: ((sighting: FrameSighting) => void)[] = []
  const payloadTaps: ((sighting: PayloadSighting) => void)[] = []
  const linkTraffic = noTraffic()
  const rendezvousTraffic = noTraffic()
  let linkConditions: LinkConditions = { ...CALM_LINK, ...options.link }
  let rendezvousConditions: Conditions = { ...CALM_RENDEZVOUS, ...options.rendezvous }

  const links = createSimLinks({
    clock,
    topology,
    prng: prng.fork('links'),
    datagram: options.datagram ?? false,
    traffic: linkTraffic,
    conditions: (a, b) => ({ ...linkConditions, ...pairConditions.get(pairKey(a, b)) }),
    interceptor: (a, b) => interceptors.get(pairKey(a, b)),
    onFrame: (sighting) => {
      for (const tap of frameTaps) tap(sighting)
    },
  })
  const rendezvous = createSimRendezvous({
    clock,
    topology,
    prng: prng.fork('rendezvous'),
    traffic: rendezvousTraffic,
    servers: options.servers ?? SIM_SERVERS,
    conditions: () => rendezvousConditions,
    onPayload: (sighting) => {
      for (const tap of payloadTaps) tap(sighting)
    },
  })

  function device(name: string): SimDevice {
    const known = devices.get(name)
    if (known !== undefined) return known
    let offset = 0
    const made: SimDevice = {
      name,
      links: links.driver(name, () => offset),
      rendezvous: rendezvous.driver(name, () => offset),
      now: () => asTimestamp(clock.now() + offset),
      setClock(offset_ms) {
        assert(Number.isInteger(offset_ms), 'clocks show whole milliseconds')
        offset = offset_ms
      },
    }
    devices.set(name, made)
    return made
  }

  async function runFor(ms: number, settle: () => Promise<void>): Promise<void> {
    const end = clock.now() + ms
    await settle()
    for (let next = clock.nextAt(); next !== undefined && next <= end; next = clock.nextAt()) {
      clock.runUntil(next)
      await settle()
    }
    clock.runUntil(end)
  }

  return {
    clock,
    now: () => asTimestamp(clock.now()),
    nextEventAt: () => clock.nextAt(),
    advance: (ms) => clock.runUntil(clock.now() + ms),
    runFor,
    device,
    setConditions: (a, b, conditions) => pairConditions.set(pairKey(a, b), conditions),
    setLinks: (conditions) => {
      linkConditions = { ...linkConditions, ...conditions }
    },
    setRendezvous: (conditions) => {
      rendezvousConditions = { ...rendezvousConditions, ...conditions }
    },
    partition: (left, right, plane) => topology.partition(left, right, plane ?? 'both'),
    heal: () => topology.heal(),
    offline: (name) => topology.setOffline(name, true),
    online: (name) => topology.setOffline(name, false),
    cut: (a, b) => links.cut(a, b),
    crash(name) {
      links.crash(name)
      rendezvous.crash(name)
    },
    intercept(a, b, interceptor) {
      if (interceptor === undefined) interceptors.delete(pairKey(a, b))
      else interceptors.set(pairKey(a, b), interceptor)
    },
    setServer: (url, state, reason) => rendezvous.setServer(url, state, reason ?? ''),
    onFrame: (tap) => frameTaps.push(tap),
    onPayload: (tap) => payloadTaps.push(tap),
    openLinks: () => links.openLinks(),
    counters: () => ({ links: { ...linkTraffic }, rendezvous: { ...rendezvousTraffic } }),
  }
}
