/**
 * The window's way to the engine, as the application uses it: this tab joined to the others, with the
 * real worker and WebRTC for the case that it leads.
 */

import type { EngineErrorCode, Sotto } from '../../engine/api.ts'
import { asTimestamp } from '../../engine/base/ids.ts'
import { createLog } from '../../engine/base/log.ts'
import { consoleLog } from '../web/console-log.ts'
import { joinTabs } from './join-tabs.ts'
import { type IceServer, loadRendezvousList } from './rendezvous-list.ts'
import { createRtcLinks } from './rtc-link.ts'
import { openBroker } from './tab-broker.ts'

export interface SottoOptions {
  /**
   * The database cannot be opened, in whichever tab leads (`storage_unavailable`, or what else stopped
   * the worker). Every call fails with the same code until a tab opened later succeeds.
   */
  onStorageError?(code: EngineErrorCode): void
}

/** Call once per window. Answers at once; calls wait until a tab leads. */
export function createSotto(options: SottoOptions = {}): Sotto {
  const iceServers = createIceServers()
  return joinTabs({
    startWorker() {
      iceServers.load()
      return new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name: 'sotto-engine' })
    },
    links: createRtcLinks({ iceServers: iceServers.current, now: () => asTimestamp(Date.now()) }),
    broker: openBroker(),
    onStorageError: (code) => options.onStorageError?.(code),
  })
}

/** The list's ICE servers; none until it could be had, tried again whenever the network returns. */
function createIceServers(): { load(): void; current(): readonly IceServer[] } {
  const log = createLog(consoleLog())
  let known: readonly IceServer[] = []
  const load = () => {
    loadRendezvousList(fetch, document.baseURI).then(
      (list) => {
        known = list.iceServers
      },
      (error: unknown) => log.warn('ICE_SERVERS', { result: error instanceof Error ? error.message : 'unknown' }),
    )
  }
  return {
    load() {
      load()
      addEventListener('online', load)
    },
    current: () => known,
  }
}
