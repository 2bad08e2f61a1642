/**
 * One device of a simulated world: a disk in this process, an engine on it, its place in the network,
 * and the public contract its user speaks, either in the same thread or through the worker boundary.
 * Owns the life of the engine: opened, closed, killed and opened again. Never looks into an engine.
 */

import type { Sotto } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { LIMITS, type Limits } from '../engine/base/limits.ts'
import type { EnginePorts, Random, SqlDriver } from '../engine/base/ports.ts'
import { createEngine, type Engine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { nextTask } from '../platform/node/next-task.ts'
import { copyNodeDisk, createNodeDisk, type NodeDisk, openNodeSql } from '../platform/node/sql.ts'
import type { SimDevice, SimNetwork } from '../platform/sim/network.ts'
import { bindClock } from '../rpc/bind-clock.ts'
import { createClient } from '../rpc/client.ts'
import { serve } from '../rpc/serve.ts'
import { createLogTail, type LogTail } from './log-tail.ts'
import { rememberingVerifier } from './remembering-verifier.ts'

/** `direct`: the engine in the same thread. `rpc`: every call crosses a MessageChannel. */
export type Mode = 'direct' | 'rpc'

export interface Device {
  readonly name: string
  readonly sotto: Sotto
  readonly tail: LogTail
  readonly clock: SimDevice
  readonly isOpen: boolean
  /** @throws InvariantError while the device is closed */
  readonly engine: Engine
  /** For the oracle and for Mallory: the open database. */
  readonly sql: SqlDriver
  /** Kills the engine between two tasks, without a word to anybody, and opens its disk again. */
  restarts(): Promise<void>
  /** Kills the engine and opens an earlier copy of its disk, as a restored backup of the machine would be. */
  rollsBack(to: NodeDisk): Promise<void>
  /** Closes the engine in good order. */
  closes(): void
  /** Opens the disk again after {@link closes}. */
  opens(): Promise<void>
  /** The disk as a kill at this instant would leave it. */
  copyDisk(): NodeDisk
  /** Lets go of everything; the device is not used again. */
  ends(): void
}

/** Everything an engine needs but its database and randomness. */
export function portsOf(
  clock: SimDevice,
  sql: SqlDriver,
  random: Random,
  tail: LogTail,
  limits: Limits = LIMITS,
): EnginePorts {
  return {
    limits,
    sql,
    random,
    verifier: rememberingVerifier,
    links: clock.links,
    rendezvous: clock.rendezvous,
    log: tail,
    nextTask,
    build: 'scenario',
  }
}

interface Running {
  readonly engine: Engine
  readonly sql: SqlDriver
  readonly sotto: Sotto
  /** Ends the boundary, not the engine. */
  disconnect(): void
}

export async function createDevice(
  network: SimNetwork,
  name: string,
  mode: Mode,
  random: Random,
  limits?: Limits,
): Promise<Device> {
  const clock = network.device(name)
  const tail = createLogTail()
  const client = createClient()
  let disk = createNodeDisk()
  let running: Running | undefined

  const opens = async (): Promise<void> => {
    const sql = await openNodeSql(disk)
    const engine = createEngine(portsOf(clock, sql, random, tail, limits), createConnections, clock.now())
    if (mode === 'direct') {
      running = { engine, sql, sotto: bindClock(engine, () => clock.now()), disconnect: () => undefined }
      return
    }
    const { port1, port2 } = new MessageChannel()
    const session = serve(port2, engine, () => clock.now(), tail)
    client.attach(port1)
    running = { engine, sql, sotto: client.sotto, disconnect: () => session.close() }
  }

  const leave = (): Running => {
    const left = must(running, `${name} is open`)
    running = undefined
    left.disconnect()
    return left
  }

  const reopens = async (from: NodeDisk): Promise<void> => {
    leave()
    network.crash(name)
    disk = copyNodeDisk(from) // what the dead engine may still write goes nowhere
    await opens()
  }

  await opens()
  return {
    name,
    tail,
    clock,
    copyDisk: () => copyNodeDisk(disk),
    opens,
    get isOpen() {
      return running !== undefined
    },
    get sotto() {
      return must(running, `${name} is open`).sotto
    },
    get engine() {
      return must(running, `${name} is open`).engine
    },
    get sql() {
      return must(running, `${name} is open`).sql
    },
    restarts: () => reopens(disk),
    rollsBack: (to) => reopens(to),
    closes: () => leave().engine.close(),
    ends() {
      if (running !== undefined) leave().engine.close()
      client.fail('worker_gone')
    },
  }
}
