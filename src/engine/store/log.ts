/**
 * The event log: append, look up, change of state. Every row belongs to one identity (I14), so that
 * deleting, purging and keys of one never touch another. Bytes are stored exactly as received (I15).
 */

import { type EventId, ID_BYTES, type IdentityId, type PeerId, type ShortId } from '../base/ids.ts'
import type { EventState, RejectReason } from '../base/outcome.ts'
import { PREV_OFFSET } from '../crypto/envelope.ts'
import type { SafeDb, Tx, UnsafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { log } from './tables.ts'

export type Plane = 0 | 1 | 2

export interface LogEntry {
  readonly event_id: EventId
  readonly recorded_at: number
  readonly plane: Plane
  readonly kind: number
  readonly author: PeerId
  readonly seq: number
  readonly created_at: number
  readonly form: number
  readonly state: EventState
  readonly reason: RejectReason | ''
  readonly type: string
  readonly bytes: Uint8Array
}

/** Of {@link LogEntry}. */
export const LOG_COLUMNS =
  'event_id, recorded_at, plane, kind, author, seq, created_at, form, state, reason, type, bytes'

export function appendToLog(tx: Tx, entry: LogEntry): void {
  tx.unsafe.run('log', `INSERT INTO log (recorded_by, ${LOG_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, [
    tx.identity,
    entry.event_id,
    entry.recorded_at,
    entry.plane,
    entry.kind,
    entry.author,
    entry.seq,
    entry.created_at,
    entry.form,
    entry.state,
    entry.reason,
    entry.type,
    entry.bytes,
  ])
}

export function setEventState(tx: Tx, id: EventId, state: EventState, reason: RejectReason | '', type: string): void {
  const where = 'WHERE recorded_by = ? AND event_id = ?'
  tx.unsafe.run('log', `UPDATE log SET state = ?, reason = ?, type = ? ${where}`, [
    state,
    reason,
    type,
    tx.identity,
    id,
  ])
}

/** Of events of one type that waited, and are valid now. The plus keeps SQLite from looking through all of the identity's. */
export function setValid(tx: Tx, type: string, positions: readonly number[]): void {
  tx.unsafe.run(
    'log',
    `UPDATE log SET state = 'valid', reason = '', type = ?
     WHERE +recorded_by = ? AND position IN (SELECT value FROM json_each(?))`,
    [type, tx.identity, JSON.stringify(positions)],
  )
}

/** For secrets whose time is over: nothing else ever leaves the log of local-only events. */
export function eraseLocalEvent(tx: Tx, id: EventId): void {
  tx.unsafe.run('log', 'DELETE FROM log WHERE recorded_by = ? AND event_id = ? AND plane = 0', [tx.identity, id])
  tx.erases()
}

export function logEntry(db: Pick<UnsafeDb, 'first'>, identity: IdentityId, id: string): LogEntry | undefined {
  return db.first<LogEntry>(`SELECT ${LOG_COLUMNS} FROM log WHERE recorded_by = ? AND event_id = ?`, [identity, id])
}

export function isRecorded(db: Pick<UnsafeDb, 'first'>, identity: IdentityId, id: string): boolean {
  return db.first('SELECT 1 AS found FROM log WHERE recorded_by = ? AND event_id = ?', [identity, id]) !== undefined
}

/** Those of these events that are in the log. */
export function recordedAmong(
  db: Pick<UnsafeDb, 'all'>,
  identity: IdentityId,
  ids: readonly EventId[],
): readonly EventId[] {
  return db
    .all<{ event_id: EventId }>(
      'SELECT event_id FROM log WHERE recorded_by = ? AND event_id IN (SELECT value FROM json_each(?))',
      [identity, JSON.stringify(ids)],
    )
    .map((row) => row.event_id)
}

/** Whether an event is stored whose id begins so. Index-only. */
export function isStoredShort(db: Pick<UnsafeDb, 'first'>, identity: IdentityId, id: ShortId): boolean {
  const row = db.first(
    `SELECT 1 AS found FROM log INDEXED BY log_by_event
     WHERE recorded_by = ? AND event_id BETWEEN ? AND ? AND plane > 0 LIMIT 1`,
    [identity, id, `${id}g`],
  )
  return row !== undefined
}

export interface ChainHead {
  readonly event_id: EventId
  readonly seq: number
  readonly created_at: number
}

/** The newest event of one device on one plane: what its next one extends. */
export function chainHead(
  db: Pick<UnsafeDb, 'first'>,
  identity: IdentityId,
  author: PeerId,
  plane: Plane,
): ChainHead | undefined {
  return db.first<ChainHead>(
    `SELECT event_id, seq, created_at FROM log
     WHERE recorded_by = ? AND author = ? AND plane = ? ORDER BY seq DESC, event_id DESC LIMIT 1`,
    [identity, author, plane],
  )
}

/**
 * Whether one device has signed two events for one place of its chain: it runs twice from one copy, or it
 * was rolled back and went on. Index-only.
 */
export function hasForked(db: Pick<UnsafeDb, 'first'>, identity: IdentityId, author: PeerId): boolean {
  const place = db.first(
    `SELECT seq FROM log INDEXED BY log_by_chain WHERE recorded_by = ? AND author = ? AND plane IN (1, 2)
     GROUP BY plane, seq HAVING count(*) > 1 LIMIT 1`,
    [identity, author],
  )
  return place !== undefined
}

/** What may need a key to be read, and what never does: local-only and control events, and kinds of newer builds. */
export type LogPart = 'plain' | 'sealed'
const IN_PART: Readonly<Record<LogPart, string>> = { plain: 'kind NOT IN (2, 3)', sealed: 'kind IN (2, 3)' }

/** One stored event of a chain, and the one it names before it. */
export interface ChainLink {
  readonly event_id: EventId
  readonly seq: number
  readonly prev: string
}

/** Everything stored of one device on one plane, whatever became of it. */
export function chainOf(db: SafeDb, author: PeerId, plane: Plane): readonly ChainLink[] {
  return db.all(sql`
    SELECT event_id, seq, lower(hex(substr(bytes, ${PREV_OFFSET + 1}, ${ID_BYTES}))) AS prev FROM ${log}
    WHERE author = ${author} AND plane = ${plane}`)
}

/** One page of a part of the log in the order of recording, after `position`. */
export function logPage(
  db: Pick<UnsafeDb, 'all'>,
  identity: IdentityId,
  part: LogPart,
  position: number,
  limit: number,
): readonly (LogEntry & { readonly position: number })[] {
  return db.all(
    `SELECT position, ${LOG_COLUMNS} FROM log
     WHERE recorded_by = ? AND position > ? AND ${IN_PART[part]} ORDER BY position LIMIT ?`,
    [identity, position, limit],
  )
}

export interface SetItem {
  readonly event_id: EventId
  readonly created_at: number
}

/** Control and sealed state as stored, in the order of recording: what another log can be begun with. */
export function controlBytes(db: Pick<UnsafeDb, 'all'>, identity: IdentityId): readonly Uint8Array[] {
  return db
    .all<{ bytes: Uint8Array }>('SELECT bytes FROM log WHERE recorded_by = ? AND plane = 1 ORDER BY position', [
      identity,
    ])
    .map((row) => row.bytes)
}

/** The sync set of a plane: everything stored on it, whatever its state (I4). Index-only. */
export function setItems(db: Pick<UnsafeDb, 'all'>, identity: IdentityId, plane: Plane): readonly SetItem[] {
  return db.all('SELECT event_id, created_at FROM log INDEXED BY log_by_event WHERE recorded_by = ? AND plane = ?', [
    identity,
    plane,
  ])
}

export interface ChainPlace {
  readonly author: PeerId
  readonly seq: number
}

/** Author and place of every stored content event, in no order. Index-only. */
export function contentChains(db: Pick<UnsafeDb, 'all'>, identity: IdentityId): readonly ChainPlace[] {
  return db.all('SELECT author, seq FROM log INDEXED BY log_by_chain WHERE recorded_by = ? AND plane = 2', [identity])
}

/** Of everything that travels. A pass over all of it. */
export function storedBytes(db: Pick<UnsafeDb, 'first'>, identity: IdentityId): number {
  const row = db.first<{ bytes: number | null }>(
    'SELECT sum(length(bytes)) AS bytes FROM log WHERE recorded_by = ? AND plane > 0',
    [identity],
  )
  return row?.bytes ?? 0
}

/** Stored bytes of these events, in the order asked; unknown ids are left out. */
export function eventBytes(
  db: Pick<UnsafeDb, 'all'>,
  identity: IdentityId,
  ids: readonly EventId[],
): readonly Uint8Array[] {
  const rows = db.all<{ event_id: EventId; bytes: Uint8Array }>(
    'SELECT event_id, bytes FROM log WHERE recorded_by = ? AND plane > 0 AND event_id IN (SELECT value FROM json_each(?))',
    [identity, JSON.stringify(ids)],
  )
  const found = new Map(rows.map((row) => [row.event_id, row.bytes]))
  return ids.flatMap((id) => found.get(id) ?? [])
}
