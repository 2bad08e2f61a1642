/**
 * Every tab's way to the engine. One tab leads: it holds a Web Lock and owns the worker that has the
 * database. All tabs, the leader too, are clients of that worker and cannot tell the difference; when
 * the leader goes, the browser gives the lock to another, and the clients carry their calls over.
 *
 * A tab that the browser freezes runs nothing and keeps what it holds. So it gives up the lead, or its place
 * in the queue for it, in the last moment it has, and stands for election again when it is thawed.
 *
 * Owns election, takeover and the meeting of builds. Knows nothing of what is asked.
 */

import type { EngineErrorCode, Sotto } from '../../engine/api.ts'
import { EngineError } from '../../engine/base/errors.ts'
import { createLog } from '../../engine/base/log.ts'
import type { LinkDriver } from '../../engine/base/ports.ts'
import { type Client, createClient } from '../../rpc/client.ts'
import { RPC_VERSION } from '../../rpc/messages.ts'
import { consoleLog } from '../web/console-log.ts'
import { listenOverBroadcast, reachOverBroadcast } from './broadcast-line.ts'
import { type EngineWorker, startEngineWorker } from './engine-worker.ts'
import type { Broker } from './tab-broker.ts'
import { BULLETINS, type Bulletin, LEADER_LOCK, parseTabMessage, tabLock } from './tab-messages.ts'

/** A leader that does not answer on the broker's port in this time is tried over the broadcast line. */
const WELCOME_MS = 2_000

export interface TabOptions {
  /** Makes the dedicated worker, should this tab come to lead. */
  startWorker(): Worker
  /** WebRTC for the worker, should this tab come to lead. */
  readonly links: LinkDriver
  readonly broker: Broker | undefined
  /** The database cannot be opened, here or in the leading tab. All calls fail with the same code. */
  onStorageError(code: EngineErrorCode): void
}

/** Joins the tabs of this origin. Calls made before a leader is found wait for it. */
export function joinTabs(options: TabOptions): Sotto {
  const client = createClient()
  const onFailed = (error: unknown) => {
    log.warn('TAB_FAILED', { result: error instanceof Error ? error.name : 'unknown' })
    client.fail('storage_unavailable')
    options.onStorageError('storage_unavailable')
  }
  const tab = createTab(client, options)
  tab.enter().catch(onFailed)
  document.addEventListener('freeze', tab.leave)
  document.addEventListener('resume', () => tab.enter().catch(onFailed))
  return client.sotto
}

interface Tab {
  /** Asks who leads and stands for election; resolves when this tab is out of it again. */
  enter(): Promise<void>
  /** Gives up the lead, or the place in the queue for it. Done when it returns: nothing may run after it. */
  leave(): void
}

const log = createLog(consoleLog())

function createTab(client: Client, options: TabOptions): Tab {
  const { broker } = options
  const tab = crypto.randomUUID()
  const bulletins = new BroadcastChannel(BULLETINS)
  const isKnown = hold(tabLock(tab))
  /** This tab's part in the election. */
  let candidacy = new AbortController()
  /** A newer build leads: this tab never leads again. */
  let isRetired = false
  /** The term this tab's client is attached to. */
  let attachedTerm = ''
  /** From the lock on: nobody else is listened to. */
  let hasLock = false
  /** What this tab says of itself once its worker is ready. */
  let leadership: { readonly term: string; readonly broker: string } | undefined

  const post = (bulletin: Bulletin) => bulletins.postMessage(bulletin)

  const fail = (code: EngineErrorCode) => {
    attachedTerm = ''
    client.fail(code)
    if (code !== 'version_mismatch') options.onStorageError(code)
  }

  const follow = (term: string, leadersBroker: string) => {
    if (term === attachedTerm) return
    attachedTerm = term
    let isAnswered = false
    const overBroadcast = () => {
      if (attachedTerm === term && !isAnswered) client.attach(reachOverBroadcast(term, tab))
      isAnswered = true
    }
    if (broker === undefined || broker.address !== leadersBroker) return overBroadcast()
    const port = broker.reach(term, tab, overBroadcast)
    port.addEventListener('message', () => {
      isAnswered = true
    })
    client.attach(port)
    setTimeout(overBroadcast, WELCOME_MS)
  }

  /** Tabs of another version are not talked to; the older one also leaves the election for good. */
  const meetOtherVersion = (v: number) => {
    if (v > RPC_VERSION) {
      isRetired = true
      candidacy.abort()
    }
    fail('version_mismatch')
  }

  bulletins.addEventListener('message', ({ data }) => {
    const bulletin = parseTabMessage<Bulletin>(data)
    if (bulletin.kind === 'who') {
      if (leadership !== undefined) post({ v: RPC_VERSION, kind: 'leader', ...leadership })
    } else if (hasLock) return
    else if (bulletin.v !== RPC_VERSION) meetOtherVersion(bulletin.v)
    else if (bulletin.kind === 'leader') follow(bulletin.term, bulletin.broker)
    else fail(bulletin.code)
  })

  /** Holds the lead until the candidacy or the tab ends, or gives it up when the database cannot be opened. */
  const lead = async (left: AbortSignal) => {
    hasLock = true
    const worker = startEngineWorker(options.startWorker(), options.links)
    const over = new Promise<void>((resolve) => left.addEventListener('abort', () => resolve(worker.terminate())))
    try {
      await Promise.race([worker.started, over])
      if (!left.aborted) await serveTabs(worker, left, over)
    } catch (error) {
      worker.terminate()
      const code = error instanceof EngineError ? error.code : 'internal'
      log.warn('TAB_LEAD', { result: code })
      post({ v: RPC_VERSION, kind: 'failed', code })
      fail(code)
    }
    hasLock = false
  }

  const serveTabs = async (worker: EngineWorker, left: AbortSignal, over: Promise<void>) => {
    const term = crypto.randomUUID()
    const own = new MessageChannel()
    worker.serve(tab, own.port2)
    attachedTerm = term
    client.attach(own.port1)
    const stopListening = listenOverBroadcast(term, worker.serve)
    const isBrokered = (await Promise.race([broker?.lead(term, worker.serve), over])) ?? false
    if (!left.aborted) {
      leadership = { term, broker: isBrokered ? (broker?.address ?? '') : '' }
      post({ v: RPC_VERSION, kind: 'leader', ...leadership })
      log.info('TAB_LEAD', { term, result: 'leading' })
      await over
    }
    stopListening()
    leadership = undefined
    attachedTerm = ''
    log.info('TAB_LEAD', { term, result: 'left' })
  }

  return {
    async enter() {
      await isKnown
      if (isRetired) return
      candidacy = new AbortController()
      const { signal } = candidacy
      post({ v: RPC_VERSION, kind: 'who' })
      try {
        await navigator.locks.request(LEADER_LOCK, { signal }, () => lead(signal))
      } catch (error) {
        if (!signal.aborted) throw error
        if (isRetired) log.info('TAB_RETIRED', { v: RPC_VERSION })
      }
    },
    leave: () => candidacy.abort(),
  }
}

/** Resolves when this tab has the lock, which it keeps for its life. */
function hold(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const forLife = () => {
      resolve()
      return new Promise<never>(() => undefined)
    }
    navigator.locks.request(name, forLife).catch(reject)
  })
}
