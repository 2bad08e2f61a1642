/**
 * What links ask of the tables: where to meet, whose key to seal to, what proves a membership or its end.
 */

import { must } from '../base/errors.ts'
import type { EventId, PeerId, Timestamp } from '../base/ids.ts'
import { agreementKeyFromSeed } from '../crypto/agree.ts'
import type { SafeDb } from '../db/database.ts'
import { type Sql, sql } from '../db/sql.ts'
import { findAllMembersGroup } from '../events/group/group.ts'
import { epochTable } from '../events/group/group_epoch.ts'
import { adminGrantTable } from '../events/identity/admin_grant.ts'
import { adminRevokedTable } from '../events/identity/admin_revoked.ts'
import { inviteTable } from '../events/identity/invite.ts'
import { inviteClosedTable } from '../events/identity/invite_closed.ts'
import { inviteLobbyTable } from '../events/identity/invite_lobby.ts'
import { networkTable } from '../events/identity/network.ts'
import { peerRemovedTable } from '../events/identity/peer_removed.ts'
import { prekeyTable } from '../events/identity/peer_shared.ts'
import { profileTable } from '../events/identity/profile.ts'
import { userTable } from '../events/identity/user.ts'
import { userRemovedTable } from '../events/identity/user_removed.ts'
import { prekeyIdOf } from '../events/key-ids.ts'
import { inviteAcceptedTable } from '../events/local/invite_accepted.ts'
import { inviteRequestedTable } from '../events/local/invite_requested.ts'
import { prekeySecretTable } from '../events/local/prekey_secret.ts'
import { removalsOf } from '../events/removals-of.ts'
import { heldEpochs } from '../seal/epochs.ts'
import { isCounted, LOGGED } from '../store/counted.ts'
import { controlAct, device, inviteState, log, seen, standing, voidAct } from '../store/tables.ts'

const LISTENED_EPOCHS = 32
/** Members answer knocks this long after an invite's expiry. */
const EXPIRY_GRACE_MS = 24 * 60 * 60 * 1000
/** Each is a topic at every rendezvous server. */
const MOST_LOBBIES = 64
/** For whose sake as many topics more are listened to, at most. */
const NEWEST_MEMBERS = 16

/**
 * Keys of the epochs whose topics are listened to, the deepest first. The root topic's is the founder's first:
 * the one every admitted member holds, whatever others claim about when theirs were made.
 */
export interface MeetingKeys {
  readonly newest: Uint8Array | undefined
  readonly root: Uint8Array | undefined
  /** Of topics announced on too by who is alone: the root's. Who lacks it shares some epoch with whoever let them in. */
  readonly fallback: readonly Uint8Array[]
  readonly listened: readonly Uint8Array[]
}

export function meetingKeys(db: SafeDb): MeetingKeys {
  const group = findAllMembersGroup(db)
  if (group === undefined) return { newest: undefined, root: undefined, fallback: [], listened: [] }
  const held = heldEpochs(db, group)
  const first = db.first<{ epoch_id: string }>(sql`
    SELECT l.event_id AS epoch_id FROM ${epochTable} e JOIN ${networkTable} n ON n.founder = e.author
    CROSS JOIN ${log} l ON l.event_id = e.event_id
    WHERE e.group_id = ${group} ORDER BY ${isCounted(LOGGED, 1)} DESC, l.seq, l.event_id LIMIT 1`)
  const root = held.find((epoch) => epoch.epoch_id === first?.epoch_id)?.key
  const listened = held.slice(0, LISTENED_EPOCHS).map((epoch) => epoch.key)
  return { newest: held[0]?.key, root, fallback: root === undefined ? listened : [root], listened }
}

/** One row an invite, `invite_id` and `lobby_key`: of the lobbies its author names, the first. Nobody needs another. */
const lobbies = sql`SELECT invite_id, lobby_key FROM (
  SELECT b.invite_id, b.lobby_key, row_number() OVER (PARTITION BY b.invite_id ORDER BY ${isCounted(LOGGED, 1)} DESC, l.seq, l.event_id) AS nth
  FROM ${inviteLobbyTable} b CROSS JOIN ${log} l ON l.event_id = b.event_id
) WHERE nth = 1`

/** Lobbies of the open invites, where any member answers: of so many at most, first those nobody has ended. */
export function answeredLobbies(db: SafeDb, t_ms: Timestamp): readonly Uint8Array[] {
  return db
    .all<{ lobby_key: Uint8Array }>(sql`
      SELECT l.lobby_key FROM (${lobbies}) l JOIN ${inviteTable} i ON i.event_id = l.invite_id
      WHERE i.expires_at > ${t_ms - EXPIRY_GRACE_MS}
        AND (NOT EXISTS (SELECT 1 FROM ${inviteClosedTable} c WHERE c.invite_id = l.invite_id) OR i.expires_at > ${t_ms})
      ORDER BY i.event_id IN (SELECT event_id FROM ${inviteState} WHERE state = 'open') DESC,
        i.created_at DESC, i.event_id LIMIT ${MOST_LOBBIES}`)
    .map((row) => row.lobby_key)
}

