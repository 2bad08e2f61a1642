/**
 * The links of all identities of this device over one rendezvous: the union of their topics is listened
 * to, each payload goes to every identity (its dialer knows what is for it), and identities of one
 * community in this browser are linked to each other in memory. A host gives it to the engine, at once
 * or, where script is loaded over a network, once the engine is open (`late-network.ts`).
 */

import type { IdentityId, Timestamp } from './base/ids.ts'
import { isOver } from './base/pauses.ts'
import type { RendezvousServerState } from './base/ports.ts'
import type { Connections, ConnectionsHost } from './device/connections-host.ts'
import { createIdentityLinks, type IdentityLinks } from './device/identity-links.ts'
import type { IdentityRuntime } from './device/identity-runtime.ts'
import { createLoopback, loopbackIds } from './device/loopback.ts'
import { CONNECTION_TABLE } from './read/connection.ts'
import { ownLobby, ownTransitPrekey } from './read/devices.ts'

/** A clock that was set back by more than this: what waits for a time would wait as long. */
const SET_BACK_MS = 10_000
/** Siblings whose link has ended are linked again after this long, if either has heard, or has to tell, what may matter. */
const APART_MS = 5 * 60_000

interface Apart {
  readonly mine: IdentityLinks
  readonly other: IdentityLinks
  readonly since_ms: number
  /** Control events came to one of them since. */
  hasNews: boolean
}

