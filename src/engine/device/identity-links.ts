/**
 * The links of one identity: the dialer says whom to reach and when, each link says who answered, and
 * the authority fold says whether that is a member. What is stored here goes to every open link.
 */

import { isMember } from '../authority/standing.ts'
import { equalBytes } from '../base/bytes.ts'
import { asLinkId, type LinkId, type PeerId, type Timestamp } from '../base/ids.ts'
import { LIMITS } from '../base/limits.ts'
import type { Link, LinkEvents, LinkRole } from '../base/ports.ts'
import { createDialer } from '../connect/dialer.ts'
import type { DialEffect, Dialer, DialTopics, ExpectedPeer } from '../connect/dialer-types.ts'
import { LAPTOP } from '../connect/policy.ts'
import { huskOf } from '../crypto/envelope.ts'
import { hasJoined, networkJoinedShape } from '../events/local/network_joined.ts'
import { registry } from '../events/registry.ts'
import { acceptRequestedInvite } from '../flows/join.ts'
import { completeLinking, isToComplete } from '../flows/link-device.ts'
import type { BodyChanges } from '../pipeline/body-changes.ts'
import { LOCAL } from '../pipeline/ingest.ts'
import type { Verified } from '../pipeline/verify.ts'
import { CONNECTION_TABLE, type ConnectionRow, type PeerSyncRow } from '../read/connection.ts'
import {
  hasSeen,
  invitesOfLobby,
  membershipEvents,
  ownIntroduction,
  ownTransitPrekey,
  transitSecret,
} from '../read/devices.ts'
import { gapsAfter } from '../store/husks.ts'
import { eventBytes, isStoredShort, storedBytes } from '../store/log.ts'
import { seen } from '../store/tables.ts'
import { createOutBudgets } from '../sync/out-budget.ts'
import { createPushTree, type PushedEvent } from '../sync/push-tree.ts'
import { fitting } from '../transit/handshake.ts'
import type { LinkVerdict } from '../transit/link-types.ts'
import { batchEvents } from '../transit/messages.ts'
import type { Committed, ConnectionsHost } from './connections-host.ts'
import { dialTopics, NO_TOPICS } from './dial-topics.ts'
import { evidenceAgainst, evidenceFor } from './evidence.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { createKeyAsking } from './key-asking.ts'
import { createKeySharing } from './key-sharing.ts'
import { createLinking } from './linking.ts'
import { isLoopback } from './loopback.ts'
import { createPeerLink, type PeerLink } from './peer-link.ts'
import { createPrekeyUpkeep } from './prekey-upkeep.ts'
import { createReceiptRounds } from './receipt-rounds.ts'
import { createReceipts } from './receipts.ts'

/** What others are told of a stored event: nothing of a gap or of what is not kept here, and of what was erased on the spot its husk. */
function carried({ id, envelope }: Verified, { erased, opened, declined }: BodyChanges): readonly PushedEvent[] {
  if (opened.has(id) || declined.has(id)) return []
  return [{ id, bytes: erased.has(id) ? huskOf(envelope) : envelope.bytes }]
}

export interface IdentityLinks {
  readonly dialer: Dialer
  readonly runtime: IdentityRuntime
  run(effects: readonly DialEffect[], t_ms: Timestamp): void
  /** Topics follow from the tables: after a commit of control events, and with time. */
  refreshTopics(t_ms: Timestamp): void
  /** Links over a carrier; the dialer's, or one to another identity of this browser. */
  adopt(id: LinkId, role: LinkRole, expected: ExpectedPeer, openCarrier: (events: LinkEvents) => Link): void
  committed(commit: Committed, t_ms: Timestamp): void
  isConnected(peer: PeerId): boolean
  /** Whether it was refused, and has not been told all that proves its end. */
  hasMoreToTell(peer: PeerId): boolean
  peers(): readonly PeerSyncRow[]
  peerOn(link: string): PeerId | undefined
  state(t_ms: Timestamp): Omit<ConnectionRow, 'waiting_out' | 'servers' | 'is_forked'>
  counters(): Readonly<Record<string, number>>
  tick(t_ms: Timestamp): void
  /** The network came back: ask every link whether it is still there. */
  probe(t_ms: Timestamp): void
  idle(): Promise<void>
  close(t_ms: Timestamp): void
}

