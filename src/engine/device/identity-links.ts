/**
 * The links of one identity: binds the dialer (whom to reach), each link's handshake and seal (who it
 * is), and what goes over an open one (sync). Executes their effects; decides nothing they decide.
 *
 * The verdict on the other end's membership is made here: its credentials go through the one door, and
 * the authority fold says whether they make it a member.
 */

import { isMember } from '../authority/standing.ts'
import type { EventId, LinkId, PeerId, Timestamp } from '../base/ids.ts'
import { idBytes } from '../base/ids.ts'
import { LINK_HIGH_WATER_BYTES, type Link, type LinkEvents, type LinkRole } from '../base/ports.ts'
import { createDialer } from '../connect/dialer.ts'
import type { DialEffect, Dialer, DialTopics, ExpectedPeer } from '../connect/dialer-types.ts'
import { LAPTOP } from '../connect/policy.ts'
import { epochPlace, lobbyPlace } from '../connect/topics.ts'
import { allMembersGroup } from '../events/group/group.ts'
import { registry } from '../events/registry.ts'
import { shareKeys } from '../flows/epochs.ts'
import { closeUsedInvites } from '../flows/invite.ts'
import type { Verified } from '../pipeline/verify.ts'
import { CONNECTION_TABLE, type ConnectionRow } from '../read/connection.ts'
import {
  answeredLobbies,
  endingEvents,
  meetingKeys,
  membershipEvents,
  otherMembers,
  ownLobby,
  ownTransitPrekey,
  transitSecret,
} from '../read/devices.ts'
import { epochsLackedBy } from '../seal/epochs.ts'
import { eventBytes } from '../store/log.ts'
import { seen } from '../store/tables.ts'
import { createMemberLink, type MemberLink } from '../sync/member-link.ts'
import { createTransitLink } from '../transit/link.ts'
import type { LinkVerdict, TransitEffect, TransitLink } from '../transit/link-types.ts'
import type { ConnectionsHost } from './connections-host.ts'
import { evidenceFor } from './evidence.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { createSharingTurns, positionFor } from './key-sharing.ts'
import { createReceipts } from './receipts.ts'

export interface IdentityLinks {
  readonly dialer: Dialer
  readonly runtime: IdentityRuntime
  run(effects: readonly DialEffect[], t_ms: Timestamp): void
  /** Topics follow from the tables: after a commit of control events, and with time. */
  refreshTopics(t_ms: Timestamp): void
  /** A carrier that exists already: another identity of this browser. */
  adopt(id: LinkId, role: LinkRole, expected: ExpectedPeer, carrier: (events: LinkEvents) => Link): void
  committed(events: readonly Verified[], origin: string, t_ms: Timestamp): void
  isConnected(peer: PeerId): boolean
  state(t_ms: Timestamp): Omit<ConnectionRow, 'waiting_out' | 'servers'>
  counters(): Readonly<Record<string, number>>
  tick(t_ms: Timestamp): void
  /** The network came back: ask every link whether it is still there. */
  probe(t_ms: Timestamp): void
  idle(): Promise<void>
  close(t_ms: Timestamp): void
}

interface Entry {
  readonly id: LinkId
  readonly role: LinkRole
  readonly transit: TransitLink
  carrier: Link | undefined
  peer: PeerId | undefined
  syncKey: Uint8Array | undefined
  member: MemberLink | undefined
}

