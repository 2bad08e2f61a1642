/**
 * The same identity with nothing but what never travels: a copy of its disk whose log keeps the
 * local-only events that no other event implies, under a fresh engine. Whatever wire events it is then
 * given, in whatever order, must lead to the state that the original has (I2).
 *
 * The copy can be wound back, so that a thousand orders cost one copy: the engine's transactions become
 * savepoints inside one that is never committed.
 */

import type { IdentityId } from '../engine/api.ts'
import type { SqlDriver } from '../engine/base/ports.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { openNodeSql } from '../platform/node/sql.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { portsOf } from './device.ts'
import { createLogTail } from './log-tail.ts'
import type { Member } from './member.ts'

/** Derived again from the wraps and links that gave them, by a device that still has every secret. */
const DERIVED_TYPE = 'group_key'

const AS_SAVEPOINT: ReadonlyMap<string, string> = new Map([
  ['BEGIN IMMEDIATE', 'SAVEPOINT engine'],
  ['COMMIT', 'RELEASE engine'],
  ['ROLLBACK', 'ROLLBACK TO engine; RELEASE engine'],
])

/** Inside a transaction there is no checkpoint. */
const CHECKPOINT = 'PRAGMA wal_checkpoint(TRUNCATE)'

function inSavepoints(sql: SqlDriver): SqlDriver {
  return {
    ...sql,
    exec: (text) => sql.exec(AS_SAVEPOINT.get(text) ?? text),
    all: (text, params) => (text === CHECKPOINT ? [{ busy: 0 }] : sql.all(text, params)),
    close: () => undefined,
  }
}

export interface FreshState {
  readonly engine: Engine
  /** Delivers these events as a link would. */
  receives(events: readonly Uint8Array[]): Promise<void>
  fingerprint(): string
  /** The fingerprint, and how many events wait outside the log: all that the future can depend on. */
  state(): Promise<string>
  blocked(): readonly { readonly event_id: string; readonly missing: string }[]
  /** How many wire events are stored. */
  stored(): number
  /** The same without those whose body is wanted: it was erased for a deletion that turned out to be none. */
  whole(): number
  /** Back to nothing, under another fresh engine. */
  rewinds(): void
  /** Tries something; afterwards everything is as before, what waited outside the log included. */
  tries(work: () => Promise<void>): Promise<void>
  ends(): void
}

/** A device that has forgotten secrets of its own prekeys could not derive again what they opened. */
function hasForgotten(sql: SqlDriver, identity: IdentityId): boolean {
  const forgotten = sql.all(
    `SELECT 1 AS yes FROM prekey p JOIN identity i ON i.identity = p.recorded_by AND i.peer_id = p.peer_id
     WHERE p.recorded_by = ? AND NOT EXISTS (SELECT 1 FROM prekey_secret s
       WHERE s.recorded_by = p.recorded_by AND s.namespace = p.namespace AND s.rotation = p.rotation)`,
    [identity],
  )
  return forgotten.length > 0
}

/** Of this identity alone: another one of the same community would tell it over the loopback what it lacks. */
function reduceToLocal(sql: SqlDriver, identity: IdentityId): void {
  sql.run('DELETE FROM identity WHERE identity <> ?', [identity])
  const derived = hasForgotten(sql, identity) ? '' : DERIVED_TYPE
  sql.run('DELETE FROM log WHERE recorded_by = ? AND (plane > 0 OR type = ?)', [identity, derived])
}

export async function createFreshState(member: Member): Promise<FreshState> {
  const identity = member.identity()
  const { clock, copyDisk, name } = member.device
  const original = await openNodeSql(copyDisk())
  reduceToLocal(original, identity)
  const sql = inSavepoints(original)

  const start = (): Engine => {
    // A network that nobody drives: this engine meets no one.
    const nowhere = createSimNetwork({ seed: 'nowhere', start_at: clock.now() }).device(name)
    return createEngine(
      portsOf(nowhere, sql, createPrng('fresh state'), createLogTail()),
      createConnections,
      clock.now(),
    )
  }

  let engine = start()
  engine.inspect.replay(identity)
  original.exec('SAVEPOINT fresh')
  let given: readonly Uint8Array[] = []

  const receives = async (events: readonly Uint8Array[]): Promise<void> => {
    given = [...given, ...events]
    await engine.inspect.receive(identity, events, clock.now(), 'fresh state')
    await engine.inspect.idle()
  }
  const waiting = async (): Promise<number> =>
    (await engine.query('diagnostics.counters', { as: identity }, clock.now())).waiting_room ?? 0

  return {
    get engine() {
      return engine
    },
    receives,
    state: async () => `${engine.inspect.fingerprint(identity)} ${await waiting()}`,
    fingerprint: () => engine.inspect.fingerprint(identity),
    blocked: () => engine.inspect.blocked(identity),
    stored: () => engine.inspect.log(identity).length,
    whole() {
      const [gaps] = sql.all('SELECT count(*) AS n FROM gap WHERE recorded_by = ?', [identity])
      return engine.inspect.log(identity).length - Number(gaps?.n)
    },
    rewinds() {
      original.exec('ROLLBACK TO fresh')
      given = []
      engine = start()
    },
    async tries(work) {
      const before = given
      const outside = await waiting()
      original.exec('SAVEPOINT trial')
      await work()
      original.exec('ROLLBACK TO trial; RELEASE trial')
      engine = start()
      given = []
      if (outside > 0) await receives(before) // the waiting room is memory
      given = before
    },
    ends: () => original.close(),
  }
}
