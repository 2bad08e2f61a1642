/**
 * The engine's life inside its dedicated worker: opened once, ticked every second, serving clients. What
 * the engine is made of is the caller's (`engine.worker.ts`). The worker's rim: errors that nothing
 * caught end here, in the log.
 */

import { EngineError } from '../../engine/base/errors.ts'
import { asTimestamp, type Timestamp } from '../../engine/base/ids.ts'
import { createLog } from '../../engine/base/log.ts'
import type { LinkDriver, LogSink } from '../../engine/base/ports.ts'
import { describe } from '../../rpc/errors.ts'
import { type HostedEngine, type Session, serve } from '../../rpc/serve.ts'
import { createRemoteLinks } from './remote-links.ts'
import { type FromEngineWorker, parseTabMessage, type ToEngineWorker } from './tab-messages.ts'

const TICK_MS = 1_000

export interface WorkerHost {
  readonly links: LinkDriver
  /** Address of the page. */
  readonly base: string
  now(): Timestamp
}

const now = () => asTimestamp(Date.now())

/** Call once, while the worker's script runs for the first time: messages are waiting. */
export function hostEngine(sink: LogSink, open: (host: WorkerHost) => Promise<HostedEngine>): void {
  const log = createLog(sink)
  const sessions = new Map<string, Session>()
  let engine: HostedEngine | undefined
  /** What came before the engine was open. */
  const early: ToEngineWorker[] = []

  const post = (message: FromEngineWorker) => postMessage(message)

  const start = async (base: string, links: MessagePort) => {
    const begun = performance.now()
    try {
      const opened = await open({ base, now, links: createRemoteLinks(links, now) })
      setInterval(() => opened.tick(now()), TICK_MS)
      engine = opened
      log.info('WORKER_READY', { took_ms: Math.round(performance.now() - begun) })
      post({ kind: 'ready' })
      for (const message of early.splice(0)) act(message, opened)
    } catch (error) {
      const code = error instanceof EngineError ? error.code : 'internal'
      log.warn('WORKER_FAILED', { ...describe(error), result: code })
      post({ kind: 'failed', code, detail: error instanceof EngineError ? error.message : '' })
    }
  }

  const act = (message: ToEngineWorker, opened: HostedEngine) => {
    switch (message.kind) {
      case 'client': {
        sessions.get(message.tab)?.close() // a tab has one client: it has come by another way
        sessions.set(message.tab, serve(message.port, opened, now, sink))
        return
      }
      case 'gone': {
        sessions.get(message.tab)?.close()
        sessions.delete(message.tab)
        return
      }
      case 'online':
        return opened.online(message.isOnline, now())
    }
  }

  addEventListener('message', ({ data }) => {
    const message = parseTabMessage<ToEngineWorker>(data)
    if (message.kind === 'start') void start(message.base, message.links)
    else if (engine === undefined) early.push(message)
    else act(message, engine)
  })
  addEventListener('error', (event) => log.warn('WORKER_ERROR', describe(event.error)))
  addEventListener('unhandledrejection', (event) => log.warn('WORKER_ERROR', describe(event.reason)))
}
