/**
 * The two ends of a device's lobby: each shows what its CONNECT committed to, the new device with its
 * consent, and both then know the six digits. Nobody is linked here: that is a person's to confirm.
 *
 * ```
 * words = opening 32 [| consent 64]      LINKING; the consent is the new device's
 * ```
 *
 * One newcomer at a time is introduced, and few in all: each sees digits once, so whoever read the code
 * along has that many guesses in a million and no more.
 */

import { isMember } from '../authority/standing.ts'
import { concatBytes, EMPTY_BYTES, equalBytes, toHex } from '../base/bytes.ts'
import { idBytes, type LinkId, type PeerId, type PersonId, type Timestamp } from '../base/ids.ts'
import { type Lobby, lobbyPlace } from '../connect/topics.ts'
import { checkSignatureSync, SIGNATURE_BYTES } from '../crypto/sign.ts'
import type { Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { deviceLinkMessage } from '../events/identity/device_link.ts'
import { consentTo } from '../flows/link-device.ts'
import { hostedLobby, lobbiesOfLinked, requestedLobby } from '../read/linking.ts'
import { device, deviceLobby, introduction, linkedLobby } from '../store/tables.ts'
import { digitsOf, type Introduction, OPENING_BYTES } from '../transit/digits.ts'
import type { LinkVerdict } from '../transit/link-types.ts'
import type { ConnectionsHost } from './connections-host.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

/** Newcomers shown to one lobby: the person's device, and it again when its link broke. */
const MAX_NEWCOMERS = 3

export interface Linking {
  /** Where to knock, and which lobby to answer. */
  lobbies(t_ms: Timestamp): { readonly knock: readonly Lobby[]; readonly answer: readonly Lobby[] }
  /** The handshake of a link has succeeded that came about in this lobby. */
  met(link: LinkId, lobby_key: Uint8Array, introduction: Introduction, t_ms: Timestamp): void
  /** A member is linked who was met where members meet: it needs no lobby any more. */
  metOutside(peer: PeerId): void
  /** What this end says on such a link, once; nothing on any other. */
  takeWords(link: LinkId): Uint8Array | undefined
  /** Whether what the other end said is in order. */
  hear(link: LinkId, words: Uint8Array, t_ms: Timestamp): boolean
  /** On a device that is no member (yet) and was introduced on this link; `undefined` for any other. */
  verdictOn(link: LinkId, t_ms: Timestamp): LinkVerdict | undefined
  /** @param wasRefused by the other end */
  closed(link: LinkId, wasRefused: boolean): void
  /** Forgets what is over, and says what to do about it. */
  tick(t_ms: Timestamp): LinkingNews
}

export interface LinkingNews {
  /** A lobby has been opened or has ended. */
  readonly hasMoved: boolean
  /** Links whose newcomer was refused, or whose lobby has ended. */
  readonly ended: readonly LinkId[]
}

/** Who met here: as the existing device, or as the new one. */
interface Meeting {
  readonly side: 'new' | 'existing'
  readonly introduction: Introduction
  hasSpoken: boolean
}

const none = (tx: Tx, name: string): number =>
  tx.unsafe.run(name, `DELETE FROM ${name} WHERE recorded_by = ?`, [tx.identity])

export function createLinking(host: ConnectionsHost, runtime: IdentityRuntime): Linking {
  const { me } = runtime
  const db = host.db.read(me.identity)
  const meetings = new Map<LinkId, Meeting>()
  /** The lobby that topics were last made of. */
  let knownLobby: string | undefined
  const write = (work: (tx: Tx) => void) => host.db.transaction(me.identity, work)
  const isIntroduced = (peer: PeerId) =>
    db.first(sql`SELECT 1 AS yes FROM ${introduction} WHERE event_id = ${peer}`) !== undefined

  /** An introduction belongs to a link, and no link survives its engine. A refusal does. */
  if (db.first(sql`SELECT 1 AS yes FROM ${introduction} WHERE is_refused = 0`) !== undefined) {
    write((tx) => none(tx, introduction.name))
  }

  const begin = (peer: PeerId, newcomers: number | undefined): void =>
    write((tx) => {
      none(tx, introduction.name)
      tx.insert(introduction.row({ event_id: peer, digits: '', consent: EMPTY_BYTES, is_refused: 0 }))
      if (newcomers === undefined) return
      tx.unsafe.run(deviceLobby.name, `UPDATE ${deviceLobby.name} SET newcomers = ? WHERE recorded_by = ?`, [
        newcomers + 1,
        me.identity,
      ])
    })

  /** Which of the two this device is on a link of this lobby; `undefined` where it has nothing to say. */
  const sideIn = (lobby_key: Uint8Array, peer: PeerId, t_ms: Timestamp): Meeting['side'] | undefined => {
    const requested = requestedLobby(db)
    if (requested !== undefined && equalBytes(requested.lobby_key, lobby_key)) {
      return requested.host === peer ? 'new' : undefined
    }
    const hosted = hostedLobby(db, t_ms)
    if (hosted === undefined || !equalBytes(hosted.lobby_key, lobby_key)) return undefined
    const isTaken = db.first(sql`SELECT 1 AS yes FROM ${introduction}`) !== undefined
    return isTaken || hosted.newcomers >= MAX_NEWCOMERS || isMember(db, peer) ? undefined : 'existing'
  }

  const isConsent = (peer: PeerId, consent: Uint8Array): boolean => {
    const person = db.first<{ person_id: PersonId }>(sql`SELECT person_id FROM ${device} WHERE peer_id = ${me.peer_id}`)
    if (person === undefined) return false
    const message = deviceLinkMessage(me.network_id, person.person_id, idBytes(me.peer_id), peer)
    return typeof checkSignatureSync(idBytes(peer), message, consent) !== 'string'
  }

  return {
    lobbies(t_ms) {
      const requested = requestedLobby(db)
      const hosted = hostedLobby(db, t_ms)
      return {
        knock: requested === undefined ? [] : [lobbyPlace(me.network_id, requested.lobby_key, requested.host)],
        answer: [...(hosted === undefined ? [] : [hosted.lobby_key]), ...lobbiesOfLinked(db)].map((lobby_key) =>
          lobbyPlace(me.network_id, lobby_key, me.peer_id),
        ),
      }
    },

    met(link, lobby_key, introduced, t_ms) {
      const { peer_id } = introduced.other
      const side = sideIn(lobby_key, peer_id, t_ms)
      if (side === undefined) return
      meetings.set(link, { side, introduction: introduced, hasSpoken: false })
      begin(peer_id, side === 'existing' ? hostedLobby(db, t_ms)?.newcomers : undefined)
    },

    metOutside(peer) {
      if (db.first(sql`SELECT 1 AS yes FROM ${linkedLobby} WHERE event_id = ${peer}`) === undefined) return
      write((tx) =>
        tx.unsafe.run(linkedLobby.name, `DELETE FROM ${linkedLobby.name} WHERE recorded_by = ? AND event_id = ?`, [
          me.identity,
          peer,
        ]),
      )
    },

    takeWords(link) {
      const meeting = meetings.get(link)
      if (meeting === undefined || meeting.hasSpoken) return undefined
      meeting.hasSpoken = true
      const { opening } = meeting.introduction.own
      const requested = meeting.side === 'new' ? requestedLobby(db) : undefined
      if (requested === undefined) return opening
      return concatBytes(opening, consentTo(db, me, requested.person_id, requested.host))
    },

    hear(link, words, t_ms) {
      const meeting = meetings.get(link)
      if (meeting === undefined) return true
      const { peer_id } = meeting.introduction.other
      const isExisting = meeting.side === 'existing'
      if (words.length !== OPENING_BYTES + (isExisting ? SIGNATURE_BYTES : 0)) return false
      const digits = digitsOf(meeting.introduction, words.subarray(0, OPENING_BYTES))
      const consent = words.slice(OPENING_BYTES)
      if (digits === undefined || (isExisting && !isConsent(peer_id, consent))) return false
      host.log.info('DEVICE_MET', { as: me.identity, link, peer: peer_id, side: meeting.side, t_ms })
      write((tx) => {
        none(tx, introduction.name)
        tx.insert(introduction.row({ event_id: peer_id, digits, consent, is_refused: 0 }))
      })
      return true
    },

    verdictOn(link, t_ms) {
      const meeting = meetings.get(link)
      if (meeting?.side !== 'existing') return undefined
      const lobby = hostedLobby(db, t_ms)
      if (lobby === undefined || !isIntroduced(meeting.introduction.other.peer_id)) {
        return { kind: 'refused', reason: 'refused', proof: [] }
      }
      return { kind: 'unverified', patience_ms: lobby.expires_at - t_ms }
    },

    closed(link, wasRefused) {
      const meeting = meetings.get(link)
      if (meeting === undefined) return
      meetings.delete(link)
      const { peer_id } = meeting.introduction.other
      const isRefusal = wasRefused && meeting.side === 'new'
      if (!isRefusal && !isIntroduced(peer_id)) return
      write((tx) => {
        none(tx, introduction.name)
        if (isRefusal)
          tx.insert(introduction.row({ event_id: peer_id, digits: '', consent: EMPTY_BYTES, is_refused: 1 }))
      })
    },

    tick(t_ms) {
      const hosted = hostedLobby(db, t_ms)
      const lobby = hosted === undefined ? undefined : toHex(hosted.lobby_key)
      const hasMoved = lobby !== knownLobby
      knownLobby = lobby
      const isOver = hosted === undefined
      if (isOver && db.first(sql`SELECT 1 AS yes FROM ${deviceLobby}`) !== undefined) {
        write((tx) => {
          none(tx, deviceLobby.name)
          none(tx, introduction.name)
        })
      }
      const ended = [...meetings].flatMap(([link, { side, introduction: introduced }]) =>
        side === 'existing' && !isIntroduced(introduced.other.peer_id) ? [link] : [],
      )
      return { hasMoved, ended }
    },
  }
}
