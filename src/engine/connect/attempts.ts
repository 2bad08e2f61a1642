/**
 * Links being made: from the decision to dial, or the offer of another device, through the exchange of
 * two descriptions, to the carrier's turn. Owns the timeouts of that stretch and nothing before or after.
 *
 * ```
 * initiator: open_link → offering ─our description→ OFFER published ─ANSWER→ signal_link, handshaking
 * responder: OFFER → open_link, signal_link, answering ─our description→ ANSWER published, handshaking
 * ```
 */

import { equalBytes, toHex, utf8 } from '../base/bytes.ts'
import { asLinkId, type LinkId, type Timestamp } from '../base/ids.ts'
import type { LinkRole } from '../base/ports.ts'
import { isUsableAgreementKey } from '../crypto/agree.ts'
import type { DialCloseReason, DialCount, DialEffect, DialerSetup } from './dialer-types.ts'
import { type DialedLink, isAuthenticated, type LinkTable } from './link-table.ts'
import type { KnownPlace } from './places.ts'
import { OFFER_TIMEOUT_MS, OPENING_TIMEOUT_MS, REPEAT_AFTER_MS } from './policy.ts'
import {
  type Announcement,
  type Answer,
  LINK_NONCE_BYTES,
  MAX_DESCRIPTION_BYTES,
  type Offer,
  type Signal,
} from './signal-message.ts'
import { sealSignal } from './signalling.ts'
import type { MeetingPlace } from './topics.ts'

export interface AttemptsSetup {
  readonly dialer: DialerSetup
  /** Of this run. */
  readonly session: Uint8Array
  readonly table: LinkTable
  count(what: DialCount): void
}

/** What a signal says beyond who says it, and when. */
type Unsigned<S extends Signal> = S extends Signal ? Omit<S, 'from' | 'session' | 'created_at'> : never

export interface Attempts {
  dial(known: KnownPlace, announcement: Announcement, t_ms: Timestamp): readonly DialEffect[]
  accept(known: KnownPlace, offer: Offer, t_ms: Timestamp): readonly DialEffect[]
  /** The answer to an offer of ours; to none, it is stale. */
  answered(answer: Answer, t_ms: Timestamp): readonly DialEffect[]
  localSignal(link: LinkId, description: string, t_ms: Timestamp): readonly DialEffect[]
  /** The offer of this link came again: our answer was lost, or is not there yet. */
  answerAgain(link: DialedLink, t_ms: Timestamp): readonly DialEffect[]
  /** Forgets a link and has it closed. */
  drop(link: DialedLink, reason: DialCloseReason): readonly DialEffect[]
  /** Repeats an offer once, drops what has taken too long. */
  tick(t_ms: Timestamp): readonly DialEffect[]
  /** Signs, seals and publishes as this device in this run. */
  publish(place: MeetingPlace, unsigned: Unsigned<Signal>, t_ms: Timestamp): DialEffect
}

