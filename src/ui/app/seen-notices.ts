/**
 * Which notices of a community this person has put away in this browser, shared by its tabs. By id, not by
 * time: a notice is news however it is dated.
 */

import { createStore, reconcile } from 'solid-js/store'
import type { IdentityId, NoticeRow } from '../../engine/api.ts'
import { readStoredJson, writeStored } from './stored.ts'

const KEY = 'sotto.noticed'
/** Enough of an id to tell a few hundred apart. */
const ID_CHARACTERS = 12

type Seen = Record<string, readonly string[]>

export function parseSeen(stored: unknown): Seen {
  const seen: Seen = {}
  if (typeof stored !== 'object' || stored === null) return seen
  for (const [identity, ids] of Object.entries(stored))
    if (Array.isArray(ids)) seen[identity] = ids.filter((id) => typeof id === 'string')
  return seen
}

const [seen, setSeen] = createStore<Seen>(parseSeen(readStoredJson(KEY)))

window.addEventListener('storage', (event) => {
  if (event.key === KEY) setSeen(reconcile(parseSeen(readStoredJson(KEY))))
})

const shortId = (row: NoticeRow): string => row.notice_id.slice(0, ID_CHARACTERS)

/** What is new to this person; `undefined` when nothing was ever put away here: then nothing is news yet. */
export function unseenNotices(identity: IdentityId, rows: readonly NoticeRow[]): readonly NoticeRow[] | undefined {
  const known = seen[identity]
  return known === undefined ? undefined : rows.filter((row) => !known.includes(shortId(row)))
}

/** @param rows all there are: what is not among them is forgotten */
export function putAway(identity: IdentityId, rows: readonly NoticeRow[]): void {
  setSeen(String(identity), rows.map(shortId))
  writeStored(KEY, JSON.stringify(seen))
}

export function forgetSeenNotices(identity: IdentityId): void {
  const kept = Object.entries(seen).filter(([name]) => name !== String(identity))
  setSeen(reconcile(Object.fromEntries(kept)))
  writeStored(KEY, JSON.stringify(seen))
}
