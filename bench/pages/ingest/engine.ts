/**
 * The real engine of a benchmark: everything as in the application's worker but the network, of which
 * there is none.
 */

import { asTimestamp } from '../../../src/engine/base/ids.ts'
import type { LinkDriver, LogSink, Random, RendezvousDriver, SqlDriver } from '../../../src/engine/base/ports.ts'
import { createEngine, type Engine } from '../../../src/engine/engine.ts'
import { createConnections } from '../../../src/engine/network.ts'
import { createNextTask } from '../../../src/platform/browser/next-task.ts'
import { createParallelVerifier } from '../../../src/platform/browser/parallel-verifier.ts'
import { createVerifier } from '../../../src/platform/web/verifier.ts'

const links: LinkDriver = {
  open() {
    throw new Error('nobody is there to be linked to')
  },
}

const nothing = () => undefined
const rendezvous: RendezvousDriver = {
  open: () => ({ listen: nothing, publish: nothing, reconnect: nothing, close: nothing }),
}

/** Warnings would be news here. */
export const log: LogSink = {
  write(level, line) {
    if (level === 'warn') console.warn(line)
  },
}

let tasks: (() => Promise<void>) | undefined
/** Made when it is needed: an open port keeps Node, where histories are made, from ending. */
export const nextTask = (): Promise<void> => {
  tasks ??= createNextTask()
  return tasks()
}

export function openEngine(sql: SqlDriver, random: Random, t_ms: number): Engine {
  const ports = {
    sql,
    random,
    // A corpus is made in Node too, where there is no such worker.
    verifier: typeof Worker === 'undefined' ? createVerifier(log) : createParallelVerifier(log),
    links,
    rendezvous,
    log,
    nextTask,
    build: 'benchmark',
  }
  return createEngine(ports, createConnections, asTimestamp(t_ms))
}
