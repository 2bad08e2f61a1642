/**
 * One link to one device: carrier, handshake and seal, and, once it is open, sync. Executes what those
 * state machines ask for; what it takes to be a member, and whom to link to, is decided above.
 */

import type { EventId, LinkId, PeerId, Timestamp } from '../base/ids.ts'
import { idBytes } from '../base/ids.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import { LINK_HIGH_WATER_BYTES, type Link, type LinkEvents, type LinkRole } from '../base/ports.ts'
import { createMemberLink, type MemberLink, type MemberLinkHost } from '../sync/member-link.ts'
import type { Introduction } from '../transit/digits.ts'
import type { HandshakeSetup } from '../transit/handshake.ts'
import { createTransitLink } from '../transit/link.ts'
import type { LinkVerdict, TransitEffect } from '../transit/link-types.ts'
import type { ByeReason, CarriedMessage } from '../transit/messages.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

export interface PeerLinkHost {
  readonly runtime: IdentityRuntime
  /** Through the one door; one outcome each, once durable. */
  receive(events: readonly Uint8Array[], t_ms: Timestamp): Promise<readonly IngestOutcome[]>
  bytesOf(ids: readonly EventId[]): readonly Uint8Array[]
  /** Husks whose bodies are wanted. */
  gapsAfter(after: string, limit: number): readonly EventId[]
  /** Asked after the credentials went through the door, and again when control events came. */
  verdictOn(peer: PeerId, t_ms: Timestamp): LinkVerdict
  /** Keeps work in mind until it is done. */
  track(work: Promise<unknown>): void
  localSignal(description: string, t_ms: Timestamp): void
  /** The other end's credentials are in: they may be what this identity was waiting for. */
  heard(t_ms: Timestamp): void
  /** The handshake succeeded: who it is, and what the two could show each other. */
  met(introduction: Introduction, t_ms: Timestamp): void
  /** What two devices that met in a lobby say; whether it was in order. */
  linking(words: Uint8Array, t_ms: Timestamp): boolean
  judged(peer: PeerId, verdict: LinkVerdict['kind'], t_ms: Timestamp): void
  opened(peer: PeerId, t_ms: Timestamp): void
  /** @param isLost neither end had said that it would close the link */
  closed(reason: string, t_ms: Timestamp, isLost: boolean): void
  /** Whether it was well made. */
  statement(bytes: Uint8Array): boolean
  /** The same of a request for keys. */
  keyRequest(bytes: Uint8Array, t_ms: Timestamp): boolean
  readonly push: MemberLinkHost['push']
  readonly now: MemberLinkHost['now']
  budgetOf(peer: PeerId): MemberLinkHost['budget']
  readonly isFilledElsewhere: MemberLinkHost['isFilledElsewhere']
  changed(): void
  progressed(): void
}

export interface PeerLink {
  readonly id: LinkId
  /** Known once the handshake succeeded. */
  readonly peer: PeerId | undefined
  /** Present while the link is open to a member. */
  readonly member: MemberLink | undefined
  signal(description: string): void
  send(message: CarriedMessage, t_ms: Timestamp): void
  /** The other end's membership may have changed. */
  rejudge(t_ms: Timestamp): void
  probe(t_ms: Timestamp): void
  /** Something it brought has turned out bad. */
  charge(t_ms: Timestamp): void
  tick(t_ms: Timestamp): void
  close(why: 'leaving' | 'replaced' | 'too_many', reason: string, t_ms: Timestamp): void
}