export function createConnections(host: ConnectionsHost): Connections {
  const identities = new Map<IdentityId, IdentityLinks>()
  const topicsOf = new Map<IdentityId, readonly string[]>()
  let servers: readonly RendezvousServerState[] = []
  let openServers = 0
  let isOnline = true
  let loopbacks = 0
  /** Frames between siblings that have not arrived. */
  let underway = 0
  let apart: readonly Apart[] = []
  let ticked_ms = Number.NEGATIVE_INFINITY

  const rendezvous = host.ports.rendezvous.open({
    onPayload(topic, payload, t_ms) {
      for (const links of identities.values()) links.run(links.dialer.payload(topic, payload, t_ms), t_ms)
    },
    onState(states, t_ms) {
      servers = states
      openServers = states.filter((server) => server.state === 'open').length
      for (const links of identities.values()) links.run(links.dialer.serversOpen(openServers, t_ms), t_ms)
      host.touched(CONNECTION_TABLE)
    },
  })

  const listen = (identity: IdentityId, topics: readonly string[]): void => {
    topicsOf.set(identity, topics)
    rendezvous.listen([...new Set([...topicsOf.values()].flat())].sort())
  }

  const isHere = (links: IdentityLinks): boolean => identities.get(links.runtime.me.identity) === links

  const later = (run: () => void): void => {
    underway++
    void host.ports.nextTask().then(() => {
      underway--
      run()
    })
  }

  const lobbyOf = ({ runtime: { me } }: IdentityLinks) => ownLobby(host.db.read(me.identity), me.peer_id)

  /** Strangers in one browser: the same admission as anywhere, over memory; who still knocks somewhere is met there. */
  const linkSibling = (mine: IdentityLinks, other: IdentityLinks): void => {
    const lobby_key = lobbyOf(mine) ?? lobbyOf(other)
    const closed = (): void => {
      if (isHere(mine) && isHere(other)) apart = [...apart, { mine, other, since_ms: host.now(), hasNews: false }]
    }
    const [first, second] = createLoopback(loopbackIds(++loopbacks), later, host.now, closed)
    const expectedOf = (links: IdentityLinks) => ({
      peer_id: links.runtime.me.peer_id,
      session: links.dialer.session,
      transit_prekey: ownTransitPrekey(host.db.read(links.runtime.me.identity)),
      ...(lobby_key && { lobby_key }),
    })
    other.adopt(first.id, 'responder', expectedOf(mine), (events) => first.attach(events))
    mine.adopt(second.id, 'initiator', expectedOf(other), (events) => second.attach(events))
  }

  const linkSiblings = (mine: IdentityLinks): void => {
    for (const other of identities.values()) {
      if (other !== mine && other.runtime.me.network_id === mine.runtime.me.network_id) linkSibling(mine, other)
    }
  }

  /** Nobody announces themselves to a sibling: who was refused, and is let in since, would be met by no other way. */
  const linkAgain = (t_ms: Timestamp): void => {
    const isToHear = (one: IdentityLinks, other: IdentityLinks) => other.hasMoreToTell(one.runtime.me.peer_id)
    const due = apart.filter(({ mine, other, since_ms, hasNews }) => {
      const isUseful = hasNews || isToHear(mine, other) || isToHear(other, mine)
      return isUseful && isOver(since_ms, APART_MS, t_ms)
    })
    apart = apart.filter((pair) => !due.includes(pair))
    for (const { mine, other } of due) if (isHere(mine) && isHere(other)) linkSibling(mine, other)
  }

  const start = (runtime: IdentityRuntime, t_ms: Timestamp): void => {
    const { identity } = runtime.me
    const links = createIdentityLinks(host, runtime, t_ms, {
      listen: (topics) => listen(identity, topics),
      publish: (topic, payload) => rendezvous.publish(topic, payload),
    })
    identities.set(identity, links)
    links.refreshTopics(t_ms)
    if (!isOnline) links.run(links.dialer.online(false, t_ms), t_ms)
    links.run(links.dialer.serversOpen(openServers, t_ms), t_ms)
    linkSiblings(links)
    host.touched('identity')
  }

  const end = ({ me: { identity } }: IdentityRuntime, t_ms: Timestamp): void => {
    identities.get(identity)?.close(t_ms)
    identities.delete(identity)
    listen(identity, [])
    topicsOf.delete(identity)
  }

  /** As after a reload. */
  const startAnew = (t_ms: Timestamp): void => {
    const runtimes = [...identities.values()].map(({ runtime }) => runtime)
    apart = []
    for (const runtime of runtimes) end(runtime, t_ms)
    for (const runtime of runtimes) start(runtime, t_ms)
  }

  return {
    start,
    end,
    committed(runtime, commit, t_ms) {
      const links = identities.get(runtime.me.identity)
      links?.committed(commit, t_ms)
      if (apart.length === 0 || !commit.events.some((event) => event.plane === 1)) return
      for (const pair of apart) if (pair.mine === links || pair.other === links) pair.hasNews = true
    },
    isConnected: (identity, peer) => identities.get(identity)?.isConnected(peer) ?? false,
    peers: (identity) => identities.get(identity)?.peers() ?? [],
    peerOn: (identity, link) => identities.get(identity)?.peerOn(link),
    state: (identity) => ({
      ...(identities.get(identity)?.state(host.now()) ?? {
        state: 'alone',
        connected: 0,
        sync: { received: 0, to_come: 0 },
      }),
      servers,
    }),
    counters: (identity) => identities.get(identity)?.counters() ?? {},
    tick(t_ms) {
      if (t_ms < ticked_ms - SET_BACK_MS) startAnew(t_ms)
      ticked_ms = t_ms
      linkAgain(t_ms)
      for (const links of identities.values()) links.tick(t_ms)
    },
    online(nowOnline, t_ms) {
      isOnline = nowOnline
      if (nowOnline) rendezvous.reconnect()
      for (const links of identities.values()) {
        links.run(links.dialer.online(nowOnline, t_ms), t_ms)
        if (nowOnline) links.probe(t_ms)
      }
      host.touched(CONNECTION_TABLE)
    },
    async idle() {
      await Promise.all([...identities.values()].map((links) => links.idle()))
      while (underway > 0) {
        await host.ports.nextTask()
        await Promise.all([...identities.values()].map((links) => links.idle()))
      }
    },
    close(t_ms) {
      for (const links of identities.values()) links.close(t_ms)
      rendezvous.close()
    },
  }
}
