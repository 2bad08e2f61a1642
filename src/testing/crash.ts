/**
 * Crash anywhere (I17): runs one act of an engine again and again from the same disk, killed at its
 * first statement, its second, and so on to its last, and looks at what a reopened engine finds: the
 * state before the act or the state after it, nothing between, and a retry that acts once.
 */

import { expect } from 'vitest'
import { asTimestamp, type CommandId, type IdentityId, type Timestamp } from '../engine/base/ids.ts'
import type { LogSink, SqlDriver } from '../engine/base/ports.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { nextTask } from '../platform/node/next-task.ts'
import { copyNodeDisk, createNodeDisk, type NodeDisk, openNodeSql } from '../platform/node/sql.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { type MortalDriver, mortal } from './mortal-driver.ts'
import { rememberingVerifier } from './remembering-verifier.ts'

const SEED = 'crash'
const SILENT: LogSink = { write: () => undefined }

export interface Attempt {
  readonly engine: Engine
  /** Dies with the engine: for what another device would have brought about. */
  readonly sql: SqlDriver
  readonly id: CommandId
  readonly t_ms: Timestamp
}

export interface Act {
  readonly name: string
  /** A command: its id makes a retry answer what the first call did. */
  readonly answersAgain: boolean
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
  readonly sql: MortalDriver
}

const T_MS = asTimestamp(1_767_225_600_000)

/** The same randomness for every attempt, so that equal states have equal fingerprints. */
async function open(disk: NodeDisk, randomness: string): Promise<Opened> {
  const sql = mortal(await openNodeSql(disk))
  const device = createSimNetwork({ seed: SEED }).device('alone')
  const engine = createEngine(
    {
      sql,
      random: createPrng(SEED).fork(randomness),
      verifier: rememberingVerifier,
      links: device.links,
      rendezvous: device.rendezvous,
      log: SILENT,
      nextTask,
      build: 'crash',
    },
    createConnections,
    T_MS,
  )
  await engine.inspect.idle() // an opening goes on with what had been unblocked
  return { engine, sql }
}

async function stateOf(engine: Engine, { looks }: Act): Promise<string> {
  if (looks !== undefined) return JSON.stringify(await looks(engine))
  const identities = await engine.query('identity.list', {}, T_MS)
  return JSON.stringify(identities.map((row) => [row.identity, engine.inspect.fingerprint(row.identity)]))
}

const attemptOf = ({ engine, sql }: Opened): Attempt => ({ engine, sql, id: 'the act' as CommandId, t_ms: T_MS })

export interface CrashReport {
  readonly statements: number
  /** Kills after which the reopened engine was where the act began, and where it ended. */
  readonly undone: number
  readonly done: number
}

/** @throws AssertionError naming the statement at which something was half-applied or acted twice */
export async function crashesAnywhere(act: Act): Promise<CrashReport> {
  const base = createNodeDisk()
  const preparing = await open(base, 'prepare')
  await act.prepare(attemptOf(preparing))
  await preparing.engine.inspect.idle()
  const before = await stateOf(preparing.engine, act)
  preparing.engine.close()

  const whole = await open(copyNodeDisk(base), 'act')
  whole.sql.arm(Number.POSITIVE_INFINITY)
  const expected = await act.run(attemptOf(whole))
  await whole.engine.inspect.idle()
  const statements = whole.sql.count
  const after = await stateOf(whole.engine, act)
  expect(after, `${act.name} changes something`).not.toBe(before)

  let undone = 0
  let done = 0
  for (let k = 1; k <= statements; k++) {
    const disk = copyNodeDisk(base)
    const doomed = await open(disk, 'act')
    doomed.sql.arm(k)
    await act.run(attemptOf(doomed)).catch(() => undefined)
    await doomed.engine.inspect.idle().catch(() => undefined)
    const left = copyNodeDisk(disk)

    const survivor = await open(left, 'act')
    const found = await stateOf(survivor.engine, act)
    const where = `${act.name}, killed at statement ${k} of ${statements}`
    if (act.isInSteps !== true) expect([before, after], `${where}: all or nothing`).toContain(found)
    if (found === before) undone++
    else if (found === after) {
      done++
      act.leaves?.(left)
    }

    const answer = await act.run(attemptOf(survivor))
    await survivor.engine.inspect.idle()
    expect(await stateOf(survivor.engine, act), `${where}: the retry acts once`).toBe(after)
    if (found === after && act.answersAgain) expect(answer, `${where}: the retry answers the same`).toEqual(expected)
    survivor.engine.close()
  }
  return { statements, undone, done }
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
