/**
 * The acts the authority fold folds, kept decoded while the engine runs, and what is known of the chains that
 * cuts end: an event of one of those may change what counts, whatever it says.
 */

import type { Act } from '../authority/act.ts'
import { createStrays, type NewLink, type Strays } from '../authority/strays.ts'
import type { EventId, PeerId } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { controlAct, cut, groupCut } from '../store/tables.ts'

export interface ControlActs {
  readonly strays: Strays
  all(db: SafeDb): readonly Act[]
  add(tx: Tx, act: Act): void
  /** An event has been recorded; whether it may fill a gap in a chain that a cut ends. */
  recorded(db: SafeDb, link: NewLink): boolean
  /** The fold has run. */
  folded(): void
  forget(): void
}

export function createControlActs(): ControlActs {
  const strays = createStrays()
  let acts: Act[] | undefined
  /** The devices that acts name, in force or not: whether they are may rest on what the gap is filled with. */
  const named = new Set<PeerId>()
  /** How much of whose content lies within the longest cut in force. */
  let counts: ReadonlyMap<PeerId, number> | undefined

  const note = (act: Act): void => {
    if ('cuts' in act.power) for (const { peer_id } of act.power.cuts) named.add(peer_id)
  }

  const load = (db: SafeDb): Act[] => {
    const rows = db.all<{ event_id: EventId; author: PeerId; created_at: number; act: string }>(
      sql`SELECT event_id, author, created_at, act FROM ${controlAct}`,
    )
    acts = rows.map(({ act, ...row }) => ({ ...row, power: JSON.parse(act) as Act['power'] }))
    acts.forEach(note)
    return acts
  }

  const loadCounts = (db: SafeDb): ReadonlyMap<PeerId, number> => {
    const rows = db.all<{ peer_id: PeerId; count: number }>(sql`
      SELECT peer_id, max(count) AS count FROM (
        SELECT peer_id, count FROM ${cut} WHERE plane = 2 UNION ALL SELECT peer_id, count FROM ${groupCut}
      ) GROUP BY peer_id`)
    counts = new Map(rows.map(({ peer_id, count }) => [peer_id, count]))
    return counts
  }

  return {
    strays,
    all: (db) => acts ?? load(db),
    add(tx, act) {
      const { event_id, author, created_at, power } = act
      tx.insert(controlAct.row({ event_id, author, created_at, act: JSON.stringify(power) }))
      acts?.push(act)
      note(act)
    },
    recorded(db, link) {
      strays.added(link)
      if (acts === undefined) load(db)
      if (link.plane === 1) return named.has(link.author)
      return link.seq < ((counts ?? loadCounts(db)).get(link.author) ?? 0)
    },
    folded() {
      counts = undefined
    },
    forget() {
      acts = undefined
      counts = undefined
      named.clear()
      strays.forget()
    },
  }
}