export function createIdentityLinks(
  host: ConnectionsHost,
  runtime: IdentityRuntime,
  start_ms: Timestamp,
  rendezvous: { listen(topics: readonly string[]): void; publish(topic: string, payload: Uint8Array): void },
): IdentityLinks {
  const { me } = runtime
  const db = host.db.read(me.identity)
  const seed = runtime.context.signingSeed(db)
  const links = new Map<LinkId, PeerLink>()
  const budgets = createOutBudgets((host.ports.limits ?? LIMITS).out_bytes, () =>
    storedBytes(host.db.wide, me.identity),
  )
  const receipts = createReceipts(host.db, runtime)
  const sharing = createKeySharing(host, runtime)
  const asking = createKeyAsking(host, runtime)
  const prekeys = createPrekeyUpkeep(host, runtime)
  const linking = createLinking(host, runtime)
  let pending: Promise<unknown> = Promise.resolve()
  /** Of each device that was refused, what it has been told: what proves its end and is more than a refusal carries goes in turns. */
  const refusals = new Map<PeerId, { readonly told: number; readonly parts: number }>()
  /** Open links that have been in step about control events: whoever is there has been asked for keys. */
  const asked = new Set<LinkId>()
  /** Control events were stored: who is a member, and who lacks a key, must be looked at again. */
  let isControlDirty = true
  let isClosed = false
  /** Not ticked yet. */
  let isFresh = true
  let isSettled = hasJoined(db)
  /** Another identity of this browser goes on in the place of this one, which is left to it alone. */
  let isAside = host.renewals.successorOf(runtime) !== undefined
  /** What watchers were last told: a search ends by the passing of time alone. */
  let toldState: ReturnType<Dialer['state']> | undefined

  const dialer = createDialer(
    {
      network_id: me.network_id,
      peer_id: me.peer_id,
      signing_seed: seed,
      random: host.ports.random,
      degree: LAPTOP,
      standing: (peer) => (isMember(db, peer) ? 'member' : 'unknown'),
      isOwn: (peer) => me.siblings.includes(peer),
      transitPrekey: () => ownTransitPrekey(db),
    },
    start_ms,
  )

  const tree = createPushTree({
    isStored: (id) => isStoredShort(host.db.wide, me.identity, id),
    bytesOf: (ids) => eventBytes(host.db.wide, me.identity, ids),
    deliver: (id, events) => links.get(id)?.member?.deliver(events),
    send: (id, message) => links.get(id)?.send(message, host.now()),
    compare: (id) => links.get(id)?.member?.compare(),
  })

  const rounds = createReceiptRounds(
    { receipts, openLinks: () => openLinks(), isEager: (id) => tree.isEager(id), now: host.now },
    start_ms,
  )

  const changed = (): void => host.touched(CONNECTION_TABLE)
  const openLinks = (): PeerLink[] => [...links.values()].filter((link) => link.member !== undefined)
  const evidence = (ids: Parameters<typeof evidenceFor>[3]) => evidenceFor(host.db.wide, me.identity, registry, ids)
  const connectedPeers = (): ReadonlySet<PeerId> => new Set(openLinks().flatMap((link) => link.peer ?? []))

  const topics = (t_ms: Timestamp): DialTopics =>
    isAside ? NO_TOPICS : dialTopics(db, me, linking.lobbies(t_ms), t_ms)

  const refreshTopics = (t_ms: Timestamp): void => run(dialer.topicsChanged(topics(t_ms), t_ms), t_ms)

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
          links.get(effect.link)?.signal(effect.description)
          break
        case 'close_link':
          links.get(effect.link)?.close(effect.reason === 'too_many' ? 'too_many' : 'replaced', effect.reason, t_ms)
          break
      }
    }
    if (effects.length > 0) changed()
  }

  const adopt: IdentityLinks['adopt'] = (id, role, expected, openCarrier) => {
    host.log.info('LINK_DIAL', { as: me.identity, link: id, role, peer: expected.peer_id })
    const inLobby = expected.lobby_key === undefined ? [] : invitesOfLobby(db, expected.lobby_key)
    const credentials = evidence([...membershipEvents(db, me.peer_id), ...inLobby])
    const setup = {
      network_id: me.network_id,
      role,
      random: host.ports.random,
      own: {
        peer_id: me.peer_id,
        signing_seed: seed,
        session: dialer.session,
        build: host.ports.build,
        credentials,
      },
      expected,
      prekeySecret: (prekey: Uint8Array) => transitSecret(db, prekey),
    }
    const link = createPeerLink(id, role, setup, openCarrier, {
      runtime,
      receive: (events, t_ms) => host.receive(runtime, events, id, t_ms),
      bytesOf: (ids) => eventBytes(host.db.wide, me.identity, ids),
      verdictOn: (peer, t_ms) => verdictOn(id, peer, t_ms),
      gapsAfter: (after, limit) => gapsAfter(host.db.wide, me.identity, after, limit),
      track(work) {
        pending = Promise.all([pending, work]).then(() => undefined) // or each would hold on to all before
      },
      localSignal: (description, t_ms) => run(dialer.localSignal(id, description, t_ms), t_ms),
      met(introduction, t_ms) {
        if (expected.lobby_key !== undefined) linking.met(id, expected.lobby_key, introduction, t_ms)
      },
      linking: (words, t_ms) => linking.hear(id, words, t_ms),
      judged(peer, verdict, t_ms) {
        const words = linking.takeWords(id)
        if (words !== undefined) link.send({ kind: 'linking', words }, t_ms)
        host.log.info('LINK_VERDICT', { as: me.identity, link: id, peer, result: verdict })
        const before = refusals.get(peer)
        if (verdict === 'refused' && before) refusals.set(peer, { ...before, told: before.told + 1 })
        if (verdict === 'unverified') run(dialer.authenticated(id, verdict, t_ms), t_ms)
      },
      heard: (t_ms) => host.react(runtime, t_ms, (context, tx) => acceptRequestedInvite(context, tx.unsafe)),
      opened(peer, t_ms) {
        // What did not fit the handshake or has come since: after a short link the invite, after any the root, say. Who
        // waits for it on the other end cannot ask. And the first words of who is new come sooner than what sync brings.
        const shown = fitting(credentials)
        const proof = evidence(membershipEvents(db, me.peer_id)).filter(
          (bytes) => !shown.some((one) => equalBytes(bytes, one)),
        )
        const name = hasSeen(db, peer) ? [] : ownIntroduction(db, me.peer_id)
        const told = [...proof, ...eventBytes(host.db.wide, me.identity, name)]
        for (const events of batchEvents(told)) {
          link.send({ kind: 'events', scope: 0, flight: 0, last: false, events }, t_ms)
        }
        if (expected.lobby_key === undefined) linking.metOutside(peer)
        opened(link, peer, t_ms)
      },
      closed: (reason, t_ms, isLost) => closed(link, reason, t_ms, isLost),
      statement: (bytes) => rounds.heard(id, bytes),
      keyRequest(bytes, t_ms) {
        const worth = asking.take(bytes, t_ms)
        if (worth !== 'news') return worth !== 'bad'
        for (const other of openLinks()) if (other.id !== id) other.send({ kind: 'key_request', request: bytes }, t_ms)
        isControlDirty = true
        return true
      },
      now: host.now,
      budgetOf: budgets.of,
      isFilledElsewhere(scope, t_ms) {
        let isEarlier = true
        for (const other of openLinks()) {
          if (other.id === id) {
            isEarlier = false
            continue
          }
          const filling = other.member?.filling(scope, t_ms)
          if (filling === 'coming' || (filling === 'asked' && isEarlier)) return true
        }
        return false
      },
      push: {
        received: (ids) => tree.received(id, ids),
        announced: (ids, t_ms) => tree.announced(id, ids, t_ms),
        grafted: (ids) => tree.grafted(id, ids),
        pruned: () => tree.pruned(id),
      },
      changed,
      progressed: () => host.noted(CONNECTION_TABLE),
    })
    links.set(id, link)
  }

  const opened = (link: PeerLink, peer: PeerId, t_ms: Timestamp): void => {
    host.log.info('LINK_OPEN', { as: me.identity, link: link.id, peer, t_ms })
    run(dialer.authenticated(link.id, 'member', t_ms), t_ms)
    noteSeen(peer, t_ms)
    tree.open(link.id)
    rounds.opened(link, t_ms)
    isControlDirty = true
    changed()
  }

  const closed = (link: PeerLink, reason: string, t_ms: Timestamp, isLost: boolean): void => {
    links.delete(link.id)
    asked.delete(link.id)
    tree.closed(link.id)
    runtime.count(`link_closed.${reason}`)
    host.log.info('LINK_CLOSED', { as: me.identity, link: link.id, reason, t_ms })
    if (isClosed) return // the database may be closed too
    linking.closed(link.id, reason === 'refused')
    if (link.member !== undefined && link.peer !== undefined) noteSeen(link.peer, t_ms)
    run(dialer.linkClosed(link.id, t_ms, isLost), t_ms)
    changed()
  }

  const noteSeen = (peer: PeerId, t_ms: Timestamp): void => {
    host.db.transaction(me.identity, (tx) => {
      tx.unsafe.run(seen.name, `DELETE FROM ${seen.name} WHERE recorded_by = ? AND event_id = ?`, [me.identity, peer])
      tx.insert(seen.row({ event_id: peer, at: t_ms }))
    })
  }

  const verdictOn = (link: LinkId, peer: PeerId, t_ms: Timestamp): LinkVerdict => {
    if (isMember(db, peer)) return { kind: 'member' }
    const ofNewcomer = linking.verdictOn(link, t_ms)
    if (ofNewcomer !== undefined) return ofNewcomer
    const evidenceOfEnd = evidenceAgainst(db, host.db.wide, me.identity, registry, peer)
    if (evidenceOfEnd === undefined) return { kind: 'unverified' }
    const parts = batchEvents(evidenceOfEnd)
    const told = refusals.get(peer)?.told ?? 0
    refusals.set(peer, { told, parts: parts.length })
    const proof = parts[told % parts.length] ?? []
    return { kind: 'refused', reason: 'refused', proof }
  }

  /** The device's chain has forked: it writes no more, and where another identity can go on, it does. */
  const standAside = (t_ms: Timestamp): void => {
    host.renewals.renew(runtime, t_ms)
    isAside = host.renewals.successorOf(runtime) !== undefined
    if (!isAside) return
    refreshTopics(t_ms)
    for (const link of [...links.values()]) if (!isLoopback(link.id)) link.close('leaving', 'aside', t_ms)
  }

  /** Gives members the keys they lack when it is this device's turn, and asks for what it lacks itself. */
  const lookAfterKeys = (t_ms: Timestamp): void => {
    const newcomers = openLinks().filter((link) => link.member?.isControlSynced === true && !asked.has(link.id))
    if (newcomers.length === 0 && asked.size === 0) return
    for (const link of newcomers) asked.add(link.id)
    if (isControlDirty) isControlDirty = sharing.run(connectedPeers(), t_ms)
    if (newcomers.length > 0) {
      for (const request of asking.unanswered()) {
        for (const link of newcomers) link.send({ kind: 'key_request', request }, t_ms)
      }
    }
    const ofAll = asking.next(t_ms)
    const request = ofAll ?? (newcomers.length > 0 ? asking.ofNewcomer(t_ms) : undefined)
    if (request === undefined) return
    for (const link of ofAll === undefined ? newcomers : openLinks()) link.send({ kind: 'key_request', request }, t_ms)
  }

  /** Once, and for ever: what a member knows has been heard. */
  const noteJoined = (t_ms: Timestamp): void => {
    if (isSettled || !openLinks().some((link) => link.member?.isControlSynced === true)) return
    host.react(runtime, t_ms, (context) => context.local(networkJoinedShape, { network_id: me.network_id }))
    isSettled = true
  }

  return {
    dialer,
    runtime,
    run,
    refreshTopics,
    adopt,
    committed({ events, origin, bodies }, t_ms) {
      if (bodies.opened.size > 0) for (const link of openLinks()) link.member?.wantBodies()
      const isHeldChanged = bodies.opened.size > 0 || bodies.closed.length > 0
      if (isHeldChanged || events.some((event) => event.plane === 2)) receipts.changed()
      if (events.length === 0) return
      if (origin !== LOCAL && events.some((event) => event.author === me.peer_id)) changed() // it may have forked
      if (events.some((event) => event.plane === 1)) {
        isControlDirty = true
        // Who has just been removed hears that, and nothing of what is written next.
        for (const link of openLinks()) link.rejudge(t_ms)
        if (origin === LOCAL) refreshTopics(t_ms)
        else if (isToComplete(db, me)) host.react(runtime, t_ms, completeLinking)
      }
      const pushed = events.flatMap((event) => carried(event, bodies))
      tree.push(pushed, origin, origin === LOCAL)
    },
    isConnected: (peer) => openLinks().some((link) => link.peer === peer),
    hasMoreToTell(peer) {
      const { told, parts } = refusals.get(peer) ?? { told: 0, parts: 0 }
      return told < parts
    },
    peers: () =>
      openLinks().flatMap(({ peer, member }) => {
        if (peer === undefined || member === undefined) return []
        const { received, toCome } = member.progress
        return [{ peer_id: peer, is_complete: member.isComplete, received, to_come: toCome }]
      }),
    peerOn: (link) => links.get(asLinkId(link))?.peer,
    state(t_ms) {
      const connected = connectedPeers().size
      const progress = openLinks().flatMap((link) => link.member?.progress ?? [])
      return {
        state: connected > 0 ? 'connected' : dialer.state(t_ms),
        connected,
        sync: {
          received: progress.reduce((sum, one) => sum + one.received, 0),
          to_come: Math.max(0, ...progress.map((one) => one.toCome)),
        },
      }
    },
    counters: () => Object.fromEntries([...dialer.counters()].map(([name, times]) => [`dial.${name}`, times])),
    tick(t_ms) {
      const wasDirty = isControlDirty
      if (!isAside && runtime.context.isForked(host.db.wide)) standAside(t_ms)
      if (isFresh && isToComplete(db, me)) host.react(runtime, t_ms, completeLinking) // killed just before it could
      isFresh = false
      run(dialer.tick(t_ms), t_ms)
      for (const link of [...links.values()]) link.tick(t_ms)
      tree.tick(t_ms)
      const linkingNews = linking.tick(t_ms)
      for (const id of linkingNews.ended) links.get(id)?.rejudge(t_ms)
      if (wasDirty || linkingNews.hasMoved) refreshTopics(t_ms)
      if (wasDirty) {
        for (const link of [...links.values()]) link.rejudge(t_ms)
      }
      prekeys.tick(Math.max(0, ...openLinks().map((link) => link.member?.controlSyncedSince ?? 0)), t_ms)
      noteJoined(t_ms)
      lookAfterKeys(t_ms)
      rounds.tick(t_ms)
      const state = dialer.state(t_ms)
      if (state !== toldState) changed()
      toldState = state
    },
    probe(t_ms) {
      for (const link of [...links.values()]) link.probe(t_ms)
    },
    async idle() {
      for (let before: unknown; before !== pending; ) {
        before = pending
        await before
        await Promise.all(openLinks().map((link) => link.member?.idle()))
      }
    },
    close(t_ms) {
      isClosed = true
      for (const link of [...links.values()]) link.close('leaving', 'leaving', t_ms)
      links.clear()
    },
  }
}
