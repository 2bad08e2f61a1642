/**
 * The acts the authority fold folds, kept decoded while the engine runs, and the devices whose chains
 * some cut ends: an event of one of those may change what counts, whatever it says.
 */

import type { Act } from '../authority/act.ts'
import type { EventId, PeerId } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Plane } from '../store/log.ts'
import { controlAct } from '../store/tables.ts'

export interface ControlActs {
  all(db: SafeDb): readonly Act[]
  add(tx: Tx, act: Act): void
  /** Whether it may fill a gap in a chain that a cut ends. */
  isOfCut(db: SafeDb, event: { readonly author: PeerId; readonly plane: Plane; readonly seq: number }): boolean
  forget(): void
}

export function createControlActs(): ControlActs {
  let acts: Act[] | undefined
  /** The devices that cuts name, and how much of their content lies within the longest. */
  const cut = new Map<PeerId, number>()

  const note = (act: Act): void => {
    if (!('cuts' in act.power)) return
    for (const { peer_id, content } of act.power.cuts) {
      cut.set(peer_id, Math.max(cut.get(peer_id) ?? 0, content?.count ?? 0))
    }
  }

  const load = (db: SafeDb): Act[] => {
    const rows = db.all<{ event_id: EventId; author: PeerId; created_at: number; act: string }>(
      sql`SELECT event_id, author, created_at, act FROM ${controlAct}`,
    )
    acts = rows.map(({ act, ...row }) => ({ ...row, power: JSON.parse(act) as Act['power'] }))
    acts.forEach(note)
    return acts
  }

  return {
    all: (db) => acts ?? load(db),
    add(tx, act) {
      const { event_id, author, created_at, power } = act
      tx.insert(controlAct.row({ event_id, author, created_at, act: JSON.stringify(power) }))
      acts?.push(act)
      note(act)
    },
    isOfCut(db, { author, plane, seq }) {
      if (acts === undefined) load(db)
      const counted = cut.get(author)
      return counted !== undefined && (plane === 1 || seq < counted)
    },
    forget() {
      acts = undefined
      cut.clear()
    },
  }
}
