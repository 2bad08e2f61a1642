/**
 * How the newest page of a channel updates what is already on screen. Pure, so that it is told apart
 * from the watching.
 */

import type { MessagePage, MessageRow } from '../../engine/api.ts'

/** Display order: (created_at, message_id). */
function isBefore(a: MessageRow, b: MessageRow): boolean {
  return a.created_at < b.created_at || (a.created_at === b.created_at && a.message_id < b.message_id)
}

/**
 * The page decides for the stretch it covers, to the newest; rows held from before that stretch stay.
 * Without this, a page of fixed size would drop its oldest row whenever a new message arrives.
 */
export function mergePage(held: readonly MessageRow[], page: MessagePage): readonly MessageRow[] {
  const first = page.messages[0]
  if (first === undefined || !page.more_before) return page.messages
  const kept = held.filter((row) => isBefore(row, first))
  return kept.length === 0 ? page.messages : [...kept, ...page.messages]
}

/** How many rows of `next` come before the first of `held`, when that one is still there. */
export function countPrepended(held: readonly MessageRow[], next: readonly MessageRow[]): number {
  const first = held[0]
  if (first === undefined) return 0
  return Math.max(
    0,
    next.findIndex((row) => row.message_id === first.message_id),
  )
}
