/**
 * Links whose script comes later: reading and writing need none of it, and nobody should wait for it who
 * opens the application. Until it has come nobody is connected; then it starts from the tables, as after
 * a restart. What fails to load is tried again when the network returns, and every half minute.
 */

import type { IdentityId } from './base/ids.ts'
import type { Connections, ConnectionsHost, MakeConnections } from './device/connections-host.ts'
import type { IdentityRuntime } from './device/identity-runtime.ts'

const RETRY_MS = 30_000

/** @param load may fail, and is then called again */
export function createLateConnections(load: () => Promise<MakeConnections>): MakeConnections {
  return (host: ConnectionsHost): Connections => {
    const waiting = new Map<IdentityId, IdentityRuntime>()
    let inner: Connections | undefined
    let isOnline = true
    let isClosed = false
    let loading: Promise<void> | undefined
    let retry_ms = Number.POSITIVE_INFINITY

    const tryLoad = async (): Promise<void> => {
      try {
        const make = await load()
        if (isClosed) return
        inner = make(host)
        if (!isOnline) inner.online(false, host.now())
        for (const runtime of waiting.values()) inner.start(runtime, host.now())
        waiting.clear()
      } catch (error) {
        retry_ms = host.now() + RETRY_MS
        host.log.warn('NETWORK_FAILED', { result: error instanceof Error ? error.name : 'unknown' })
      } finally {
        loading = undefined
      }
    }
    const begin = (): void => {
      if (inner !== undefined || isClosed) return
      retry_ms = Number.POSITIVE_INFINITY
      loading ??= tryLoad()
    }
    begin()

    return {
      start(runtime, t_ms) {
        if (inner === undefined) waiting.set(runtime.me.identity, runtime)
        else inner.start(runtime, t_ms)
      },
      end(runtime, t_ms) {
        waiting.delete(runtime.me.identity)
        inner?.end(runtime, t_ms)
      },
      committed: (runtime, commit, t_ms) => inner?.committed(runtime, commit, t_ms),
      isConnected: (identity, peer) => inner?.isConnected(identity, peer) ?? false,
      peers: (identity) => inner?.peers(identity) ?? [],
      peerOn: (identity, link) => inner?.peerOn(identity, link),
      state: (identity) =>
        inner?.state(identity) ?? {
          state: isOnline ? 'looking' : 'offline',
          connected: 0,
          sync: { received: 0, to_come: 0 },
          servers: [],
        },
      counters: (identity) => inner?.counters(identity) ?? {},
      tick(t_ms) {
        if (t_ms >= retry_ms) begin()
        inner?.tick(t_ms)
      },
      online(nowOnline, t_ms) {
        isOnline = nowOnline
        if (nowOnline) begin()
        inner?.online(nowOnline, t_ms)
      },
      async idle() {
        await loading
        await inner?.idle()
      },
      close(t_ms) {
        isClosed = true
        inner?.close(t_ms)
      },
    }
  }
}