export function createIdentityLinks(
  host: ConnectionsHost,
  runtime: IdentityRuntime,
  t_ms: Timestamp,
  rendezvous: { listen(topics: readonly string[]): void; publish(topic: string, payload: Uint8Array): void },
): IdentityLinks {
  const { me } = runtime
  const db = host.db.read(me.identity)
  const seed = runtime.context.signingSeed(db)
  const entries = new Map<LinkId, Entry>()
  const receipts = createReceipts(host.db, runtime)
  const turns = createSharingTurns()
  let pending: Promise<unknown> = Promise.resolve()
  /** Control events were stored: who is a member, and who lacks a key, must be looked at again. */
  let isControlDirty = true
  let isClosed = false

  const dialer = createDialer(
    {
      network_id: me.network_id,
      peer_id: me.peer_id,
      signing_seed: seed,
      random: host.ports.random,
      degree: LAPTOP,
      standing: (peer) => (isMember(db, peer) ? 'member' : 'unknown'),
      isOwn: (peer) => me.siblings.includes(peer),
      transitPrekey: () => ownTransitPrekey(db, me.peer_id) ?? new Uint8Array(32),
    },
    t_ms,
  )

  const track = (work: Promise<unknown>): void => {
    pending = Promise.all([pending, work])
  }

  const changed = (): void => host.touched(CONNECTION_TABLE)

  const topics = (t_ms: Timestamp): DialTopics => {
    const keys = meetingKeys(db, t_ms)
    const place = (key: Uint8Array) => epochPlace(me.network_id, key)
    const lobby = ownLobby(db)
    return {
      announce: keys.newest === undefined ? [] : [place(keys.newest)],
      ...(keys.root === undefined ? {} : { fallback: place(keys.root) }),
      listen: [...keys.listened, ...(keys.root === undefined ? [] : [keys.root])].map(place),
      knock: lobby === undefined ? [] : [lobbyPlace(me.network_id, lobby)],
      answer: answeredLobbies(db, t_ms).map((key) => lobbyPlace(me.network_id, key)),
    }
  }

  const run = (effects: readonly DialEffect[], t_ms: Timestamp): void => {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'listen':
          rendezvous.listen(effect.topics)
          break
        case 'publish':
          rendezvous.publish(effect.topic, effect.payload)
          break
        case 'open_link':
          adopt(effect.link, effect.role, effect.expected, (events) =>
            host.ports.links.open(effect.link, effect.role, events),
          )
          break
        case 'signal_link':
          entries.get(effect.link)?.carrier?.signal(effect.description)
          break
        case 'close_link': {
          const entry = entries.get(effect.link)
          if (entry !== undefined) runTransit(entry, entry.transit.close('replaced', t_ms), t_ms)
          entry?.carrier?.close(effect.reason)
          break
        }
      }
    }
    if (effects.length > 0) changed()
  }

  const adopt: IdentityLinks['adopt'] = (id, role, expected, openCarrier) => {
    const transit = createTransitLink({
      network_id: me.network_id,
      role,
      random: host.ports.random,
      own: {
        peer_id: me.peer_id,
        signing_seed: seed,
        session: dialer.session,
        build: host.ports.build,
        credentials: evidenceFor(host.db.wide, me.identity, registry, membershipEvents(db, me.peer_id)),
      },
      expected,
      prekeySecret: (prekey) => transitSecret(db, prekey),
    })
    const entry: Entry = {
      id,
      role,
      transit,
      carrier: undefined,
      peer: undefined,
      syncKey: undefined,
      member: undefined,
    }
    entries.set(id, entry)
    host.log.info('LINK_DIAL', { as: me.identity, link: id, role, peer: expected.peer_id })
    entry.carrier = openCarrier({
      onSignal: (description, t_ms) => run(dialer.localSignal(id, description, t_ms), t_ms),
      onOpen: (fingerprints, t_ms) => runTransit(entry, transit.carrierOpen(fingerprints, t_ms), t_ms),
      onFrame: (frame, t_ms) => runTransit(entry, transit.frame(frame, t_ms), t_ms),
      onDrain: () => entry.member?.pump(),
      onClose: (reason, t_ms) => closed(entry, reason, t_ms),
    })
  }

  const closed = (entry: Entry, reason: string, t_ms: Timestamp): void => {
    entry.transit.carrierClosed()
    entry.member?.close()
    entries.delete(entry.id)
    runtime.room.leave(entry.id)
    for (const [name, n] of entry.transit.counters()) runtime.count(`link.${name}`, n)
    runtime.count(`link_closed.${reason}`)
    host.log.info('LINK_CLOSED', { as: me.identity, link: entry.id, reason, t_ms })
    if (isClosed) return
    if (entry.member !== undefined && entry.peer !== undefined) noteSeen(entry.peer, t_ms)
    run(dialer.linkClosed(entry.id, t_ms), t_ms)
    changed()
  }

  const noteSeen = (peer: PeerId, t_ms: Timestamp): void => {
    host.db.transaction(me.identity, (tx) => {
      tx.unsafe.run(seen.name, `DELETE FROM ${seen.name} WHERE recorded_by = ? AND event_id = ?`, [me.identity, peer])
      tx.insert(seen.row({ event_id: peer, at: t_ms }))
    })
  }

  const receive = (entry: Entry, events: readonly Uint8Array[], t_ms: Timestamp) =>
    host.receive(runtime, events, entry.id, t_ms)

  const verdictOn = (peer: PeerId): LinkVerdict => {
    if (isMember(db, peer)) return { kind: 'member' }
    const endings = endingEvents(db, peer)
    if (endings.length === 0) return { kind: 'unverified' }
    return { kind: 'refused', reason: 'refused', proof: evidenceFor(host.db.wide, me.identity, registry, endings) }
  }

  const judge = (entry: Entry, t_ms: Timestamp): void => {
    if (isClosed || entry.peer === undefined || entry.transit.state() === 'closed') return
    const verdict = verdictOn(entry.peer)
    host.log.info('LINK_VERDICT', { as: me.identity, link: entry.id, peer: entry.peer, result: verdict.kind })
    if (verdict.kind !== 'refused') run(dialer.authenticated(entry.id, verdict.kind, t_ms), t_ms)
    runTransit(entry, entry.transit.verdict(verdict, t_ms), t_ms)
  }

  const runTransit = (entry: Entry, effects: readonly TransitEffect[], t_ms: Timestamp): void => {
    for (const effect of effects) {
      switch (effect.kind) {
        case 'send':
          entry.carrier?.send(effect.frame)
          break
        case 'authenticated':
          entry.peer = effect.peer.peer_id
          entry.syncKey = effect.sync_key
          track(receive(entry, effect.peer.credentials, t_ms).then(() => judge(entry, t_ms)))
          break
        case 'opened':
          opened(entry, t_ms)
          break
        case 'message':
          if (entry.member !== undefined) entry.member.message(effect.message, t_ms)
          else if (effect.message.kind === 'events') track(receive(entry, effect.message.events, t_ms))
          break
        case 'close':
          if (effect.bye !== undefined && effect.bye.proof.length > 0) {
            track(receive(entry, effect.bye.proof, t_ms))
          }
          entry.carrier?.close(effect.bye?.reason ?? effect.reason)
          break
      }
    }
  }

  const opened = (entry: Entry, t_ms: Timestamp): void => {
    const { peer, syncKey } = entry
    if (peer === undefined || syncKey === undefined) return
    const send = (message: Parameters<TransitLink['send']>[0]) =>
      runTransit(entry, entry.transit.send(message, t_ms), t_ms)
    entry.member = createMemberLink({
      role: entry.role,
      network: idBytes(me.network_id),
      syncKey,
      set: (scope) => runtime.set(scope),
      receive: (events, at) => receive(entry, events, at),
      bytesOf: (ids: readonly EventId[]) => eventBytes(host.db.wide, me.identity, ids),
      statement: (bytes) => takeStatement(entry, bytes),
      send,
      hasRoom: () => (entry.carrier?.bufferedBytes ?? Number.POSITIVE_INFINITY) < LINK_HIGH_WATER_BYTES,
      charge: () => runTransit(entry, entry.transit.charge(t_ms), t_ms),
      changed,
    })
    host.log.info('LINK_OPEN', { as: me.identity, link: entry.id, peer, t_ms })
    noteSeen(peer, t_ms)
    receipts.changed()
    for (const statement of receipts.newest()) send({ kind: 'have', statement })
    entry.member.start(t_ms)
    isControlDirty = true
    changed()
  }

  const openEntries = (): Entry[] => [...entries.values()].filter((entry) => entry.member !== undefined)

  const takeStatement = (from: Entry, bytes: Uint8Array): void => {
    if (receipts.take(bytes)) tellOthers(from.id, bytes)
  }

  const tellOthers = (except: string, statement: Uint8Array): void => {
    const t_ms = host.now()
    for (const entry of openEntries()) {
      if (entry.id === except) continue
      runTransit(entry, entry.transit.send({ kind: 'have', statement }, t_ms), t_ms)
    }
  }

  const connectedPeers = (): ReadonlySet<PeerId> =>
    new Set(openEntries().flatMap((entry) => (entry.peer === undefined ? [] : [entry.peer])))

  /** Gives members the keys they lack, when it is this device's turn, and ends used-up links. */
  const lookAfterMembers = (t_ms: Timestamp): void => {
    if (!isControlDirty || !openEntries().some((entry) => entry.member?.isControlSynced === true)) return
    const group = allMembersGroup(db)
    const lacking = new Set(otherMembers(db, me.peer_id).filter((peer) => epochsLackedBy(db, group, peer).length > 0))
    turns.keep(lacking)
    const connected = connectedPeers()
    for (const peer of lacking) {
      const others = [...connected].filter((other) => other !== peer)
      if (!turns.isDue(peer, positionFor(me.network_id, peer, me.peer_id, others), t_ms)) continue
      host.author(runtime, t_ms, (context) => shareKeys(context, group, peer))
      lacking.delete(peer)
    }
    host.author(runtime, t_ms, closeUsedInvites)
    isControlDirty = lacking.size > 0
  }

  const rejudge = (t_ms: Timestamp): void => {
    for (const entry of [...entries.values()]) {
      const state = entry.transit.state()
      const isWaitingForNews = state === 'waiting'
      const hasEnded = state === 'open' && entry.peer !== undefined && !isMember(db, entry.peer)
      if (isWaitingForNews || hasEnded) judge(entry, t_ms)
    }
  }

  return {
    dialer,
    runtime,
    run,
    refreshTopics: (t_ms) => run(dialer.topicsChanged(topics(t_ms), t_ms), t_ms),
    adopt,
    committed(events, origin, t_ms) {
      if (events.length === 0) return
      if (events.some((event) => event.plane === 2)) receipts.changed()
      if (events.some((event) => event.plane === 1)) {
        isControlDirty = true
        if (origin === 'local') run(dialer.topicsChanged(topics(t_ms), t_ms), t_ms)
      }
      const bytes = events.map((event) => event.envelope.bytes)
      for (const entry of openEntries()) if (entry.id !== origin) entry.member?.push(bytes)
    },
    isConnected: (peer) => openEntries().some((entry) => entry.peer === peer),
    state(t_ms) {
      const connected = connectedPeers().size
      const progress = openEntries().map((entry) => entry.member?.progress)
      return {
        state: connected > 0 ? 'connected' : dialer.state(t_ms),
        connected,
        sync: {
          received: progress.reduce((sum, one) => sum + (one?.received ?? 0), 0),
          to_come: Math.max(0, ...progress.map((one) => one?.toCome ?? 0)),
        },
      }
    },
    counters: () => Object.fromEntries([...dialer.counters()].map(([name, n]) => [`dial.${name}`, n])),
    tick(t_ms) {
      const wasDirty = isControlDirty
      run(dialer.tick(t_ms), t_ms)
      for (const entry of [...entries.values()]) {
        runTransit(entry, entry.transit.tick(t_ms), t_ms)
        entry.member?.tick(t_ms)
      }
      if (wasDirty) {
        run(dialer.topicsChanged(topics(t_ms), t_ms), t_ms)
        rejudge(t_ms)
      }
      lookAfterMembers(t_ms)
      const statement = openEntries().length > 0 ? receipts.renew(t_ms) : undefined
      if (statement !== undefined) tellOthers('', statement)
    },
    probe(t_ms) {
      for (const entry of [...entries.values()]) runTransit(entry, entry.transit.probe(t_ms), t_ms)
    },
    async idle() {
      for (let seenWork: unknown; seenWork !== pending; ) {
        seenWork = pending
        await seenWork
        await Promise.all(openEntries().map((entry) => entry.member?.idle()))
      }
    },
    close(t_ms) {
      isClosed = true
      for (const entry of [...entries.values()]) {
        runTransit(entry, entry.transit.close('leaving', t_ms), t_ms)
        entry.carrier?.close('leaving')
      }
      entries.clear()
    },
  }
}
