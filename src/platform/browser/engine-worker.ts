/**
 * The leader's window and its worker: starts the worker, gives it WebRTC, clients and news of the
 * network, and says once whether it has the database.
 */

import { EngineError } from '../../engine/base/errors.ts'
import type { LinkDriver } from '../../engine/base/ports.ts'
import { serveLinks } from './serve-links.ts'
import { type FromEngineWorker, parseTabMessage, type ToEngineWorker, tabLock } from './tab-messages.ts'

export interface EngineWorker {
  /** @throws EngineError when the database cannot be opened, or the worker's script not be loaded */
  readonly started: Promise<void>
  /** Serves `tab` on this port until the tab is gone. */
  serve(tab: string, port: MessagePort): void
  /** Kills the worker as the end of its tab would, and closes its links. */
  terminate(): void
}

export function startEngineWorker(worker: Worker, links: LinkDriver): EngineWorker {
  const post = (message: ToEngineWorker, transfer: MessagePort[] = []) => worker.postMessage(message, transfer)
  const linkPorts = new MessageChannel()
  const closeLinks = serveLinks(linkPorts.port1, links)
  const life = new AbortController()

  const started = new Promise<void>((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => {
      const message = parseTabMessage<FromEngineWorker>(data)
      if (message.kind === 'ready') resolve()
      else reject(new EngineError(message.code, message.detail))
    })
    // after the start this changes nothing: the worker logs its own uncaught errors
    worker.addEventListener('error', () => reject(new EngineError('worker_gone', 'the script cannot be loaded')))
  })

  const sayOnline = () => post({ kind: 'online', isOnline: navigator.onLine })
  addEventListener('online', sayOnline, { signal: life.signal })
  addEventListener('offline', sayOnline, { signal: life.signal })
  post({ kind: 'start', base: document.baseURI, links: linkPorts.port2 }, [linkPorts.port2])
  if (!navigator.onLine) sayOnline()

  const watched = new Set<string>()
  const watchLife = async (tab: string) => {
    if (watched.has(tab)) return
    watched.add(tab)
    const { signal } = life
    try {
      await navigator.locks.request(tabLock(tab), { mode: 'shared', signal }, () => post({ kind: 'gone', tab }))
    } catch (error) {
      if (!signal.aborted) throw error
    }
    watched.delete(tab)
  }

  return {
    started,
    serve(tab, port) {
      post({ kind: 'client', tab, port }, [port])
      void watchLife(tab)
    },
    terminate() {
      worker.terminate()
      life.abort()
      closeLinks()
    },
  }
}
