/** Where the line "New" belongs. Pure. */

import type { MessageRow } from '../../engine/api.ts'

/**
 * The first message of somebody else after what had been read when the channel was opened; none when
 * nothing had been, and none when the boundary lies before the rows at hand.
 */
export function firstNewId(rows: readonly MessageRow[], read_up_to_ms: number): string | undefined {
  const boundary = rows.findIndex((row) => row.created_at > read_up_to_ms)
  if (read_up_to_ms === 0 || boundary < 1) return undefined
  return rows.slice(boundary).find((row) => !row.mine)?.message_id
}
