/**
 * Receipts of one identity: what this device says it holds, and the newest statement of every other.
 */

import { isMember } from '../authority/standing.ts'
import type { PeerId, Timestamp } from '../base/ids.ts'
import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { have, receiptSaid } from '../store/tables.ts'
import { type Have, type HaveFailure, MAX_RANGES, makeHave, parseHave, verifyHave } from '../sync/have.ts'
import { createHavePace, type HeldHave } from '../sync/have-pace.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

/** What bytes that should be a statement are: to be passed on, of no use (or not yet), or not well made. */
export type StatementWorth = 'news' | 'nothing' | 'bad'

export interface Receipts {
  /** A new statement when what is held has changed since the last one. */
  renew(t_ms: Timestamp): Uint8Array | undefined
  /** Content was stored. */
  changed(): void
  /** Keeps a statement if it is its member's newest; one that comes soon after another waits. */
  take(bytes: Uint8Array, link: string, t_ms: Timestamp): StatementWorth
  /** What has waited long enough: statements to be passed on, and those that were not well made. */
  due(t_ms: Timestamp): { readonly news: readonly HeldHave[]; readonly bad: readonly HeldHave[] }
  /** The newest statements known, own one included: what a new link is told. */
  newest(): readonly Uint8Array[]
  /** Those of them that have changed since the last call. */
  takeChanged(): readonly Uint8Array[]
}

export function createReceipts(db: Database, runtime: IdentityRuntime): Receipts {
  const { me, context } = runtime
  const statements = new Map<PeerId, Uint8Array>()
  const unsaid = new Set<PeerId>()
  let isDirty = true

  /** Later than the newest, also after a restart by a clock that was set back, or nobody would take it. */
  const nextSaid = (t_ms: Timestamp): number =>
    db.transaction(me.identity, (tx) => {
      const last =
        tx.safe.first<{ at: number }>(sql`SELECT at FROM ${receiptSaid} WHERE event_id = ${me.peer_id}`)?.at ?? 0
      const at = Math.max(t_ms, last + 1)
      tx.unsafe.run(receiptSaid.name, `DELETE FROM ${receiptSaid.name} WHERE recorded_by = ?`, [me.identity])
      tx.insert(receiptSaid.row({ event_id: me.peer_id, at }))
      return at
    })

  const keep = ({ device, said_at, ranges }: Have): void => {
    db.transaction(me.identity, (tx) => {
      tx.unsafe.run(have.name, `DELETE FROM ${have.name} WHERE recorded_by = ? AND event_id = ?`, [me.identity, device])
      for (const [author, of] of ranges) {
        for (const { first, last } of of) {
          tx.insert(have.row({ event_id: device, author, first_seq: first, last_seq: last, said_at }))
        }
      }
    })
  }

  /** Also of those who hold nothing yet, and so have no row. */
  const newestSaid = new Map<PeerId, number>()

  const saidAt = (device: PeerId): number =>
    newestSaid.get(device) ??
    db.read(me.identity).first<{ at: number }>(sql`SELECT max(said_at) AS at FROM ${have} WHERE event_id = ${device}`)
      ?.at ??
    0

  const pace = createHavePace()

  const bad = (reason: HaveFailure): StatementWorth => {
    runtime.count(reason)
    return 'bad'
  }

  const accept = ({ claim, bytes }: HeldHave, t_ms: Timestamp): StatementWorth => {
    const statement = verifyHave(me.network_id, claim)
    if (typeof statement === 'string') return bad(statement)
    const { device, said_at } = statement
    keep(statement)
    newestSaid.set(device, said_at)
    statements.set(device, bytes)
    unsaid.add(device)
    pace.taken(device, t_ms)
    return 'news'
  }

  return {
    renew(t_ms) {
      if (!isDirty) return undefined
      isDirty = false
      const seed = context.signingSeed(db.read(me.identity))
      const statement = makeHave(me.network_id, seed, me.peer_id, nextSaid(t_ms), runtime.ranges().longest(MAX_RANGES))
      statements.set(me.peer_id, statement)
      unsaid.add(me.peer_id)
      return statement
    },
    changed() {
      isDirty = true
    },
    take(bytes, link, t_ms) {
      const claim = parseHave(bytes)
      if (typeof claim === 'string') return bad(claim)
      const { device, said_at } = claim
      // Every link tells the same statement: only the first of them is worth a signature's time.
      if (said_at <= saidAt(device)) return 'nothing'
      if (device === me.peer_id || !isMember(db.read(me.identity), device)) return 'nothing'
      const held = { claim, bytes, link }
      if (pace.isOpen(device, t_ms)) return accept(held, t_ms)
      pace.hold(held)
      return 'nothing'
    },
    due(t_ms) {
      const news: HeldHave[] = []
      const bad: HeldHave[] = []
      for (const ofDevice of pace.due(t_ms)) {
        for (const held of ofDevice) {
          if (held.claim.said_at <= saidAt(held.claim.device)) break
          ;(accept(held, t_ms) === 'news' ? news : bad).push(held)
        }
      }
      return { news, bad }
    },
    newest: () => [...statements.values()],
    takeChanged() {
      const changed = [...unsaid].flatMap((device) => statements.get(device) ?? [])
      unsaid.clear()
      return changed
    },
  }
}
