/**
 * Crash anywhere (I17): runs one act of an engine, keeps what a kill at its first statement, its second,
 * and so on to its last would leave on the disk, and looks at what an engine finds that opens it: the
 * state before the act or the state after it, nothing between, and a retry that acts once.
 */

import { expect } from 'vitest'
import { must } from '../engine/base/errors.ts'
import { asCommandId, asTimestamp, type CommandId, type IdentityId, type Timestamp } from '../engine/base/ids.ts'
import { LIMITS, type Limits } from '../engine/base/limits.ts'
import type { LogSink, SqlDriver } from '../engine/base/ports.ts'
import type { ConnectionsHost, MakeConnections } from '../engine/device/connections-host.ts'
import type { IdentityRuntime } from '../engine/device/identity-runtime.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { nextTask } from '../platform/node/next-task.ts'
import { createNodeDisk, type NodeDisk, openNodeSql } from '../platform/node/sql.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { type WatchedDriver, watched } from './kill-points.ts'
import { rememberingVerifier } from './remembering-verifier.ts'

const SEED = 'crash'
const SILENT: LogSink = { write: () => undefined }

/** What the engine's links are given: for what a link would ask of them, without a link. */
export interface Seam {
  readonly host: ConnectionsHost
  /** Of the first identity. */
  readonly runtime: IdentityRuntime
}

export interface Attempt {
  readonly engine: Engine
  /** For what another device would have brought about. */
  readonly sql: SqlDriver
  readonly seam: Seam
  readonly id: CommandId
  readonly t_ms: Timestamp
}

export interface Act {
  readonly name: string
  /** A command: its id makes a retry answer what the first call did. */
  readonly answersAgain: boolean
  readonly limits?: Limits
  /** Brings a fresh disk to where the act begins. */
  prepare(attempt: Attempt): Promise<void>
  /** The act itself; its command carries `attempt.id`. */
  run(attempt: Attempt): Promise<unknown>
  /** What tells its states apart, where that is not what is projected. */
  looks?(engine: Engine): Promise<unknown>
  /** Commits more than once: what is between is whole as well, and the retry, or going on, ends it. */
  isInSteps?: boolean
  /** What is true of the files once the act is done, whatever killed it, and an engine has them open. */
  leaves?(disk: NodeDisk): void
}

export interface Opened {
  readonly engine: Engine
  readonly sql: WatchedDriver
  readonly seam: Seam
}

const T_MS = asTimestamp(1_767_225_600_000)

/** The same randomness for every attempt, so that equal states have equal fingerprints. */
async function open(disk: NodeDisk, randomness: string, limits = LIMITS): Promise<Opened> {
  const sql = watched(await openNodeSql(disk), disk)
  const runtimes: IdentityRuntime[] = []
  let host: ConnectionsHost | undefined
  const connections: MakeConnections = (given) => {
    host = given
    const made = createConnections(given)
    return {
      ...made,
      start(runtime, t_ms) {
        runtimes.push(runtime)
        made.start(runtime, t_ms)
      },
    }
  }
  const device = createSimNetwork({ seed: SEED }).device('alone')
  const engine = createEngine(
    {
      limits,
      sql,
      random: createPrng(SEED).fork(randomness),
      verifier: rememberingVerifier,
      links: device.links,
      rendezvous: device.rendezvous,
      log: SILENT,
      nextTask,
      build: 'crash',
    },
    connections,
    T_MS,
  )
  await engine.inspect.idle() // an opening goes on with what had been unblocked
  const seam = {
    host: must(host, 'what the links were given'),
    get runtime() {
      return must(runtimes[0], 'an identity')
    },
  }
  return { engine, sql, seam }
}

async function stateOf({ engine }: Opened, { looks }: Act): Promise<string> {
  if (looks !== undefined) return JSON.stringify(await looks(engine))
  const identities = await engine.query('identity.list', {}, T_MS)
  return JSON.stringify(identities.map((row) => [row.identity, engine.inspect.fingerprint(row.identity)]))
}

const attemptOf = (opened: Opened): Attempt => ({ ...opened, id: asCommandId('the act'), t_ms: T_MS })

export interface CrashReport {
  readonly statements: number
  /** Kills after which the reopened engine was where the act began, and where it ended. */
  readonly undone: number
  readonly done: number
}

/** @throws AssertionError naming the statement at which something was half-applied or acted twice */
export async function crashesAnywhere(act: Act): Promise<CrashReport> {
  const base = createNodeDisk()
  const preparing = await open(base, 'prepare', act.limits)
  await act.prepare(attemptOf(preparing))
  await preparing.engine.inspect.idle()
  const before = await stateOf(preparing, act)
  preparing.engine.close()

  const whole = await open(base, 'act', act.limits)
  whole.sql.watch()
  const expected = await act.run(attemptOf(whole))
  await whole.engine.inspect.idle()
  const { remains } = whole.sql
  const after = await stateOf(whole, act)
  whole.engine.close()
  expect(after, `${act.name} changes something`).not.toBe(before)

  let undone = 0
  let done = 0
  for (const { disk, first, last } of remains) {
    const survivor = await open(disk, 'act', act.limits)
    const found = await stateOf(survivor, act)
    const where = `${act.name}, killed at statement ${first} to ${last}`
    if (act.isInSteps !== true) expect([before, after], `${where}: all or nothing`).toContain(found)
    if (found === before) undone += last - first + 1
    else if (found === after) {
      done += last - first + 1
      act.leaves?.(disk)
    }

    const answer = await act.run(attemptOf(survivor))
    await survivor.engine.inspect.idle()
    expect(await stateOf(survivor, act), `${where}: the retry acts once`).toBe(after)
    if (found === after && act.answersAgain) expect(answer, `${where}: the retry answers the same`).toEqual(expected)
    survivor.engine.close()
  }
  return { statements: must(remains.at(-1), 'a statement').last, undone, done }
}

/** Another device, which never meets this one: for what comes from elsewhere. */
export const openElsewhere = (name: string): Promise<Opened> => open(createNodeDisk(), name)

export async function openAlone(name: string): Promise<Engine> {
  return (await openElsewhere(name)).engine
}

/** The first identity of a prepared disk. */
export async function firstIdentity(engine: Engine): Promise<IdentityId> {
  const [row] = await engine.query('identity.list', {}, T_MS)
  if (row === undefined) throw new Error('the disk has no identity')
  return row.identity
}
