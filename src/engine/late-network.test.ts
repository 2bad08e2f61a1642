import { expect, test } from 'vitest'
import { asTimestamp, type IdentityId } from './base/ids.ts'
import type { Connections, ConnectionsHost, MakeConnections } from './device/connections-host.ts'
import type { IdentityRuntime } from './device/identity-runtime.ts'
import { createLateConnections } from './late-network.ts'

const T0 = asTimestamp(1_000_000)
const after = (ms: number) => asTimestamp(T0 + ms)

/** Connections that only note what they are asked. */
function recorded() {
  const calls: string[] = []
  const make: MakeConnections = () => {
    calls.push('make')
    return {
      start: ({ me }) => calls.push(`start ${me.identity}`),
      end: ({ me }) => calls.push(`end ${me.identity}`),
      committed: () => calls.push('committed'),
      isConnected: () => true,
      peers: () => [],
      peerOn: () => undefined,
      state: () => ({ state: 'connected', connected: 1, sync: { received: 0, to_come: 0 }, servers: [] }),
      counters: () => ({ met: 1 }),
      tick: () => calls.push('tick'),
      online: (isOnline) => calls.push(isOnline ? 'online' : 'offline'),
      idle: async () => undefined,
      close: () => calls.push('close'),
    } satisfies Connections
  }
  return { calls, make }
}

const warnings: string[] = []
const host = {
  log: { warn: (name: string) => warnings.push(name) },
  now: () => T0,
} as unknown as ConnectionsHost
const runtime = (identity: number) => ({ me: { identity } }) as unknown as IdentityRuntime
const ME = 1 as IdentityId

test('what was started before the script came is started when it has come', async () => {
  const { calls, make } = recorded()
  const late = createLateConnections(async () => make)(host)
  late.start(runtime(1), T0)
  late.start(runtime(2), T0)
  late.tick(T0)
  expect(late.state(ME)).toMatchObject({ state: 'looking', connected: 0 })
  expect(late.isConnected(ME, 'peer' as never)).toBe(false)
  await late.idle()
  expect(calls).toEqual(['make', 'start 1', 'start 2'])
  late.start(runtime(3), T0)
  expect(calls.at(-1)).toBe('start 3')
  expect(late.state(ME)).toMatchObject({ state: 'connected' })
})

test('who leaves before the script came is not started, and who leaves after it ends', async () => {
  const { calls, make } = recorded()
  const late = createLateConnections(async () => make)(host)
  late.start(runtime(1), T0)
  late.start(runtime(2), T0)
  late.end(runtime(1), T0)
  await late.idle()
  late.end(runtime(2), T0)
  expect(calls).toEqual(['make', 'start 2', 'end 2'])
})

test('a network that went before the script came is known to be gone', async () => {
  const { calls, make } = recorded()
  const late = createLateConnections(async () => make)(host)
  late.online(false, T0)
  expect(late.state(ME)).toMatchObject({ state: 'offline' })
  late.start(runtime(1), T0)
  await late.idle()
  expect(calls).toEqual(['make', 'offline', 'start 1'])
})

test('a script that does not load is said, and asked for again after half a minute or when the network returns', async () => {
  const { calls, make } = recorded()
  let attempts = 0
  const late = createLateConnections(async () => {
    if (++attempts < 3) throw new TypeError('no such file')
    return make
  })(host)
  late.start(runtime(1), T0)
  await late.idle()
  expect(warnings).toEqual(['NETWORK_FAILED'])
  late.tick(after(29_999))
  await late.idle()
  expect(attempts).toBe(1)
  late.tick(after(30_000))
  await late.idle()
  expect(attempts).toBe(2)
  late.online(true, after(30_001))
  await late.idle()
  expect(calls).toEqual(['make', 'start 1'])
})

test('closed before the script came, nothing is made of it', async () => {
  const { calls, make } = recorded()
  const late = createLateConnections(async () => make)(host)
  late.start(runtime(1), T0)
  late.close(T0)
  await late.idle()
  expect(calls).toEqual([])
})