export function createPeerLink(
  id: LinkId,
  role: LinkRole,
  setup: HandshakeSetup,
  openCarrier: (events: LinkEvents) => Link,
  host: PeerLinkHost,
): PeerLink {
  const transit = createTransitLink(setup)
  const { runtime } = host
  let peer: PeerId | undefined
  let syncKey: Uint8Array | undefined
  let member: MemberLink | undefined
  let isClosed = false
  /** Why the other end closed, in its own words: carriers tell it in theirs, and sooner. */
  let said: ByeReason | undefined
  let isLost = true
  /** Settled once all that this link brought is stored, dropped or waiting. */
  let taken: Promise<void> = Promise.resolve()

  const receive: PeerLinkHost['receive'] = (events, t_ms) => {
    const outcomes = host.receive(events, t_ms)
    taken = Promise.allSettled([taken, outcomes]).then(() => undefined)
    return outcomes
  }

  /** Nobody waits for what becomes of these; a failure was told where it happened. */
  const takeIn = (events: readonly Uint8Array[], t_ms: Timestamp): void =>
    host.track(receive(events, t_ms).catch(() => undefined))

  const leave = (): void => {
    runtime.room.leave(id)
    runtime.context.unknownEpochs.leave(id)
  }

  const judge = (t_ms: Timestamp): void => {
    if (isClosed || peer === undefined || transit.state() === 'closed') return
    const verdict = host.verdictOn(peer, t_ms)
    run(transit.verdict(verdict, t_ms), t_ms)
    host.judged(peer, verdict.kind, t_ms)
  }

  const open = (t_ms: Timestamp): void => {
    if (peer === undefined || syncKey === undefined) return
    member = createMemberLink({
      role,
      network: idBytes(runtime.me.network_id),
      peer,
      syncKey,
      set: (scope) => runtime.set(scope),
      receive,
      isWaiting: (event) => runtime.room.has(event),
      bytesOf: host.bytesOf,
      gapsAfter: host.gapsAfter,
      statement: (bytes) => host.statement(bytes),
      push: host.push,
      now: host.now,
      isFilledElsewhere: host.isFilledElsewhere,
      send: (message) => run(transit.send(message, t_ms), t_ms),
      budget: host.budgetOf(peer),
      hasRoom: () => !isClosed && carrier.bufferedBytes < LINK_HIGH_WATER_BYTES,
      charge: () => run(transit.charge(t_ms), t_ms),
      changed: host.changed,
      progressed: host.progressed,
    })
    host.opened(peer, t_ms)
    member.start(t_ms)
  }

  const take = (message: CarriedMessage, t_ms: Timestamp): void => {
    if (message.kind === 'linking') {
      if (!host.linking(message.words, t_ms)) run(transit.charge(t_ms), t_ms)
      return
    }
    if (message.kind === 'key_request') {
      if (!host.keyRequest(message.request, t_ms)) run(transit.charge(t_ms), t_ms)
      return
    }
    if (member !== undefined) member.message(message, t_ms)
    else if (message.kind === 'events') takeIn(message.events, t_ms)
  }

  const run = (effects: readonly TransitEffect[], t_ms: Timestamp): void => {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          if (!isClosed) carrier.send(effect.frame)
          break
        case 'authenticated':
          peer = effect.peer.peer_id
          syncKey = effect.sync_key
          host.met(effect.introduction, t_ms)
          takeIn(effect.peer.credentials, t_ms)
          host.track(
            taken.then(() => {
              if (isClosed) return
              host.heard(t_ms)
              judge(t_ms)
            }),
          )
          break
        case 'opened':
          open(t_ms)
          break
        case 'message':
          take(effect.message, t_ms)
          break
        case 'close':
          if (effect.bye !== undefined && effect.bye.proof.length > 0) {
            takeIn(effect.bye.proof, t_ms)
          }
          said = effect.bye?.reason
          isLost = effect.reason === 'silent'
          carrier.close(said ?? effect.reason)
          break
      }
    }
  }

  const carrier = openCarrier({
    onSignal: (description, t_ms) => host.localSignal(description, t_ms),
    onOpen: (fingerprints, t_ms) => run(transit.carrierOpen(fingerprints, t_ms), t_ms),
    onFrame: (frame, t_ms) => run(transit.frame(frame, t_ms), t_ms),
    onDrain: () => member?.pump(),
    onClose(reason, t_ms) {
      isClosed = true
      transit.carrierClosed()
      member?.close()
      leave()
      host.track(taken.then(leave)) // what is on its way to the lane now would wait for ever
      for (const [name, times] of transit.counters()) runtime.count(`link.${name}`, times)
      host.closed(said ?? reason, t_ms, isLost)
    },
  })

  return {
    id,
    get peer() {
      return peer
    },
    get member() {
      return member
    },
    signal: (description) => carrier.signal(description),
    send: (message, t_ms) => run(transit.send(message, t_ms), t_ms),
    rejudge(t_ms) {
      const isWaitingForNews = transit.state() === 'waiting'
      const hasEnded = transit.state() === 'open' && peer !== undefined && host.verdictOn(peer, t_ms).kind !== 'member'
      if (isWaitingForNews || hasEnded) judge(t_ms)
    },
    probe: (t_ms) => run(transit.probe(t_ms), t_ms),
    charge: (t_ms) => run(transit.charge(t_ms), t_ms),
    tick(t_ms) {
      run(transit.tick(t_ms), t_ms)
      member?.tick(t_ms)
    },
    close(why, reason, t_ms) {
      run(transit.close(why, t_ms), t_ms)
      carrier.close(reason)
    },
  }
}
