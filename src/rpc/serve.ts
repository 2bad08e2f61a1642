/**
 * The engine's side of the boundary: one session for each client. Owns the client's watches; never
 * throws into the port's event, where nobody would hear it.
 */

import type { CommandName, QueryName } from '../engine/api.ts'
import type { Timestamp } from '../engine/base/ids.ts'
import { createLog } from '../engine/base/log.ts'
import type { LogSink } from '../engine/base/ports.ts'
import type { Engine } from '../engine/engine.ts'
import { errorToData } from './errors.ts'
import {
  type Call,
  type CommandMessage,
  parseToServer,
  type QueryMessage,
  RPC_VERSION,
  type ToClient,
  type ToServer,
} from './messages.ts'
import type { Port } from './port.ts'

/** What of the engine can be asked from outside. */
export type ServedEngine = Pick<Engine, 'command' | 'query' | 'watch'>

/** What a host drives; the rest of the engine is for tests. */
export type HostedEngine = Omit<Engine, 'inspect'>

export interface Session {
  /** Ends the client's watches and its port. What it asked before is still done, and answered to nobody. */
  close(): void
}

/** Serves one client until closed. */
export function serve(port: Port, engine: ServedEngine, now: () => Timestamp, sink: LogSink): Session {
  const log = createLog(sink)
  const watches = new Map<Call, () => void>()
  let isOpen = true

  const send = (message: ToClient) => {
    if (isOpen) port.postMessage(message)
  }

  const answer = async (call: Call, work: () => Promise<unknown>) => {
    try {
      const value = await work()
      send({ v: RPC_VERSION, kind: 'result', call, value })
    } catch (error) {
      send({ v: RPC_VERSION, kind: 'failed', call, error: errorToData(error, log) })
    }
  }

  const command = <N extends CommandName>(message: CommandMessage<N>) =>
    answer(message.call, () => engine.command(message.name, message.args, message.id, now()))

  const query = <N extends QueryName>(message: QueryMessage<N>) =>
    answer(message.call, () => engine.query(message.name, message.args, now()))

  const watch = <N extends QueryName>({ call, name, args }: QueryMessage<N>) => {
    if (watches.has(call)) return
    const onError = (error: unknown) =>
      send({ v: RPC_VERSION, kind: 'watch_failed', call, code: errorToData(error, log).code })
    try {
      const end = engine.watch(
        name,
        args,
        (value) => send({ v: RPC_VERSION, kind: 'changed', call, value }),
        (code) => send({ v: RPC_VERSION, kind: 'watch_failed', call, code }),
      )
      watches.set(call, end)
    } catch (error) {
      onError(error)
    }
  }

  const unwatch = (call: Call) => {
    watches.get(call)?.()
    watches.delete(call)
  }

  const receive = (message: ToServer) => {
    switch (message.kind) {
      case 'command':
        return command(message)
      case 'query':
        return query(message)
      case 'watch':
        return watch(message)
      case 'unwatch':
        return unwatch(message.call)
    }
  }

  port.addEventListener('message', ({ data }) => {
    if (!isOpen) return
    const message = parseToServer(data)
    if (message === undefined) send({ v: RPC_VERSION, kind: 'refused' })
    else receive(message)
  })
  port.start()
  send({ v: RPC_VERSION, kind: 'welcome' })

  return {
    close() {
      isOpen = false
      for (const end of watches.values()) end()
      watches.clear()
      port.close()
    },
  }
}
