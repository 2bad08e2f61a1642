/**
 * The acts the authority fold folds, kept decoded while the engine runs, and the devices whose chains
 * some cut ends: an event of one of those may change what counts, whatever it says.
 */

import type { Act } from '../authority/act.ts'
import type { EventId, PeerId } from '../base/ids.ts'
import type { SafeDb, Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { controlAct } from '../store/tables.ts'

export interface ControlActs {
  all(db: SafeDb): readonly Act[]
  add(tx: Tx, act: Act): void
  /** Whether a cut names the device. */
  isCut(db: SafeDb, peer: PeerId): boolean
  forget(): void
}

export function createControlActs(): ControlActs {
  let acts: Act[] | undefined
  const cut = new Set<PeerId>()

  const note = (act: Act): void => {
    if ('cuts' in act.power) for (const { peer_id } of act.power.cuts) cut.add(peer_id)
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
    isCut(db, peer) {
      if (acts === undefined) load(db)
      return cut.has(peer)
    },
    forget() {
      acts = undefined
      cut.clear()
    },
  }
}
