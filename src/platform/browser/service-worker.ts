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

/** The runtime cache that the service worker keeps the list of servers in; the build names it too. */
const LIST_CACHE = 'rendezvous'
const LIST_PATH = 'rendezvous.json'

/**
 * The first visit fetched the list before there was a service worker to keep it. Without a copy a second
 * visit that finds the server away would not know the relays either, although they may be elsewhere.
 */
async function keepServerList(): Promise<void> {
  await navigator.serviceWorker.ready
  const cache = await caches.open(LIST_CACHE)
  const address = new URL(LIST_PATH, document.baseURI).href
  if ((await cache.match(address)) === undefined) await cache.add(address)
}

async function register({ onUpdateReady }: ServiceWorkerOptions): Promise<void> {
  const container = navigator.serviceWorker
  // The first worker takes over no page that is already open, so a change of controller is an update.
  container.addEventListener('controllerchange', () => location.reload())

  const { Workbox } = await import('workbox-window')
  const workbox = new Workbox(new URL('sw.js', document.baseURI).href)
  workbox.addEventListener('waiting', () => onUpdateReady({ apply: () => workbox.messageSkipWaiting() }))
  await workbox.register()
  log.debug('SERVICE_WORKER', { result: 'registered' })
  keepServerList().catch((error) => log.debug('SERVER_LIST_KEPT', { result: reasonOf(error) }))

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