export function createAttempts({ dialer, session, table, count }: AttemptsSetup): Attempts {
  const { random, network_id, peer_id, signing_seed } = dialer
  const run = toHex(session.subarray(0, 4))
  let links = 0
  let said_at = -1

  function publish(place: MeetingPlace, unsigned: Unsigned<Signal>, t_ms: Timestamp): DialEffect {
    said_at = Math.max(Math.floor(t_ms), said_at + 1)
    const signal: Signal = { ...unsigned, from: peer_id, session, created_at: said_at }
    return { kind: 'publish', topic: place.topic, payload: sealSignal(random, network_id, place, signing_seed, signal) }
  }

  function begin(
    known: KnownPlace,
    signal: Announcement | Offer,
    role: LinkRole,
    nonce: Uint8Array,
    t_ms: Timestamp,
  ): DialedLink & { readonly opening: DialEffect } {
    const { lobby_key } = known
    const link: DialedLink = {
      link: asLinkId(`${run}-${++links}`),
      peer_id: signal.from,
      role,
      state: role === 'initiator' ? 'offering' : 'answering',
      via_lobby: lobby_key !== undefined,
      since: t_ms,
      session: signal.session,
      place: known.place,
      nonce,
      offers: 0,
      said_at: signal.created_at,
    }
    table.add(link)
    const { transit_prekey, session: theirs } = signal
    const expected = { peer_id: signal.from, session: theirs, transit_prekey, ...(lobby_key && { lobby_key }) }
    return { ...link, opening: { kind: 'open_link', link: link.link, role, expected } }
  }

  /** Asked before a link is begun, so that sealing a CONNECT cannot fail later. */
  function canSealTo({ transit_prekey }: Announcement | Offer): boolean {
    const isUsable = isUsableAgreementKey(transit_prekey)
    if (!isUsable) count('bad_prekey')
    return isUsable
  }

  function drop(link: DialedLink, reason: DialCloseReason): readonly DialEffect[] {
    return table.remove(link.link) === undefined ? [] : [{ kind: 'close_link', link: link.link, reason }]
  }

  /** What offers and answers have in common; nothing while our carrier has no description. */
  function addressed({ nonce, peer_id: to, session: to_session, description }: DialedLink) {
    return description === undefined ? undefined : { to, to_session, nonce, description }
  }

  function offer(link: DialedLink, t_ms: Timestamp): readonly DialEffect[] {
    const content = addressed(link)
    if (content === undefined) return []
    table.update(link.link, { offers: link.offers + 1 })
    count('offered')
    const transit_prekey = dialer.transitPrekey()
    return [publish(link.place, { kind: 'offer', ...content, transit_prekey }, t_ms)]
  }

  function answer(link: DialedLink, t_ms: Timestamp): readonly DialEffect[] {
    const content = addressed(link)
    if (content === undefined) return []
    count('answered')
    return [publish(link.place, { kind: 'answer', ...content }, t_ms)]
  }

  function lateness(link: DialedLink, t_ms: Timestamp): DialCloseReason | undefined {
    const waited_ms = t_ms - link.since
    if (isAuthenticated(link)) return undefined
    if (link.state === 'handshaking') return waited_ms >= OPENING_TIMEOUT_MS ? 'not_opened' : undefined
    if (waited_ms < OFFER_TIMEOUT_MS) return undefined
    return link.description === undefined ? 'no_description' : 'no_answer'
  }

  return {
    publish,
    drop,

    dial(known, announcement, t_ms) {
      if (!canSealTo(announcement)) return []
      return [begin(known, announcement, 'initiator', random.bytes(LINK_NONCE_BYTES), t_ms).opening]
    },

    accept(known, offer, t_ms) {
      if (!canSealTo(offer)) return []
      const { link, opening } = begin(known, offer, 'responder', offer.nonce, t_ms)
      return [opening, { kind: 'signal_link', link, description: offer.description }]
    },

    answered(answer, t_ms) {
      const link = table.byNonce(answer.nonce)
      const isAwaited = link?.state === 'offering' && link.description !== undefined
      if (!isAwaited || link.peer_id !== answer.from || !equalBytes(link.session, answer.session)) {
        count('stale')
        return []
      }
      table.enter(link.link, 'handshaking', t_ms)
      table.update(link.link, { said_at: answer.created_at })
      return [{ kind: 'signal_link', link: link.link, description: answer.description }]
    },

    localSignal(id, description, t_ms) {
      const link = table.get(id)
      if (link === undefined || link.description !== undefined) return []
      if (utf8(description).length > MAX_DESCRIPTION_BYTES) return drop(link, 'description_too_large')
      table.update(id, { description, since: t_ms })
      if (link.role === 'initiator') return offer({ ...link, description }, t_ms)
      table.enter(id, 'handshaking', t_ms)
      return answer({ ...link, description }, t_ms)
    },

    answerAgain: (link, t_ms) => answer(link, t_ms),

    tick(t_ms) {
      return table.all().flatMap((link) => {
        const reason = lateness(link, t_ms)
        if (reason !== undefined) return drop(link, reason)
        const isToRepeat = link.state === 'offering' && link.offers === 1 && t_ms - link.since >= REPEAT_AFTER_MS
        return isToRepeat ? offer(link, t_ms) : []
      })
    },
  }
}
