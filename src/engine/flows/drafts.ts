/**
 * draft.keep and draft.text: what a person has begun to write and not posted, one text for each channel. Rows
 * beside the log, never events: no other device hears of them, and replay leaves them alone. They are here
 * and not in the window's own storage because these files forget what is erased.
 */

import { utf8, wellFormed } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import type { EventId } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { knownChannels } from '../events/content/channel.ts'
import type { CommandContext } from '../events/event-module.ts'
import { draft } from '../store/tables.ts'

/** More than can be posted at once, since it may be posted in parts. */
const MAX_DRAFT_BYTES = 256 * 1024

interface OfChannel {
  readonly channel_id: EventId<'channel'>
}

/** Empty where there is none. */
export function draftText(db: SafeDb, { channel_id }: OfChannel): string {
  return db.first<{ text: string }>(sql`SELECT text FROM ${draft} WHERE event_id = ${channel_id}`)?.text ?? ''
}

/**
 * In place of what was kept before; an empty text forgets it, and then it is in no file either.
 * @throws EngineError `unknown_channel`, `text_too_long`
 */
export function keepDraft({ db }: CommandContext, args: OfChannel & { readonly text: string }, tx: Tx): void {
  const { channel_id } = args
  const text = wellFormed(args.text)
  const before = draftText(db, args)
  if (text === before) return
  if (utf8(text).length > MAX_DRAFT_BYTES) throw new EngineError('text_too_long')
  if (before !== '') {
    tx.unsafe.run(draft.name, `DELETE FROM ${draft.name} WHERE recorded_by = ? AND event_id = ?`, [
      tx.identity,
      channel_id,
    ])
  }
  if (text === '') {
    tx.erases()
    return
  }
  if (db.first(sql`SELECT 1 AS yes FROM (${knownChannels}) WHERE channel_id = ${channel_id}`) === undefined)
    throw new EngineError('unknown_channel')
  tx.insert(draft.row({ event_id: channel_id, text }))
}
