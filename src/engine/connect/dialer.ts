/**
 * Who to link to: one state machine per identity and run. It decides when to announce and where, whom to
 * offer a link, whose offer to take, how two offers that cross are settled, and when to give up. Pure:
 * inputs in, effects out; the binding owns rendezvous, carriers and handshakes.
 *
 * D1  A device is offered a link when it announces itself on an epoch's topic, or knocks at a lobby.
 * D2  Of two devices there is at most one link being made; when offers cross, the smaller peer id's stands.
 * D3  A second link to a device is made only where it says that the first is dead (a new session, or
 *     `seeking`); the older one is closed when the newer one authenticates.
 * D4  A signal that names another session than this run's, or that is not newer than the last of its
 *     kind from its sender's run, does nothing: recorded and replayed payloads are harmless.
 * D5  Nothing is published but announcements within the budget, for a heard announcement at most one offer,
 *     published twice at most, and for each publication of an offer at most one of its answer.
 */

import { equalBytes } from '../base/bytes.ts'
import type { PeerId, Timestamp } from '../base/ids.ts'
import { AEAD_NONCE_BYTES } from '../crypto/aead.ts'
import { SESSION_BYTES } from '../transit/connect-message.ts'
import { createAdmission } from './admission.ts'
import { createAttempts } from './attempts.ts'
import type { ConnectionState, DialCount, DialEffect, Dialer, DialerSetup } from './dialer-types.ts'
import { createHeard } from './heard.ts'
import { createLinkTable, type DialedLink, isAuthenticated } from './link-table.ts'
import { type KnownPlace, placesOf } from './places.ts'
import { ANNOUNCEMENT_ANSWERS, FALLBACK_AFTER_MS, KNOCK_ANSWERS, POSITION_MS, SUSPICION_MS } from './policy.ts'
import { positionOf } from './ring.ts'
import { createSchedule } from './schedule.ts'
import type { Announcement, Offer } from './signal-message.ts'
import { openSignal } from './signalling.ts'

/** An answer to an announcement that waits for those who come before us. */
interface Plan {
  readonly topic: string
  readonly announcement: Announcement
  readonly due_ms: number
}

const MAX_PLANS = 64
const NOTHING: readonly DialEffect[] = []

