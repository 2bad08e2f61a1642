/**
 * Names people choose: what a command accepts, and which of several updates is the current one.
 * Events carry up to {@link MAX_NAME_BYTES}: longer ones come only from other software, and are shown
 * cut, never refused, so that every peer agrees on what is valid.
 */

import { utf8, wellFormed } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { EventId } from '../base/ids.ts'
import { type Sql, sql } from '../db/sql.ts'
import type { ScopedTable } from '../db/table.ts'
import { voidAct } from '../store/tables.ts'

export const MAX_NAME_BYTES = 4096
/** What people may type. */
const MAX_TYPED_NAME_BYTES = 240
/** Updates one update may replace. */
export const MAX_AFTER = 8

/** Trimmed, white space folded. @throws EngineError `name_invalid` */
export function typedName(raw: string): string {
  const name = wellFormed(raw).normalize('NFC').replace(/\s+/gu, ' ').trim()
  if (name === '' || utf8(name).length > MAX_TYPED_NAME_BYTES) throw new EngineError('name_invalid')
  return name
}

/** Columns of a table whose rows update one thing: `replaces` lists the ids the update is `after`, comma-separated. */
export const updateColumns = {
  event_id: 'id',
  author: 'id',
  created_at: 'integer',
  name: 'text',
  replaces: 'text',
} as const

export function replacesText(after: readonly EventId[]): string {
  return after.join(',')
}

/**
 * Updates in force that no other one of the same author names, best first: the greater (created_at, event_id).
 * No counter exists that a peer could claim, so nothing can pin.
 */
export function currentUpdates(table: ScopedTable, where: Sql): Sql {
  const inForce = sql`SELECT * FROM ${table} WHERE event_id NOT IN (SELECT event_id FROM ${voidAct})`
  return sql`SELECT u.event_id, u.author, u.name FROM (${inForce}) u WHERE ${where}
    AND NOT EXISTS (SELECT 1 FROM (${inForce}) r WHERE r.author = u.author AND instr(r.replaces, u.event_id) > 0)
    ORDER BY u.created_at DESC, u.event_id DESC`
}
