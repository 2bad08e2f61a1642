/**
 * A rendezvous driver whose servers are not known yet: the list is fetched beside the application, which
 * must start without a network. Until it has come, topics are kept and publications dropped (delivery
 * is best effort anyway). Owns the fetching and its repetition, nothing of the servers.
 */

import type { Timestamp } from '../../engine/base/ids.ts'
import type { Rendezvous, RendezvousDriver } from '../../engine/base/ports.ts'

const RETRY_MS = 30_000

export interface ListedRendezvousOptions {
  /** Shown as the address of what is missing. */
  readonly listAddress: string
  /** The driver for the servers of the list. May fail, and is then called again. */
  load(): Promise<RendezvousDriver>
  now(): Timestamp
}

export function createListedRendezvous(options: ListedRendezvousOptions): RendezvousDriver {
  return {
    open(events) {
      let inner: Rendezvous | undefined
      let topics: readonly string[] = []
      let isClosed = false
      let isLoading = false
      let retry: ReturnType<typeof setTimeout> | undefined

      const say = (reason: string) =>
        events.onState([{ url: options.listAddress, state: 'closed', reason }], options.now())

      const load = async () => {
        if (isLoading || isClosed) return
        isLoading = true
        clearTimeout(retry)
        try {
          const driver = await options.load()
          if (isClosed) return
          inner = driver.open(events)
          inner.listen(topics)
        } catch (error) {
          if (isClosed) return
          say(error instanceof Error ? error.message : 'unknown')
          retry = setTimeout(load, RETRY_MS)
        } finally {
          isLoading = false
        }
      }
      void load()

      return {
        listen(wanted) {
          topics = [...wanted]
          inner?.listen(topics)
        },
        publish: (topic, payload) => inner?.publish(topic, payload),
        reconnect() {
          if (inner === undefined) void load()
          else inner.reconnect()
        },
        close() {
          isClosed = true
          clearTimeout(retry)
          inner?.close()
        },
      }
    },
  }
}