/**
 * Lobbies of the invites by which the newest members came, whatever became of them: for those members. Who was let in
 * after having been turned away, or lost the first link before anybody gave them a key, has none by which members find
 * each other; and nobody else can tell who has.
 */
export function lobbiesOfNewest(db: SafeDb): readonly Uint8Array[] {
  return db
    .all<{ lobby_key: Uint8Array }>(sql`
      SELECT DISTINCT lobby_key FROM (${lobbies}) WHERE invite_id IN (
        SELECT u.invite_id FROM ${standing} s JOIN ${userTable} u ON u.event_id = s.event_id
        ORDER BY s.since DESC, s.event_id LIMIT ${NEWEST_MEMBERS})
      ORDER BY lobby_key`)
    .map((row) => row.lobby_key)
}

/**
 * Where this device knocks: its own link's lobby, until it has been removed, or given the key by which it finds
 * everybody. The community's root alone may have come from somebody who is not in either; and who was told that their
 * link has ended may be let in long after the key it gave them is listened to.
 */
export function ownLobby(db: SafeDb, me: PeerId): Uint8Array | undefined {
  if (meetingKeys(db).root !== undefined || removalsOf(db, me).length > 0) return undefined
  return db.first<{ lobby_key: Uint8Array }>(sql`
    SELECT lobby_key FROM ${inviteAcceptedTable}
    UNION ALL
    SELECT lobby_key FROM ${inviteRequestedTable} WHERE NOT EXISTS (SELECT 1 FROM ${inviteAcceptedTable})`)?.lobby_key
}

/** The public half of this device's newest transit prekey, X25519, 32 bytes: published or about to be. */
export function ownTransitPrekey(db: SafeDb): Uint8Array {
  const row = db.first<{ secret: Uint8Array }>(
    sql`SELECT secret FROM ${prekeySecretTable} WHERE namespace = 'transit' ORDER BY rotation DESC LIMIT 1`,
  )
  return agreementKeyFromSeed(must(row, 'an own transit prekey').secret).publicKey
}

export function transitSecret(db: SafeDb, prekey: Uint8Array): Uint8Array | undefined {
  return db.first<{ secret: Uint8Array }>(
    sql`SELECT secret FROM ${prekeySecretTable} WHERE namespace = 'transit' AND prekey_id = ${prekeyIdOf(prekey)} LIMIT 1`,
  )?.secret
}