export function createDialer(setup: DialerSetup, start_ms: Timestamp): Dialer {
  const { network_id, peer_id: me, random } = setup
  const session = random.bytes(SESSION_BYTES)
  const table = createLinkTable()
  const heard = createHeard()
  const schedule = createSchedule(random)
  const counts = new Map<DialCount, number>()
  const count = (what: DialCount) => void counts.set(what, (counts.get(what) ?? 0) + 1)
  const admission = createAdmission({ ...setup, table })
  const attempts = createAttempts({ dialer: setup, session, table, count })
  const plans = new Map<PeerId, Plan>()

  let places = placesOf({ announce: [], listen: [], knock: [], answer: [] })
  let turn = 0
  let isOnline = true
  let servers = 0
  let isConnected = false
  let alone_ms: number = start_ms
  /** When the network last came back under open links: nobody knows whether they still work. */
  let suspect_ms: number | undefined
  schedule.look('search', start_ms)

  const isSuspect = (t_ms: Timestamp) => suspect_ms !== undefined && Math.abs(t_ms - suspect_ms) < SUSPICION_MS

  function ignore(what: DialCount): readonly DialEffect[] {
    count(what)
    return NOTHING
  }

  function announceIfDue(t_ms: Timestamp): readonly DialEffect[] {
    // Also of those who are connected: two halves of a community, each with an epoch the other has not heard
    // of, would never meet, since nobody in either of them is alone.
    alone_ms = Math.min(alone_ms, t_ms) // the clock may have been set back
    const isFallbackDue = isConnected || t_ms - alone_ms >= FALLBACK_AFTER_MS
    const announced = places.announced(isFallbackDue)
    if (!isOnline || servers === 0 || announced.length === 0 || !schedule.isDue(t_ms)) return NOTHING
    const place = announced[turn++ % announced.length]
    if (place === undefined) return NOTHING
    const seeking = !isConnected || isSuspect(t_ms)
    count('announced')
    return [attempts.publish(place, { kind: 'announce', transit_prekey: setup.transitPrekey(), seeking }, t_ms)]
  }

  /** After every input: whether we are connected may have changed, and an announcement may be due. */
  function settle(effects: readonly DialEffect[], t_ms: Timestamp): readonly DialEffect[] {
    const wasConnected = isConnected
    isConnected = table.openPeers().length > 0
    if (isConnected && !wasConnected) schedule.rest(t_ms)
    if (!isConnected && wasConnected) {
      alone_ms = t_ms
      schedule.look('return', t_ms)
    }
    return [...effects, ...announceIfDue(t_ms)]
  }

  const answersWanted = (known: KnownPlace) => (known.isMeeting ? ANNOUNCEMENT_ANSWERS : KNOCK_ANSWERS)

  /** Offers a link if nothing stands against it now. */
  function dial(known: KnownPlace, announcement: Announcement, t_ms: Timestamp): readonly DialEffect[] {
    const obstacle = admission.obstacle(announcement.from, known.lobby_key !== undefined)
    return obstacle === undefined ? attempts.dial(known, announcement, t_ms) : ignore(obstacle)
  }

  /** A device without a link to us: answered at once or after those before us, or left to others. */
  function answerInTurn(known: KnownPlace, announcement: Announcement, t_ms: Timestamp): readonly DialEffect[] {
    const { from } = announcement
    const isWanted = known.isMeeting ? admission.wants(from) : admission.hasPlaceFor(from)
    if (!isWanted) return ignore('enough_links')
    const isNear = known.isMeeting && admission.isNeighbour(from) && table.peers().length >= setup.degree.keep
    const isAlone = isNear || known.host === me // nobody comes before us
    const position = isAlone ? 0 : positionOf(network_id, announcement.session, me, table.openPeers())
    const wait_ms = Math.floor(position / answersWanted(known)) * POSITION_MS
    const before = plans.get(from)
    const isSameRun = before !== undefined && equalBytes(before.announcement.session, announcement.session)
    const due_ms = Math.min(t_ms + wait_ms, isSameRun ? before.due_ms : Number.POSITIVE_INFINITY) // knocking on delays nothing
    if (plans.size < MAX_PLANS) plans.set(from, { topic: known.place.topic, announcement, due_ms })
    return carryOutPlans(t_ms)
  }

  function carryOutPlans(t_ms: Timestamp): readonly DialEffect[] {
    return [...plans.values()].flatMap((plan) => {
      const { announcement, topic } = plan
      if (t_ms < plan.due_ms) return NOTHING
      plans.delete(announcement.from)
      const known = places.at(topic)
      if (known === undefined || table.of(announcement.from).length > 0) return NOTHING
      const answers = known.host === me ? 0 : heard.answersTo(announcement.session, t_ms)
      return answers >= answersWanted(known) ? ignore('answered_by_others') : dial(known, announcement, t_ms)
    })
  }

  /** D3. `undefined` when what we have is as good as what the announcement would bring. */
  function linkToReplace(announcement: Announcement, latest: DialedLink): DialedLink | undefined {
    const { created_at, seeking } = announcement
    if (!equalBytes(latest.session, announcement.session)) {
      return created_at > heard.newestOf(latest.peer_id, latest.session) ? latest : undefined
    }
    return isAuthenticated(latest) && seeking && created_at > latest.said_at ? latest : undefined
  }

  const isAnswered = ({ answered }: KnownPlace, from: PeerId): boolean =>
    answered === 'all' || (answered === 'members' && setup.standing(from) === 'member')

  function hearAnnouncement(known: KnownPlace, heardNow: Announcement, t_ms: Timestamp): readonly DialEffect[] {
    if (!known.isMeeting && !isAnswered(known, heardNow.from)) return ignore('not_for_us') // another joiner, beside us
    if (!heard.isNewer(heardNow)) return ignore('stale')
    const latest = table.of(heardNow.from).at(-1)
    if (latest === undefined) return answerInTurn(known, heardNow, t_ms)
    const dead = linkToReplace(heardNow, latest)
    if (dead === undefined) return ignore('already_linked')
    const dropped = isAuthenticated(dead) ? NOTHING : attempts.drop(dead, 'stale_session')
    return [...dropped, ...dial(known, heardNow, t_ms)]
  }

  function hearOffer(known: KnownPlace, offer: Offer, t_ms: Timestamp): readonly DialEffect[] {
    if (offer.to !== me) {
      if (setup.standing(offer.from) === 'member') heard.answered(offer.to_session, offer.from, t_ms)
      return ignore('not_for_us')
    }
    if (!known.isMeeting && !known.isKnocked) return ignore('not_for_us')
    if (known.host !== undefined && known.host !== offer.from) return ignore('not_for_us') // a stranger in the lobby
    if (!equalBytes(offer.to_session, session) || !heard.isNewer(offer)) return ignore('stale')
    const links = table.of(offer.from)
    const pending = links.find((link) => !isAuthenticated(link))
    if (pending !== undefined && equalBytes(pending.nonce, offer.nonce)) return attempts.answerAgain(pending, t_ms)
    const isCrossing = pending?.state === 'offering' && equalBytes(pending.session, offer.session)
    if (isCrossing && me < offer.from) return ignore('glare') // D2: ours stands
    if (links.length === 0 && !admission.hasPlaceFor(offer.from)) return ignore('enough_links')
    const dropped = pending === undefined ? NOTHING : attempts.drop(pending, 'glare')
    plans.delete(offer.from)
    const obstacle = admission.obstacle(offer.from, known.lobby_key !== undefined)
    return [...dropped, ...(obstacle === undefined ? attempts.accept(known, offer, t_ms) : ignore(obstacle))]
  }

  function hear(topic: string, payload: Uint8Array, t_ms: Timestamp): readonly DialEffect[] {
    const known = places.at(topic)
    if (known === undefined) return ignore('unknown_topic')
    const nonce = payload.subarray(0, AEAD_NONCE_BYTES)
    if (heard.hasPayload(nonce)) return ignore('repeated')
    const opening = openSignal(network_id, known.place, payload, me)
    if (!opening.ok) return ignore(opening.reason)
    heard.addPayload(nonce) // of a message that was read: nobody can make us deaf to one by sending its nonce first
    const { signal } = opening
    if (setup.isOwn(signal.from)) return ignore('own_identity')
    if (setup.standing(signal.from) === 'removed') return ignore('removed_peer')
    if (signal.kind === 'announce') return hearAnnouncement(known, signal, t_ms)
    if (signal.kind === 'offer') return hearOffer(known, signal, t_ms)
    return heard.isNewer(signal) ? attempts.answered(signal, t_ms) : ignore('stale')
  }

  /** A new link works: the older ones to that device are dead (D3), and there may be one too many. */
  function makeRoom(link: DialedLink): readonly DialEffect[] {
    const links = table.of(link.peer_id)
    const older = links.slice(
      0,
      links.findIndex((other) => other.link === link.link),
    )
    const replaced = older.flatMap((other) => attempts.drop(other, 'replaced'))
    const surplus = admission.surplus()
    return surplus === undefined ? replaced : [...replaced, ...attempts.drop(surplus, 'too_many')]
  }

  function state(t_ms: Timestamp): ConnectionState {
    if (!isOnline) return 'offline'
    if (isConnected) return 'connected'
    return schedule.isLooking(t_ms) ? 'looking' : 'alone'
  }

  return {
    session,

    topicsChanged(topics, t_ms) {
      const before = places
      places = placesOf(topics)
      const hadPlace = new Set(before.announced(true).map((place) => place.topic))
      const isNewPlace = places.announced(false).some((place) => !hadPlace.has(place.topic))
      if (isNewPlace && !isConnected) schedule.look('search', t_ms)
      const isSame = before.topics.join() === places.topics.join()
      return settle(isSame ? [] : [{ kind: 'listen', topics: places.topics }], t_ms)
    },

    serversOpen(open, t_ms) {
      const isBack = servers === 0 && open > 0
      servers = open
      if (isBack && !isConnected) schedule.look('return', t_ms)
      if (isBack && isSuspect(t_ms)) schedule.callOut(t_ms) // what was said before may have reached nobody
      return settle([], t_ms)
    },

    online(nowOnline, t_ms) {
      const isBack = nowOnline && !isOnline
      isOnline = nowOnline
      if (isBack && isConnected) {
        suspect_ms = t_ms
        schedule.callOut(t_ms)
      }
      if (isBack && !isConnected) schedule.look('return', t_ms)
      return settle([], t_ms)
    },

    payload: (topic, payload, t_ms) => settle(hear(topic, payload, t_ms), t_ms),

    localSignal: (link, description, t_ms) => settle(attempts.localSignal(link, description, t_ms), t_ms),

    authenticated(id, verdict, t_ms) {
      table.enter(id, verdict === 'member' ? 'open' : 'waiting', t_ms)
      const link = table.get(id)
      if (link === undefined || verdict !== 'member') return settle([], t_ms)
      suspect_ms = undefined
      return settle(makeRoom(link), t_ms)
    },

    linkClosed(id, t_ms, isLost) {
      const link = table.remove(id)
      // Who has other links would else wait for a heartbeat. Both ends call: one that is heard too early, by who still
      // believes in the link, leads to nothing.
      if (isLost && link?.state === 'open') schedule.callOut(t_ms)
      return settle([], t_ms)
    },

    tick: (t_ms) => settle([...attempts.tick(t_ms), ...carryOutPlans(t_ms)], t_ms),

    state,
    links: () =>
      table.all().map(({ link, peer_id, role, state: linkState, via_lobby, since }) => {
        return { link, peer_id, role, state: linkState, via_lobby, since }
      }),
    counters: () => counts,
  }
}
