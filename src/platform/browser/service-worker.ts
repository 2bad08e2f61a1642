/**
 * Registers the service worker that makes the application start without a network, and says when a
 * newer build has been fetched and waits. Owns when a window reloads for a new build; never does it
 * unasked, and asks nobody but the person.
 *
 * The person may accept in one tab only, but all tabs go over together: the new worker deletes the files
 * of the old build, and the database must not be open under two builds. So every window reloads when the
 * worker that controls it is replaced.
 */

import { createLog } from '../../engine/base/log.ts'
import { consoleLog } from '../web/console-log.ts'

/** Tabs stay open for weeks; the browser itself looks for a new build only when one is loaded. */
const CHECK_EVERY_MS = 60 * 60 * 1000

export interface ReadyUpdate {
  /** Takes the new build into use and reloads every tab, this one included. */
  apply(): void
}

export interface ServiceWorkerOptions {
  /** Called once for each build that waits, also for one that was waiting already. */
  onUpdateReady(update: ReadyUpdate): void
}

const log = createLog(consoleLog())

const reasonOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

async function register({ onUpdateReady }: ServiceWorkerOptions): Promise<void> {
  const container = navigator.serviceWorker
  // The first worker takes over no page that is already open, so a change of controller is an update.
  container.addEventListener('controllerchange', () => location.reload())

  const { Workbox } = await import('workbox-window')
  const workbox = new Workbox(new URL('sw.js', document.baseURI).href)
  workbox.addEventListener('waiting', () => onUpdateReady({ apply: () => workbox.messageSkipWaiting() }))
  await workbox.register()
  log.debug('SERVICE_WORKER', { result: 'registered' })

  setInterval(() => {
    workbox.update().catch((error) => log.debug('SERVICE_WORKER_CHECK', { result: reasonOf(error) }))
  }, CHECK_EVERY_MS)
}

/**
 * Without effect where there is no built worker (development) or where the browser has none (an insecure
 * address, some private windows): the application then needs the network to start, and nothing else.
 */
export function registerServiceWorker(options: ServiceWorkerOptions): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  register(options).catch((error) => log.warn('SERVICE_WORKER', { result: reasonOf(error) }))
}
