/**
 * For tests: devices whose real dialers and real link machines meet over a rendezvous and carriers made
 * of arrays. Time passes when the test says so, in ticks of one second; payloads and carriers act at once
 * unless the test holds or loses them.
 */

import { concatBytes } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { asTimestamp, idBytes, type LinkId, type PeerId, type Timestamp } from '../base/ids.ts'
import { AEAD_NONCE_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { sha256 } from '../crypto/hash.ts'
import { createTransitLink } from '../transit/link.ts'
import type { TransitEffect, TransitLink } from '../transit/link-types.ts'
import { type Actor, actor, NETWORK, seededRandom, setupOf } from '../transit/two-ends.testing.ts'
import { createDialer } from './dialer.ts'
import type { DialEffect, Dialer, DialTopics, ExpectedPeer, Standing } from './dialer-types.ts'
import { type Degree, LAPTOP } from './policy.ts'
import type { Signal } from './signal-message.ts'
import { openSignal } from './signalling.ts'
import type { MeetingPlace } from './topics.ts'

export const START = 1_800_000_000_000

export interface Publication {
  readonly by: string
  readonly topic: string
  readonly payload: Uint8Array
  readonly t_ms: number
}

interface Carrier {
  readonly transit: TransitLink
  readonly expected: ExpectedPeer
  /** The other end, once both have each other's description. */
  other?: { readonly device: Device; readonly link: LinkId }
}

export interface Device {
  readonly name: string
  readonly actor: Actor
  readonly dialer: Dialer
  readonly carriers: Map<LinkId, Carrier>
  /** Why the dialer closed links, in order. */
  readonly closed: string[]
  topics: readonly string[]
  /** What a reload leaves behind: it says and hears nothing more, and tells nobody. */
  isGone: boolean
}

export interface Town {
  now(): Timestamp
  /** A device that comes up now, with one server open. Coming up again under a name is a page reload. */
  arrive(name: string, topics: DialTopics, options?: Partial<DeviceOptions>): Device
  /** Lets time pass in ticks of a second, everything that happens included. */
  advance(seconds: number): void
  /** Feeds a device an input and lets everything that follows happen. */
  act(device: Device, input: (dialer: Dialer, t_ms: Timestamp) => readonly DialEffect[]): void
  readonly published: Publication[]
  /** Payloads that reach nobody. */
  lose: (publication: Publication) => boolean
  /** Whether two descriptions lead to a connection. */
  connects: (a: Device, b: Device) => boolean
  /** Cuts the carrier under a link: both ends are told. */
  cut(a: Device, b: Device): void
  /** One of two says goodbye to the other. */
  part(a: Device, b: Device): void
  /** The carrier dies unseen: frames vanish, nobody is told. */
  silence(a: Device, b: Device): void
  /** Delivers a recorded payload to one device. */
  replay(publication: Publication, to: Device): void
  /** What was published, opened with the key of a place. */
  signals(place: MeetingPlace): { readonly by: string; readonly t_ms: number; readonly signal: Signal }[]
}

export interface DeviceOptions {
  degree: Degree
  standing(peer: PeerId): Standing
  isOwn(peer: PeerId): boolean
  /** The verdict on whoever authenticates. */
  verdict(peer: PeerId): 'member' | 'unverified'
  /** The session description of a link; `undefined` while the carrier makes none. */
  describes: boolean
}

export function createTown(): Town {
  const devices: Device[] = []
  const queue: (() => void)[] = []
  const dead = new Set<LinkId>()
  const options = new Map<Device, DeviceOptions>()
  let now_ms = START
  const now = () => asTimestamp(now_ms)

  const drain = () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) next()
  }

  function run(device: Device, effects: readonly DialEffect[]): void {
    if (device.isGone) return
    for (const effect of effects) {
      if (effect.kind === 'listen') device.topics = effect.topics
      if (effect.kind === 'publish') publish(device, effect.topic, effect.payload)
      if (effect.kind === 'open_link') open(device, effect.link, effect.role, effect.expected)
      if (effect.kind === 'signal_link') signal(device, effect.link, effect.description)
      if (effect.kind === 'close_link') {
        device.closed.push(effect.reason)
        close(device, effect.link, false)
      }
    }
  }

  function publish(by: Device, topic: string, payload: Uint8Array): void {
    const publication = { by: by.name, topic, payload, t_ms: now_ms }
    town.published.push(publication)
    if (town.lose(publication)) return
    for (const device of devices) {
      if (device.topics.includes(topic)) queue.push(() => run(device, device.dialer.payload(topic, payload, now())))
    }
  }

  function describe(device: Device, link: LinkId, forLink?: LinkId): void {
    if (!must(options.get(device), 'options').describes) return
    const text = JSON.stringify({ device: devices.indexOf(device), link, forLink })
    queue.push(() => run(device, device.dialer.localSignal(link, text, now())))
  }

  function open(device: Device, link: LinkId, role: 'initiator' | 'responder', expected: ExpectedPeer): void {
    const other = must(
      devices.find(({ actor: { peer_id } }) => peer_id === expected.peer_id),
      'the expected device',
    )
    const base = setupOf(device.actor, other.actor, role)
    const own = { ...base.own, session: device.dialer.session }
    device.carriers.set(link, { transit: createTransitLink({ ...base, own, expected }), expected })
    if (role === 'initiator') describe(device, link)
  }

  function signal(device: Device, link: LinkId, description: string): void {
    const carrier = device.carriers.get(link)
    if (carrier === undefined) return
    const theirs = JSON.parse(description) as { device: number; link: LinkId; forLink?: LinkId }
    const other = must(devices[theirs.device], 'a device')
    carrier.other = { device: other, link: theirs.link }
    if (theirs.forLink === undefined) describe(device, link, theirs.link)
    else connect(device, link, carrier)
  }

  function connect(device: Device, link: LinkId, carrier: Carrier): void {
    const { other } = carrier
    const end = other?.device.carriers.get(other.link)
    if (other === undefined || end === undefined || !town.connects(device, other.device)) return
    const prints = { local: device.actor.fingerprint, remote: other.device.actor.fingerprint }
    queue.push(() => runTransit(device, link, carrier.transit.carrierOpen(prints, now())))
    const mirrored = { local: prints.remote, remote: prints.local }
    queue.push(() => runTransit(other.device, other.link, end.transit.carrierOpen(mirrored, now())))
  }

  function runTransit(device: Device, link: LinkId, effects: readonly TransitEffect[]): void {
    const carrier = device.carriers.get(link)
    if (carrier === undefined || device.isGone) return
    for (const effect of effects) {
      if (effect.kind === 'send') send(carrier, effect.frame)
      if (effect.kind === 'authenticated') {
        const kind = must(options.get(device), 'options').verdict(effect.peer.peer_id)
        runTransit(device, link, carrier.transit.verdict({ kind }, now()))
        run(device, device.dialer.authenticated(link, kind, now()))
      }
      if (effect.kind === 'close') close(device, link, effect.reason === 'silent')
    }
  }

  function send({ other }: Carrier, frame: Uint8Array): void {
    if (other === undefined || dead.has(other.link)) return
    queue.push(() => {
      const end = other.device.carriers.get(other.link)
      if (end !== undefined) runTransit(other.device, other.link, end.transit.frame(frame, now()))
    })
  }

  /** Both ends of a carrier learn that it is closed, unless it died unseen. */
  function close(device: Device, link: LinkId, isLost: boolean): void {
    const carrier = device.carriers.get(link)
    if (carrier === undefined) return
    device.carriers.delete(link)
    queue.push(() => run(device, device.dialer.linkClosed(link, now(), isLost)))
    const { other } = carrier
    if (other !== undefined && !dead.has(other.link)) queue.push(() => close(other.device, other.link, isLost))
  }

  function linksBetween(a: Device, b: Device): LinkId[] {
    return [...a.carriers].filter(([, carrier]) => carrier.other?.device === b).map(([link]) => link)
  }

  const town: Town = {
    now,
    published: [],
    lose: () => false,
    connects: () => true,

    arrive(name, topics, given = {}) {
      for (const before of devices) if (before.name === name) before.isGone = true
      const random = seededRandom(`${name}, ${devices.length}`) // no two runs share a nonce
      const who = { ...actor(name), random }
      const chosen: DeviceOptions = {
        degree: LAPTOP,
        standing: () => 'member',
        isOwn: () => false,
        verdict: () => 'member',
        describes: true,
        ...given,
      }
      const dialer = createDialer(
        {
          network_id: NETWORK,
          peer_id: who.peer_id,
          signing_seed: who.key.seed,
          random,
          degree: chosen.degree,
          standing: chosen.standing,
          isOwn: chosen.isOwn,
          transitPrekey: () => who.prekey.publicKey,
        },
        now(),
      )
      const device: Device = { name, actor: who, dialer, carriers: new Map(), closed: [], topics: [], isGone: false }
      devices.push(device)
      options.set(device, chosen)
      run(device, dialer.topicsChanged(topics, now()))
      run(device, dialer.serversOpen(1, now()))
      drain()
      return device
    },

    advance(seconds) {
      for (let second = 0; second < seconds; second++) {
        now_ms += 1000
        for (const device of devices) {
          run(device, device.dialer.tick(now()))
          for (const [link, { transit }] of [...device.carriers]) runTransit(device, link, transit.tick(now()))
          drain()
        }
      }
    },

    act(device, input) {
      run(device, input(device.dialer, now()))
      drain()
    },

    cut(a, b) {
      for (const link of linksBetween(a, b)) close(a, link, true)
      drain()
    },

    part(a, b) {
      for (const link of linksBetween(a, b)) close(a, link, false)
      drain()
    },

    silence(a, b) {
      for (const link of [...linksBetween(a, b), ...linksBetween(b, a)]) dead.add(link)
    },

    replay({ topic, payload }, to) {
      run(to, to.dialer.payload(topic, payload, now()))
      drain()
    },

    signals: (place) =>
      town.published.flatMap(({ by, topic, payload, t_ms }) => {
        const opening = topic === place.topic ? openSignal(NETWORK, place, payload) : undefined
        return opening?.ok === true ? [{ by, t_ms, signal: opening.signal }] : []
      }),
  }
  return town
}

/** The same signed message in a new payload, as anyone who holds the place's key can make it. */
export function reseal(place: MeetingPlace, payload: Uint8Array): Uint8Array {
  const topic = idBytes(place.topic)
  const [nonce, sealed] = [payload.subarray(0, AEAD_NONCE_BYTES), payload.subarray(AEAD_NONCE_BYTES)]
  const padded = must(openAead(place.seal_key, nonce, sealed, topic), 'a payload of this place')
  const fresh = sha256(payload).subarray(0, AEAD_NONCE_BYTES)
  return concatBytes(fresh, sealAead(place.seal_key, fresh, padded, topic))
}

/** Names of the devices a device has open links with, sorted, each as often as it has links. */
export function openWith(device: Device, ...others: readonly Device[]): string[] {
  const open = device.dialer.links().filter((row) => row.state === 'open')
  const named = (peer: PeerId) => others.find((other) => other.actor.peer_id === peer)?.name ?? peer
  return open.map((row) => named(row.peer_id)).sort()
}