/** The events a device shows to prove that it is a member: its membership and its first prekeys. */
export function membershipEvents(db: SafeDb, peer: PeerId): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT event_id FROM ${device} WHERE peer_id = ${peer}
      UNION ALL SELECT event_id FROM ${prekeyTable} WHERE peer_id = ${peer} AND namespace = 'transit' AND rotation = 0`)
    .map((row) => row.event_id)
}

/** Whether this device has ever been linked to that one. */
export function hasSeen(db: SafeDb, peer: PeerId): boolean {
  return db.first(sql`SELECT 1 AS yes FROM ${seen} WHERE event_id = ${peer}`) !== undefined
}

/** What this device last called its person: said first of all to a device it has never met. */
export function ownIntroduction(db: SafeDb, me: PeerId): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(
      sql`SELECT event_id FROM ${profileTable} WHERE author = ${me} ORDER BY seq DESC LIMIT 1`,
    )
    .map((row) => row.event_id)
}

/** The invites whose joiners knock at this lobby: told to those who come with a short link. */
export function invitesOfLobby(db: SafeDb, lobby_key: Uint8Array): readonly EventId[] {
  return db
    .all<{ invite_id: EventId }>(sql`SELECT invite_id FROM ${inviteLobbyTable} WHERE lobby_key = ${lobby_key}`)
    .map((row) => row.invite_id)
}

/**
 * What ended a device's membership: removals in force of it or its person first, then the closings that took its person's
 * join away, what was taken from the authors of such acts that are void for it, and the joins in force: a member's
 * closing counts only where the joins it names are known, those of people removed since too. None while the device has
 * never joined.
 */
export function endingEvents(db: SafeDb, peer: PeerId): readonly EventId[] {
  const person = sql`SELECT person_id FROM ${device} WHERE peer_id = ${peer}`
  const used = sql`SELECT invite_id FROM ${userTable} WHERE peer_id IN (${person})`
  const removals = removalsOf(db, peer)
  const closings =
    removals.length > 0
      ? []
      : db.all<{ event_id: EventId }>(sql`SELECT c.event_id FROM ${inviteClosedTable} c WHERE c.invite_id IN (${used})`)
  const ofMakers = takingsFrom(
    db,
    sql`SELECT event_id FROM ${inviteTable} WHERE event_id IN (${used})
      UNION SELECT event_id FROM ${inviteClosedTable} WHERE invite_id IN (${used})
      UNION SELECT event_id FROM ${userRemovedTable} WHERE person_id IN (${person})
      UNION SELECT event_id FROM ${peerRemovedTable} WHERE peer_id = ${peer}`,
  )
  const joins =
    closings.length === 0
      ? []
      : db.all<{ event_id: EventId }>(sql`
          SELECT event_id FROM ${userTable} WHERE invite_id IN (${used}) AND event_id NOT IN (SELECT event_id FROM ${voidAct})`)
  return [...removals, ...closings, ...ofMakers, ...joins].map((row) => row.event_id)
}

/** Of the chains that follow, 0.8 MB: read anew for each refusal, of which one tells 64 KiB. */
const MOST_FOLLOWING = 1_024

/**
 * What follows these acts in the chains of those of their authors from whom authority was taken, as far as it counts at
 * most: who does not hold it cannot tell that the acts lie within that, and an act beyond a gap has no effect. Of all
 * kinds, in the order of the chains, whatever became of it. What they wrote since is not for who was removed.
 */
export function chainsAfter(db: SafeDb, acts: readonly EventId[]): readonly EventId[] {
  const authors = sql`SELECT l.author, min(l.seq) AS first FROM json_each(${JSON.stringify(acts)}) a
    CROSS JOIN ${log} l ON l.event_id = a.value
    JOIN ${controlAct} t ON t.event_id = a.value AND json_extract(t.act, '$.act') <> 'join'
    WHERE l.plane = 1 GROUP BY l.author`
  const ended = sql`SELECT a.author, a.first, max(json_extract(c.value, '$.control.count')) AS count
    FROM (${authors}) a JOIN ${controlAct} t JOIN json_each(t.act, '$.cuts') c
    ON json_extract(c.value, '$.peer_id') = a.author GROUP BY a.author`
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT f.event_id FROM (${ended}) e CROSS JOIN ${log} f
      ON f.author = e.author AND f.plane = 1 AND f.seq > e.first AND f.seq < e.count
      ORDER BY f.author, f.seq LIMIT ${MOST_FOLLOWING}`)
    .map((row) => row.event_id)
}

const takings = sql`SELECT event_id, person_id FROM ${adminRevokedTable}
  UNION ALL SELECT event_id, person_id FROM ${userRemovedTable} UNION ALL SELECT event_id, person_id FROM ${peerRemovedTable}`

/**
 * Removals and demotions in force of the authors of those of these acts that are void, and of those who gave them the
 * right, and so on: without them the acts look as good as they were.
 */
function takingsFrom(db: SafeDb, acts: Sql): readonly { readonly event_id: EventId }[] {
  return db.all<{ event_id: EventId }>(sql`
    WITH RECURSIVE makers(person_id) AS (
      SELECT d.person_id FROM ${log} l JOIN ${device} d ON d.peer_id = l.author
        WHERE l.event_id IN (${acts}) AND l.event_id IN (SELECT event_id FROM ${voidAct})
      UNION SELECT d.person_id FROM makers m JOIN ${adminGrantTable} g ON g.person_id = m.person_id
        JOIN ${device} d ON d.peer_id = g.author
    )
    SELECT event_id FROM (${takings}) WHERE person_id IN (SELECT person_id FROM makers)
      AND event_id NOT IN (SELECT event_id FROM ${voidAct}) ORDER BY event_id`)
}

/** Of those below. */
const MOST_OTHER_TAKINGS = 32

/**
 * What is in force against admins who wrote none of these events: acts of theirs may be known to others that are void
 * here, or that never came.
 */
export function otherTakings(db: SafeDb, events: readonly EventId[]): readonly EventId[] {
  const authors = sql`SELECT d.person_id FROM ${log} l JOIN ${device} d ON d.peer_id = l.author
    WHERE l.event_id IN (SELECT value FROM json_each(${JSON.stringify(events)}))`
  return db
    .all<{ event_id: EventId }>(sql`
      SELECT event_id FROM (${takings}) WHERE person_id IN (SELECT person_id FROM ${adminGrantTable})
        AND person_id NOT IN (${authors}) AND event_id NOT IN (SELECT event_id FROM ${voidAct})
      ORDER BY event_id LIMIT ${MOST_OTHER_TAKINGS}`)
    .map((row) => row.event_id)
}
